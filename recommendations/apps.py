"""The register's room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """What was asked."""

    name = "recommendations"
    verbose_name = _("What was asked")

    def ready(self) -> None:
        """Say who may do what here."""
        from nmrf.base import permissions
        from recommendations.permissions import RULES

        permissions.register(RULES)
