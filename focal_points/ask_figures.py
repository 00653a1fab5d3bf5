"""Distinct asks: how many requests some recommendations make, and how often one request was made."""

from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from focal_points.models import SearchRow
from focal_points.search import NEWEST
from recommendations.models import Ask

# Rows without a request, and each request once: over rows of the search table.
DISTINCT = Count("pk") - Count("ask") + Count("ask", distinct=True)


def distinct_asks(rows: QuerySet[SearchRow]) -> int:
    """How many distinct asks these rows make: those of one confirmed request count once. One query."""
    return int(rows.order_by().aggregate(asks=DISTINCT)["asks"] or 0)


@dataclass(frozen=True)
class Times:
    """How often a request was made, by how many mechanisms, since which year."""

    times: int
    mechanisms: int
    since: int | None


@dataclass(frozen=True)
class Asked:
    """A request that a recommendation makes with others."""

    ask: Ask
    times: Times


def asked(recommendation: int) -> Asked | None:
    """The confirmed request that this recommendation makes; None where it is alone with it."""
    ask = Ask.objects.filter(members__recommendation=recommendation, state=Ask.State.CONFIRMED).first()
    return Asked(ask, times(ask.pk)) if ask else None


def making(ask: int) -> QuerySet[SearchRow]:
    """The national, current recommendations that make a request; newest first."""
    rows = SearchRow.objects.filter(ask=ask, is_home=True, is_ask=True, is_current=True)
    return rows.order_by(*NEWEST)


def times(ask: int) -> Times:
    """Of one request."""
    said = (
        making(ask)
        .order_by()
        .aggregate(times=Count("pk"), mechanisms=Count("mechanism", distinct=True), since=Min("year"))
    )
    return Times(**said)
