"""The national figures: counted from the search table alone, so that page, download and interface agree.

Everything here counts this State's current recommendations; a recommendation counts once, however many
parts it has, and under each of its clusters, themes and institutions.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from focal_points.filters import FILTERS, stale
from focal_points.models import Assignment, ImplementationStatus, Institution, SearchRow, Status
from focal_points.models.assignment import AssignmentQuerySet
from focal_points.models.status import APART, PUBLIC_GROUPS
from focal_points.services import as_of
from recommendations.models import Cluster, Mechanism, Recommendation, Tag

NAMED: dict[str, tuple[Any, str]] = {
    "mechanism": (Mechanism, "names"),
    "institution": (Institution, "names"),
    "cluster": (Cluster, "texts"),
    "theme": (Tag, "names"),
    "persons": (Tag, "names"),
    "sdg": (Tag, "names"),
}
FOLLOWUP_DAYS = 90


@dataclass(frozen=True)
class Line:
    """One line of figures: what it is about, how to list it, and its counts by status."""

    label: str
    code: str
    filter: str
    counts: dict[str, int]
    thing: Any = None
    asks: int = 0
    """How many distinct asks they make: recommendations of one confirmed request count once."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def implemented(self) -> int:
        """Implemented, continuing ones included."""
        return sum(self.counts.get(status, 0) for status in PUBLIC_GROUPS["implemented"])

    @property
    def not_assessed(self) -> int:
        """Nobody has judged them yet."""
        return self.counts.get(Status.NOT_ASSESSED, 0)


def counted() -> QuerySet[SearchRow]:
    """What the national figures count."""
    return SearchRow.objects.filter(is_home=True, is_ask=True, is_current=True)


def by_status(rows: QuerySet[SearchRow] | None = None) -> dict[str, int]:
    """Status → count, every status named, in the order of the scale."""
    found = dict(
        (counted() if rows is None else rows)
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
        .values_list("status", "n")
    )
    return {status.value: found.get(status.value, 0) for status in Status}


def folded(counts: dict[str, int]) -> dict[str, int]:
    """The four public groups, and the two that are counted apart."""
    groups = {name: sum(counts.get(one, 0) for one in members) for name, members in PUBLIC_GROUPS.items()}
    return groups | {status.value: counts.get(status, 0) for status in APART}


def lines(name: str, *, most: int | None = None) -> list[Line]:
    """Figures by mechanism, institution, cluster, theme, persons or sdg, the largest first."""
    counts, asks = _held(name)
    model, names = NAMED[name]
    things = model.objects.filter(pk__in=counts).prefetch_related(names)
    if name == "sdg":
        things = things.filter(parent=None)
    found = [
        Line(getattr(thing, "short", str(thing)), thing.code, name, counts[thing.pk], thing, asks[thing.pk])
        for thing in things
    ]
    found.sort(key=lambda line: (-line.total, line.label))
    return found[:most]


def by_year() -> list[Line]:
    """Figures by the year in which it was asked, the newest first."""
    counts, asks = _held("year")
    years = sorted(filter(None, counts), reverse=True)
    return [Line(str(year), str(year), "year", counts[year], asks=asks[year]) for year in years]


def over_time(years: int = 5) -> list[tuple[date, dict[str, int]]]:
    """Today and the last days of the years before, the oldest first: as of each day, as known today."""
    today = timezone.localdate()
    days = [date(year, 12, 31) for year in range(today.year - years + 1, today.year)] + [today]
    return [(day, counts) for day, counts in as_of.counts(days).items() if counts]


def _held(name: str) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """What the table holds → status → count, and what it holds → distinct asks; one query."""
    one = FILTERS[name]
    source = f"unnest({one.column}) AS held" if one.is_array else f"(SELECT {one.column} AS held) AS alone"
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    asks: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT held, status, count(*), count(DISTINCT ask) + count(*) FILTER (WHERE ask IS NULL) "  # noqa: S608
            f"FROM focal_points_searchrow, LATERAL {source} "
            f"WHERE is_home AND is_ask AND is_current AND held IS NOT NULL "
            f"GROUP BY GROUPING SETS ((held, status), (held))"
        )
        for held, status, number, distinct in cursor.fetchall():
            if status is None:
                asks[held] = distinct
            else:
                counts[held][status] = number
    return counts, asks


def changes() -> QuerySet[ImplementationStatus]:
    """Verified statuses as they became known, the newest first, each with the status before it."""
    before = (
        ImplementationStatus.objects.public()
        .annotate(unit=Coalesce("part_id", Value(0)))
        .filter(
            recommendation=OuterRef("recommendation"),
            unit=Coalesce(OuterRef("part_id"), Value(0)),
            recorded_at__lt=OuterRef("recorded_at"),
        )
        .order_by("-recorded_at", "-pk")
    )
    return (
        ImplementationStatus.objects.public()
        .filter(recommendation__search_row__in=counted().values("pk"))
        .annotate(was=Subquery(before.values("status")[:1]))
        .order_by("-recorded_at", "-pk")
    )


def last_change_on() -> date | None:
    """The day of the newest public verification."""
    moment = ImplementationStatus.objects.public().aggregate(last=Max("recorded_at"))["last"]
    return timezone.localdate(moment) if moment else None


def followup_due() -> QuerySet[Recommendation]:
    """Follow-up recommendations whose deadline is near or has passed within a year, by date."""
    today = timezone.localdate()
    return (
        Recommendation.objects.counted()
        .filter(
            is_followup=True,
            followup_due_on__range=(today - timedelta(days=365), today + timedelta(days=FOLLOWUP_DAYS)),
        )
        .order_by("followup_due_on", "pk")
    )


def late() -> AssignmentQuerySet:
    """Leads whose date has passed while nothing verified says that it is done, the longest overdue first."""
    standing = (
        ImplementationStatus.objects.public()
        .annotate(unit=Coalesce("part_id", Value(0)))
        .filter(recommendation=OuterRef("recommendation"), unit=Coalesce(OuterRef("part_id"), Value(0)))
        .order_by("-effective_on", "-recorded_at", "-pk")
    )
    over = (*PUBLIC_GROUPS["implemented"], Status.NO_LONGER_APPLICABLE)
    return (
        Assignment.objects.leading()
        .late_on(timezone.localdate())
        .filter(recommendation__search_row__in=counted().values("pk"))
        .annotate(stands=Coalesce(Subquery(standing.values("status")[:1]), Value("")))
        .exclude(stands__in=over)
        .order_by("due_on", "pk")
    )


def quick_counts() -> dict[str, int]:
    """The few questions that people ask first."""
    done = PUBLIC_GROUPS["implemented"]
    return counted().aggregate(
        stale=Count("pk", filter=stale()),
        unassigned=Count("pk", filter=Q(lead=None)),
        noted_done=Count("pk", filter=Q(upr_position="noted", status__in=done)),
        documents=Count("document", distinct=True),
        mechanisms=Count("mechanism", distinct=True),
    )
