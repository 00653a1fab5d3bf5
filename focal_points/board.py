"""The working list as a board: a column a status, cluster or leading institution, each with its first cards.

Two statements for all cards and counts, however many there are; columns and cards are capped, and each column
leads to the whole of it as a list.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.listing import for_lines
from focal_points.models import Institution, SearchRow, Status
from focal_points.working import WorkingSearch
from recommendations.models import Cluster

CARDS = 8
COLUMNS = 5
BY = {
    "cluster": gettext_lazy("by cluster"),
    "institution": gettext_lazy("by leading institution"),
    "status": gettext_lazy("by status"),
}
_HELD = {
    "status": "ARRAY[held_in]",
    "institution": "ARRAY[held_in]",
    "cluster": "CASE WHEN cardinality(held_in) = 0 THEN ARRAY[NULL]::bigint[] ELSE held_in END",
}
_COLUMN = {"status": "status", "institution": "lead", "cluster": "clusters"}


@dataclass
class Column:
    """One column: what it is of, how many there are, the first of them, and the address of all as a list."""

    code: str
    title: str
    total: int
    address: str
    status: str = ""
    cards: list[SearchRow] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.cards)


@dataclass
class Board:
    """One page of columns. `targets` are where a card can be put: code and name; empty where it cannot."""

    by: str
    page: Page
    columns: list[Column]
    targets: list[tuple[str, str]]


def of(search: WorkingSearch, by: str, number: str | None) -> Board:
    """The board of what a search finds."""
    by = by if by in BY else "cluster"
    cards, totals = _cards(search, by)
    columns = _columns(search, by, totals)
    page = Paginator(columns, COLUMNS).get_page(number)
    shown = list(page.object_list)
    rows = SearchRow.objects.filter(pk__in=[pk for key, _c in shown for pk in cards.get(key, ())])
    lines = {row.pk: row for row in for_lines(rows)}
    for key, column in shown:
        column.cards = [lines[pk] for pk in cards.get(key, ()) if pk in lines]
    targets = (
        [] if by == "status" else [(column.code, column.title) for _key, column in columns if column.code]
    )
    return Board(by, page, [column for _key, column in shown], targets)


def _cards(search: WorkingSearch, by: str) -> tuple[dict[Any, list[int]], dict[Any, int]]:
    """What the table holds → the first keys, and how many there are."""
    rows = search.matching().order_by().values_list("pk", _COLUMN[by], "year", "published_on")
    inner, values = rows.query.sql_with_params()
    sql = f"""
        SELECT held, pk, total FROM (
            SELECT held, pk, count(*) OVER (PARTITION BY held) AS total,
                   row_number() OVER (
                       PARTITION BY held ORDER BY year DESC NULLS LAST, published_on DESC NULLS LAST, pk
                   ) AS place
            FROM ({inner}) AS a (pk, held_in, year, published_on), LATERAL unnest({_HELD[by]}) AS held
        ) placed WHERE place <= {CARDS} ORDER BY held, place"""  # noqa: S608 (our own words; values are given)
    cards: dict[Any, list[int]] = defaultdict(list)
    totals: dict[Any, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for held, pk, total in cursor.fetchall():
            cards[held].append(pk)
            totals[held] = total
    return cards, totals


def _columns(search: WorkingSearch, by: str, totals: dict[Any, int]) -> list[tuple[Any, Column]]:
    """In their order: what has none yet, then by size; statuses in the order of the scale."""
    if by == "status":
        return [
            (
                status.value,
                Column(
                    status.value,
                    str(status.label),
                    totals[status.value],
                    search.address(status=status.value),
                    status.value,
                ),
            )
            for status in Status
            if status.value in totals
        ]
    things: Any
    if by == "cluster":
        things, name, none = Cluster.objects.filter(archived_at=None), "cluster", _("Without a cluster")
        things = things.prefetch_related("texts")
    else:
        things, name, none = Institution.objects.current().for_list(), "institution", _("No institution yet")
    found = [
        (
            thing.pk,
            Column(thing.code, str(thing), totals.get(thing.pk, 0), _address(search, name, thing.code)),
        )
        for thing in things
        if by == "cluster" or thing.pk in totals
    ]
    found.sort(key=lambda one: (-one[1].total, one[1].title))
    return [(None, Column("", none, totals.get(None, 0), _address(search, "without", name))), *found]


def _address(search: Any, name: str, value: str) -> str:
    """The list with one more filter."""
    return str(search.address(**{name: value}))
