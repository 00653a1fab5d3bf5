"""The telling room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """What is told."""

    name = "reporting"
    verbose_name = _("What is told")

    def ready(self) -> None:
        """Say who may do what here."""
        from nmrf.base import permissions
        from reporting.permissions import RULES

        permissions.register(RULES)
