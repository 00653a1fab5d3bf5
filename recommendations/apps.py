"""The register's room, as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """What was asked."""

    name = "recommendations"
    verbose_name = _("What was asked")

    def ready(self) -> None:
        """Say who may do what here, where its pages are, and who may read the sources of imports."""
        from nmrf.base import navigation, permissions
        from nmrf.base.services import files
        from recommendations import registry
        from recommendations.permissions import RULES, Can, may_read_document_file, may_read_source
        from recommendations.services import ask_jobs

        permissions.register(RULES)
        files.register_reader(may_read_source)
        files.register_reader(may_read_document_file)
        registry.on_change(ask_jobs.look_after)
        navigation.register(
            [
                navigation.Entry(
                    section=_("Register"),
                    label=_("Imports"),
                    url_name="recommendations:import-list",
                    can=Can.SEE_IMPORTS,
                    order=500,
                ),
                navigation.Entry(
                    section=_("Register"),
                    label=_("Documents"),
                    url_name="recommendations:document-list",
                    can=Can.SEE_IMPORTS,
                    order=510,
                ),
                navigation.Entry(
                    section=_("Register"),
                    label=_("Vocabularies"),
                    url_name="recommendations:tag-list",
                    can=Can.SEE_IMPORTS,
                    order=517,
                ),
                navigation.Entry(
                    section=_("Register"),
                    label=_("Treaties"),
                    url_name="recommendations:treaty-list",
                    can=Can.SEE_IMPORTS,
                    order=514,
                ),
                navigation.Entry(
                    section=_("Register"),
                    label=_("Care for the text"),
                    url_name="recommendations:care",
                    can=Can.SEE_IMPORTS,
                    order=516,
                ),
            ]
        )
