"""At a glance: how much is covered, how fresh, who has how much work, what is stuck, what stands in the way.

For the house of everything, for an institution of its own. A fixed number of queries, however much there is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from focal_points import asked_for, quality
from focal_points.asked_for import NEEDS, OBSTACLES, Counted
from focal_points.filters import stale, stale_before
from focal_points.models import Assignment, Institution, Status, StatusUpdate
from focal_points.models.urgency import FINISHED

State = StatusUpdate.State
SLOW = {
    State.SUBMITTED: timedelta(days=14),
    State.SECOND: timedelta(days=14),
    State.RETURNED: timedelta(days=30),
    State.VALIDATION: timedelta(days=14),
    State.DRAFT: timedelta(days=30),
}
"""After how long an update in this state counts as stuck."""
OF_THE_HOUSE = (State.SUBMITTED, State.SECOND, State.RETURNED)
MOST = 12


@dataclass(frozen=True)
class Covered:
    """How much of what was asked has somebody who leads, a status, a recent one."""

    whole: int
    led: int
    assessed: int
    quarter: int
    half: int
    year: int
    old: int
    counts: dict[str, int]

    @property
    def never(self) -> int:
        """Nobody has verified a status of it."""
        return self.whole - self.assessed

    @property
    def kept(self) -> int:
        """Verified more than a year ago, with nothing left to be done: never old."""
        return self.assessed - self.quarter - self.half - self.year - self.old


@dataclass(frozen=True)
class Load:
    """One institution's work."""

    institution: Institution
    leads: int
    late: int
    unanswered: int
    waiting: int
    returned: int


def covered(own: Collection[int] | None) -> Covered:
    """Two queries."""
    today, rows = timezone.localdate(), quality.rows(own)
    quarter, half = today - timedelta(days=90), today - timedelta(days=180)
    seen = rows.aggregate(
        whole=Count("pk"),
        led=Count("pk", filter=Q(lead__isnull=False)),
        assessed=Count("pk", filter=Q(verified_on__isnull=False)),
        quarter=Count("pk", filter=Q(verified_on__gte=quarter)),
        half=Count("pk", filter=Q(verified_on__lt=quarter, verified_on__gte=half)),
        year=Count("pk", filter=Q(verified_on__lt=half, verified_on__gte=stale_before())),
        old=Count("pk", filter=stale()),
    )
    by_status = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return Covered(**seen, counts={status.value: by_status.get(status.value, 0) for status in Status})


def loads(own: Collection[int] | None) -> list[Load]:
    """Institutions with work, those with most late first; three queries."""
    today = timezone.localdate()
    late = Q(due_on__lt=today) & ~Q(recommendation__search_row__status__in=FINISHED)
    leads = Q(role=Assignment.Role.LEAD)
    work = Assignment.objects.current().order_by().values("institution")
    updates = StatusUpdate.objects.order_by().values(key=F("assignment__institution"))
    if own is not None:
        work = work.filter(institution__in=own)
        updates = updates.filter(assignment__institution__in=own)
    counts = {
        row["institution"]: row
        for row in work.annotate(
            leads=Count("pk", filter=leads),
            late=Count("pk", filter=leads & late),
            unanswered=Count("pk", filter=Q(state=Assignment.State.ASSIGNED)),
        )
    }
    moving: dict[int, Any] = {
        row["key"]: row
        for row in updates.annotate(
            waiting=Count("pk", filter=Q(state__in=[State.SUBMITTED, State.SECOND])),
            returned=Count("pk", filter=Q(state=State.RETURNED, submitted_at__isnull=False)),
        )
    }
    names = Institution.objects.for_list().in_bulk(list(counts))
    found = [
        Load(
            names[key],
            row["leads"],
            row["late"],
            row["unanswered"],
            moving.get(key, {}).get("waiting", 0),
            moving.get(key, {}).get("returned", 0),
        )
        for key, row in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.late, -one.leads, str(one.institution)))


def stuck(person: Any, own: Collection[int] | None) -> QuerySet[Any]:
    """Updates that did not move for long, with `since`; the longest first.

    The house sees what left its institution: drafts and what waits for a signature are the institution's.
    """
    since = Coalesce("decided_at", "submitted_at", "edited_at", output_field=DateTimeField())
    rows = StatusUpdate.objects.visible_to(person).annotate(since=since)
    states = SLOW if own is not None else OF_THE_HOUSE
    now, wanted = timezone.now(), Q()
    for state in states:
        wanted |= Q(state=state, since__lt=now - SLOW[State(state)])
    if own is not None:
        rows = rows.filter(assignment__institution__in=own)
    return (
        rows.filter(wanted)
        .for_list()
        .prefetch_related("assignment__recommendation__texts", "assignment__cluster__texts")
        .order_by("since", "pk")
    )


def unsigned() -> int:
    """How many updates wait long for a validator: a number alone, for the house does not read them."""
    edge = timezone.now() - SLOW[State.VALIDATION]
    return StatusUpdate.objects.filter(state=State.VALIDATION, edited_at__lt=edge).count()


def said(person: Any, own: Collection[int] | None) -> dict[str, Counted]:
    """The most frequent needs and obstacles."""
    updates = asked_for.seen_by(person)
    if own is not None:
        updates = updates.filter(assignment__institution__in=own)
    return {
        sort.name: asked_for.count(sort, asked_for.standing(sort, updates)) for sort in (NEEDS, OBSTACLES)
    }


def days_since(moment: Any) -> int:
    """Whole days until today."""
    day: date = timezone.localdate(moment)
    return (timezone.localdate() - day).days
