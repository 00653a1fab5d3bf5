"""Rows of a list with what a line shows of each, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from focal_points.filters import stale_before
from focal_points.models import Institution, SearchRow
from focal_points.search_words import Compiled
from focal_points.snippets import Snippet, snippets
from recommendations.models import Country, Recommendation


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
    return rows.select_related("recommendation__document__mechanism").prefetch_related(
        "recommendation__texts",
        "recommendation__document__mechanism__names",
        "recommendation__recommending_states__country__names",
    )


def hits(rows: Sequence[SearchRow], words: Compiled | None = None) -> list[Hit]:
    """Lines for these rows, which come from `for_lines`."""
    shown = snippets(rows, words)
    leads = Institution.objects.prefetch_related("names").in_bulk({row.lead for row in rows if row.lead})
    foreign = {key for row in rows if not row.is_home for key in row.countries}
    states = Country.objects.prefetch_related("names").in_bulk(foreign) if foreign else {}
    before = stale_before()
    return [
        Hit(
            row,
            shown.get(row.pk),
            leads.get(row.lead) if row.lead else None,
            bool(row.verified_on and row.verified_on < before),
            () if row.is_home else tuple(states[key] for key in row.countries if key in states),
        )
        for row in rows
    ]
