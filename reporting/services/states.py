"""What the register holds of each State, and of several beside each other; never a national status.

Counts what stands (not withdrawn, not replaced). A record addressed to two States counts for both.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from focal_points.models import SearchRow
from recommendations.models import Country, Mechanism

_ALL = """
WITH each AS (
    SELECT country, document, mechanism, count(*) FILTER (WHERE is_ask) AS asks, count(*) AS records,
           min(year) AS first, max(year) AS last
    FROM focal_points_searchrow, unnest(countries) AS country WHERE is_current GROUP BY 1, 2, 3
)
SELECT country, sum(asks)::int, sum(records)::int, count(*)::int, min(first), max(last),
       array_agg(DISTINCT mechanism)
FROM each GROUP BY 1
"""
_COUNTS = """
WITH chosen AS MATERIALIZED (
    SELECT country, mechanism, year, upr_position, themes, sdgs, persons
    FROM focal_points_searchrow, unnest(countries) AS country
    WHERE is_current AND is_ask AND countries && %(states)s::bigint[] AND country = ANY(%(states)s)
)
SELECT 'total', country, 0, '', count(*) FROM chosen GROUP BY 2
UNION ALL SELECT 'mechanism', country, mechanism, '', count(*) FROM chosen GROUP BY 2, 3
UNION ALL SELECT 'year', country, year, '', count(*) FROM chosen WHERE year IS NOT NULL GROUP BY 2, 3
UNION ALL SELECT 'position', country, 0, upr_position, count(*) FROM chosen WHERE upr_position <> ''
          GROUP BY 2, 4
UNION ALL SELECT 'theme', country, held, '', count(*) FROM chosen, unnest(themes) AS held GROUP BY 2, 3
UNION ALL SELECT 'sdg', country, held, '', count(*) FROM chosen, unnest(sdgs) AS held GROUP BY 2, 3
UNION ALL SELECT 'persons', country, held, '', count(*) FROM chosen, unnest(persons) AS held GROUP BY 2, 3
"""
_REPEATED = """
SELECT country, ask, number, first, last, latest FROM (
    SELECT country, ask, count(*) AS number, min(year) AS first, max(year) AS last,
           (array_agg(recommendation_id ORDER BY published_on DESC NULLS LAST, recommendation_id))[1]
               AS latest,
           row_number() OVER (PARTITION BY country ORDER BY count(*) DESC, ask) AS place
    FROM focal_points_searchrow, unnest(countries) AS country
    WHERE is_current AND is_ask AND ask IS NOT NULL AND countries && %(states)s::bigint[]
      AND country = ANY(%(states)s)
    GROUP BY 1, 2 HAVING count(*) > 1
) ranked WHERE place <= %(most)s ORDER BY country, place
"""


@dataclass(frozen=True)
class Held:
    """What is held of one State."""

    country: Country
    asks: int
    records: int
    documents: int
    first: int | None
    last: int | None
    mechanisms: list[Mechanism]

    @property
    def is_home(self) -> bool:
        """The State of this house, whose follow-up is kept here."""
        return is_home(self.country)


def held() -> list[Held]:
    """Every State with a record, by name; this house's own first. Five statements, however many States."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    countries = Country.objects.prefetch_related("names").in_bulk(rows)
    mechanisms = Mechanism.objects.prefetch_related("names").in_bulk()
    found = [
        Held(country, asks, records, documents, first, last, sorted((mechanisms[m] for m in by), key=_place))
        for key, country in countries.items()
        for asks, records, documents, first, last, by in [rows[key]]
    ]
    return sorted(found, key=lambda one: (not one.is_home, one.country.name.casefold()))


def _place(mechanism: Mechanism) -> tuple[int, str]:
    return mechanism.position, mechanism.code


@dataclass
class Counts:
    """Counts of several States: facet → what the table holds → State → number."""

    totals: dict[int, int] = field(default_factory=dict)
    facets: dict[str, dict[Any, dict[int, int]]] = field(default_factory=dict)

    def of(self, facet: str) -> dict[Any, dict[int, int]]:
        """Value → State → number."""
        return self.facets.get(facet, {})

    def share(self, state: int, number: int) -> float:
        """Of all that this State was asked, 0 to 1."""
        total = self.totals.get(state, 0)
        return number / total if total else 0.0


def counts(states: Sequence[int]) -> Counts:
    """By mechanism, year, position, theme, SDG and persons, in one statement."""
    result = Counts(dict.fromkeys(states, 0))
    facets: dict[str, dict[Any, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"states": list(states)})
        for name, state, key, text, number in cursor.fetchall():
            if name == "total":
                result.totals[state] = number
            else:
                facets[name][text or key][state] = number
    result.facets = {name: dict(values) for name, values in facets.items()}
    return result


class Repeated(NamedTuple):
    """A request made of one State several times: its key, how often, when, and the newest of its texts."""

    state: int
    ask: int
    number: int
    first_year: int | None
    last_year: int | None
    latest: int


def repeated(states: Sequence[int], *, most: int) -> list[Repeated]:
    """The recurring requests that each of these States heard most often, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REPEATED, {"states": list(states), "most": most})
        return [Repeated(*row) for row in cursor.fetchall()]


def is_home(country: Country) -> bool:
    """The State of this house."""
    return bool(country.iso3 == settings.HOME_STATE)


def rows_of(state: int) -> QuerySet[SearchRow]:
    """What stands of one State."""
    return SearchRow.objects.filter(is_current=True, countries__contains=[state])
