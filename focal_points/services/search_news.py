"""What is new in a search between two moments: recommendations that came in, and statuses that were verified.

Moments are those at which a fact was written here (`recorded_at`). A transaction that is still open may
write facts dated before now: news is told up to the `horizon`, before which nothing can come any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from focal_points.models import ImplementationStatus, SearchRow, StatusUpdate
from recommendations.models import Recommendation

Matching = Callable[[str, Any], tuple[QuerySet[SearchRow], list[str]]]
"""Reads a kept query as a person's own; doors bring it, since a service knows no address."""
CLOCKS_APART = timedelta(minutes=2)
"""So far the clocks of web, worker and database machines may differ."""
_OLDEST = """
SELECT min(xact_start) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
"""


def horizon() -> datetime:
    """Everything recorded before this moment can be seen by now."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        oldest: datetime | None = cursor.fetchone()[0]
    return min(filter(None, (timezone.now(), oldest))) - CLOCKS_APART


@dataclass(frozen=True)
class News:
    """What came to one search after `since`, up to and including `until`, as its person may see it.

    `matching` is what the search finds; `problems` say what of it is not known any more.
    """

    matching: QuerySet[SearchRow]
    problems: list[str]
    person: Any
    since: datetime
    until: datetime

    def new(self) -> QuerySet[Recommendation]:
        """Recommendations that came in, the newest first."""
        return (
            Recommendation.objects.filter(recorded_at__gt=self.since, recorded_at__lte=self.until)
            .filter(pk__in=self.matching.values("pk"))
            .for_list()
            .order_by("-recorded_at", "-pk")
        )

    def changed(self) -> QuerySet[ImplementationStatus]:
        """Statuses verified, the newest first: public ones, and what rests on updates the person may read."""
        return (
            visible_statuses(self.person)
            .filter(recorded_at__gt=self.since, recorded_at__lte=self.until)
            .filter(recommendation__in=self.matching.values("pk"))
            .select_related("recommendation__document__mechanism", "part")
            .prefetch_related("recommendation__texts")
            .order_by("-recorded_at", "-pk")
        )


def visible_statuses(person: Any) -> QuerySet[ImplementationStatus]:
    """Standing verified statuses that this person may know of."""
    standing = ImplementationStatus.objects.standing()
    if person.is_authenticated and person.is_house:
        return standing
    public = ImplementationStatus.objects.public().values("pk")
    readable = StatusUpdate.objects.visible_to(person).values("pk")
    return standing.filter(Q(pk__in=public) | Q(verification__proposal__update__in=readable))
