"""Rows of a list with what a line shows of each, in a fixed number of queries."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from focal_points.filters import is_old
from focal_points.found import Found, find
from focal_points.models import Institution, SearchRow
from focal_points.search import Search
from focal_points.search_words import Compiled
from focal_points.snippets import Snippet, snippets
from recommendations.models import Country, Recommendation, RecommendingState
from recommendations.models.naming import Named, fetch_names


@dataclass(frozen=True)
class Hit:
    """One line of a list; `states` are those it is addressed to, where this State is none of them."""

    row: SearchRow
    snippet: Snippet | None
    lead: Institution | None
    is_stale: bool
    states: tuple[Country, ...] = ()

    @property
    def recommendation(self) -> Recommendation:
        """What was asked."""
        return self.row.recommendation

    @property
    def parts(self) -> dict[str, int]:
        """Counts of its parts by status, where it is divided."""
        counts: dict[str, int] = {}
        for status in self.row.statuses if len(self.row.statuses) > 1 else ():
            counts[status] = counts.get(status, 0) + 1
        return counts


def for_lines(rows: QuerySet[SearchRow]) -> QuerySet[SearchRow]:
    """With everything that lines show, fetched at once."""
    return _bare(rows).prefetch_related(
        "recommendation__document__mechanism__names",
        "recommendation__recommending_states__country__names",
    )


def _bare(rows: QuerySet[SearchRow]) -> QuerySet[SearchRow]:
    """The same without names, which `hits` reads together."""
    lines = rows.select_related("recommendation__document__mechanism")
    return lines.defer("words", "facets", "recommendation__source_row").prefetch_related(
        "recommendation__texts",
        Prefetch("recommendation__recommending_states", RecommendingState.objects.select_related("country")),
    )


class KnownCount(Paginator):
    """Does not ask for what is known already."""

    def __init__(self, rows: Any, per_page: int, *, number: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = number


def page_of(
    search: Search,
    number: str | None,
    per_page: int,
    lines: Callable[[QuerySet[SearchRow]], QuerySet[SearchRow]] = _bare,
) -> tuple[Found, Page]:
    """What a search finds, and one page of its rows; a page that is not there becomes the nearest."""
    wanted = int(number) if number and number.isascii() and number.isdigit() and len(number) < 9 else 1
    found = find(search, size=per_page, page=max(wanted, 1))
    if not found.total and search.look_further():
        found = find(search, size=per_page, page=max(wanted, 1))
    page = KnownCount([], per_page, number=found.total).get_page(number)
    keys = found.keys
    if page.number != max(wanted, 1):
        start = (page.number - 1) * per_page
        keys = list(search.rows().values_list("pk", flat=True)[start : start + per_page])
    rows = {row.pk: row for row in lines(SearchRow.objects.filter(pk__in=keys))}
    page.object_list = [rows[key] for key in keys if key in rows]
    return found, page


def _named(rows: Sequence[SearchRow]) -> Iterator[Named]:
    for row in rows:
        yield row.recommendation.document.mechanism
        yield from (one.country for one in row.recommendation.recommending_states.all())


def hits(rows: Sequence[SearchRow], words: Compiled | None = None) -> list[Hit]:
    """Lines for these rows, which come from `for_lines`."""
    shown = snippets(rows, words)
    leads = Institution.objects.in_bulk({row.lead for row in rows if row.lead})
    foreign = {key for row in rows if not row.is_home for key in row.countries}
    states = Country.objects.in_bulk(foreign) if foreign else {}
    fetch_names([*leads.values(), *states.values(), *_named(rows)])
    return [
        Hit(
            row,
            shown.get(row.pk),
            leads.get(row.lead) if row.lead else None,
            is_old(row.status, row.verified_on),
            () if row.is_home else tuple(states[key] for key in row.countries if key in states),
        )
        for row in rows
    ]
