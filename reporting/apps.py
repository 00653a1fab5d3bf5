"""The telling room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """What is told."""

    name = "reporting"
    verbose_name = _("What is told")

    def ready(self) -> None:
        """Say who may do what here, and where the house drafts reports."""
        from focal_points import request_subjects
        from nmrf.base import navigation, permissions
        from recommendations import registry
        from reporting import request_places
        from reporting.permissions import RULES, Can
        from reporting.services import carrying_over

        permissions.register(RULES)
        navigation.register(
            [navigation.Entry(_("Reports"), _("Draft reports"), "reporting:report-list", Can.SEE_DRAFTS, 600)]
        )
        registry.on_replaced(carrying_over.carry)
        request_subjects.register(request_places.KIND, request_places.find)
