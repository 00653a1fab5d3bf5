"""What draft reports cite of a recommendation that another takes the place of."""

from recommendations.services.carrying import Carrying
from reporting.models import ReportParagraph, ReportSource


def carry(one: Carrying) -> None:
    """Paragraphs and their sources lead to the new one from now on; what was compiled reads as it did.

    A report that has a paragraph on both keeps each with its own.
    """
    for model in (ReportParagraph, ReportSource):
        one.move(model._base_manager.filter(recommendation=one.old))
