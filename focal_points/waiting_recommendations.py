"""Recommendations that wait on the secretariat's desk: each answers rows with a column `since`, a date."""

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least, TruncDate

from focal_points.models import Assignment
from focal_points.models.urgency import FINISHED
from recommendations.models import (
    ClusterMembership,
    FollowUpParagraph,
    ImportRun,
    Mechanism,
    Part,
    Recommendation,
)


def last_import() -> ImportRun | None:
    """The newest import that brought something new, and stands."""
    runs = ImportRun.objects.filter(state=ImportRun.State.APPLIED, counts__created__gt=0)
    return runs.order_by("-applied_at").first()


def recommendations() -> QuerySet[Recommendation]:
    """What is asked of this State, with what a line shows."""
    since = Coalesce("published_on", TruncDate("recorded_at"), output_field=DateField())
    return (
        Recommendation.objects.counted()
        .annotate(since=since)
        .for_list()
        .select_related("search_row")
        .order_by("since", "pk")
    )


def _untouched() -> Q:
    current = Assignment.objects.current().filter(recommendation=OuterRef("pk"))
    grouped = ClusterMembership.objects.filter(recommendation=OuterRef("pk"))
    return ~Q(Exists(current)) & ~Q(Exists(grouped))


def new() -> QuerySet[Recommendation]:
    """From the last import, and nobody has touched them."""
    run = last_import()
    if run is None:
        return recommendations().none()
    return recommendations().filter(_untouched(), annotation_id__isnull=False, recorded_at__gte=run.at)


def unassigned() -> QuerySet[Recommendation]:
    """No institution leads."""
    return recommendations().filter(search_row__lead=None)


def please_look() -> QuerySet[Recommendation]:
    """Taken in, but odd."""
    since = TruncDate("recorded_at", output_field=DateField())
    rows = Recommendation.objects.home().current().exclude(please_look=[]).annotate(since=since)
    return rows.for_list().select_related("search_row").order_by("since", "pk")


def followup() -> QuerySet[Recommendation]:
    """Follow-up reports that are due and not sent, and what a court or a plan wants done by a day."""
    sent = FollowUpParagraph.objects.filter(recommendation=OuterRef("pk"))
    asked = Q(is_followup=True, followup_due_on__isnull=False) & ~Exists(sent)
    return (
        recommendations()
        .filter(asked | Q(due_on__isnull=False))
        .exclude(search_row__status__in=FINISHED)
        .annotate(due=Least(Case(When(asked, then="followup_due_on")), "due_on"))
        .annotate(since=F("due"))
        .order_by("due", "pk")
    )


def positions() -> QuerySet[Recommendation]:
    """UPR recommendations on which the State has still to say whether it supports them."""
    open_ones = Q(upr_position="") | Q(upr_position=Recommendation.Position.PENDING)
    return recommendations().filter(
        open_ones,
        document__mechanism__kind=Mechanism.Kind.UPR,
        kind=Recommendation.Kind.RECOMMENDATION,
    )


def out_of_step() -> QuerySet[Recommendation]:
    """Divided ones whose text was changed since: the words of a part stand no longer in their place."""
    since = TruncDate("changed_at", output_field=DateField())
    rows = Recommendation.objects.home().current()
    rows = rows.filter(pk__in=Part.objects.out_of_step().values("recommendation"))
    return (
        rows.annotate(changed_at=Max("texts__at"))
        .annotate(since=since)
        .for_list()
        .select_related("search_row")
        .order_by("since", "pk")
    )
