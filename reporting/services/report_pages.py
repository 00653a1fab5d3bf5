"""What the page of a draft shows beside the draft itself."""

from django.db.models import Prefetch, Q, QuerySet

from focal_points.models import StatusUpdate
from reporting.models import Report, ReportParagraph, ReportSection


def sections_of(report: Report) -> QuerySet[ReportSection]:
    """Sections with paragraphs, and with each paragraph what it rests on, in a fixed number of queries."""
    paragraphs = ReportParagraph.objects.prefetch_related(
        "sources__recommendation",
        "sources__status_update__assignment__institution__names",
    )
    return report.sections.prefetch_related(Prefetch("paragraphs", queryset=paragraphs))


def not_yet_verified(report: Report) -> int:
    """Updates on the recommendations of the draft that wait for verification, and are therefore not in it."""
    keys = report.paragraphs.filter(kind=ReportParagraph.Kind.RECOMMENDATION).values("recommendation")
    waiting = (StatusUpdate.State.SUBMITTED, StatusUpdate.State.SECOND)
    return (
        StatusUpdate.objects.filter(state__in=waiting)
        .filter(Q(assignment__recommendation__in=keys) | Q(proposals__recommendation__in=keys))
        .distinct()
        .count()
    )
