"""The working room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FocalPointsConfig(AppConfig):
    """Who does what, and how far it is."""

    name = "focal_points"
    verbose_name = _("Who does what")

    def ready(self) -> None:
        """Say who may do what here, and who may read evidence."""
        from focal_points.permissions import RULES, Can, may_read_evidence
        from focal_points.services import search_table
        from nmrf.base import navigation, permissions
        from nmrf.base.services import files
        from recommendations import registry

        permissions.register(RULES)
        files.register_reader(may_read_evidence)
        registry.on_change(search_table.refresh)
        navigation.register(
            [
                navigation.Entry(
                    _("Your institution"), _("My work"), "focal_points:my-work", Can.SEE_WORKSPACE, 10
                ),
            ]
        )
