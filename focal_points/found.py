"""What a search finds, in one statement: each facet under the other filters, the total, a page of keys.

The rows of the words and the State are found once, those that fail two filters or more are dropped, and all
else is counted from what is left. Without words there may be very many rows: then only those that meet every
filter are kept, and each facet in use is counted from the table under the other filters.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, When

from focal_points import facet_values
from focal_points.filters import FILTERS, FLAGS, NATIONAL
from focal_points.models import SearchRow, Status
from focal_points.search import ORDERS, Search
from focal_points.search_matches import rank

COUNTED = tuple(name for name in FILTERS if name != "document")
KEYS, ASKS, ALL = "keys", "asks", "all"


@dataclass
class Found:
    """Counts as the table holds its values: facet → value → number of recommendations."""

    counts: dict[str, dict[str, int]]
    by_status: dict[str, int]
    asks: int = 0
    keys: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many recommendations are found."""
        return sum(self.by_status.values())


def find(search: Search, *, size: int = 0, page: int = 1) -> Found:
    """All counts, and the keys of one page in the order of the search where `size` asks for it."""
    sql, values = _statement(search, size, (page - 1) * size)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    keys: list[int] = []
    not_of_all = set(search.conditions()) | (set() if search.is_home else NATIONAL)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for part, held, number in cursor.fetchall():
            if part == KEYS:
                keys.append(number)
            elif held:
                name, value = facet_values.read(int(held)) if part == ALL else (part, held)
                if part != ALL or name not in not_of_all:
                    counts[name][value] = number
    return _told(search, counts, keys)


def _told(search: Search, counts: dict[str, dict[str, int]], keys: list[int]) -> Found:
    asks = counts.pop(ASKS, {}).get("true", 0)
    chosen = {str(choice.held) for choice in search.chosen_values.get("status", [])}
    by_status = {
        status.value: counts["status"].get(status.value, 0) if not chosen or status.value in chosen else 0
        for status in Status
    }
    return Found(counts, by_status, asks, keys)


def _statement(search: Search, size: int, start: int) -> tuple[str, list[Any]]:
    conditions = search.conditions()
    is_once = search.words is not None
    rows = search.base().filter(_near(search)) if is_once else search.matching()
    marked = {f"ok_{name}": _mark(condition) for name, condition in conditions.items()} if is_once else {}
    marked |= {f"is_{name}": _mark(FLAGS[name][1]()) for name in _flags(search)}
    every = reduce(and_, conditions.values(), Q()) if is_once else Q()
    marked["numbers"] = _where(every, F("facets"))
    if _is_ranked(search, size):
        marked["rank"] = _where(every, rank(search.words.query), 0.0)  # type: ignore[union-attr]
    columns = _columns(search, is_once and size > 0)
    rows = rows.order_by().annotate(**marked).values_list(*columns, *marked)
    inner, values = rows.query.sql_with_params()
    fewest = " + ".join(f"coalesce(ok_{name}, false)::int" for name in conditions) if is_once else ""
    only = f" WHERE {fewest} >= {len(conditions) - 1}" if len(conditions) > 1 and fewest else ""
    names = ", ".join((*columns, *marked))
    sql = f"WITH a ({names}) AS ({inner}), m AS MATERIALIZED (SELECT * FROM a{only})"  # noqa: S608
    parts = [_all(search, is_once), *_flag_counts(search, is_once), (_asks(search, is_once), [])]
    if size:
        parts.append(_keys(search, is_once, size, start))
    parts += _own_of_found(search) if is_once else _own(search, conditions)
    given = [value for _sql, part in parts for value in part]
    return f"{sql} {' UNION ALL '.join(part for part, _given in parts)}", [*values, *given]


def _near(search: Search) -> Q:
    """Of any two filters a row meets one, if it fails at most one of all: this much the index can tell."""
    numbers = [
        [facet_values.number(name, choice.held) for choice in choices]
        for name, choices in search.chosen_values.items()
        if name in facet_values.PLACES
    ]
    return reduce(and_, (Q(facets__overlap=[*one, *two]) for one, two in combinations(numbers, 2)), Q())


def _is_ranked(search: Search, size: int) -> bool:
    return bool(size and search.words and search.sort == "best")


def _where(every: Q, value: Any, otherwise: Any = None) -> Any:
    """The value, of rows that meet every filter: the others are only there for one facet's sake."""
    return Case(When(every, then=value), default=otherwise) if every else value


def _columns(search: Search, is_ordered: bool) -> list[str]:
    """What is counted by itself, and what the page is ordered by."""
    found = {"ask"} | {FILTERS[name].column for name in search.chosen_values if name in COUNTED}
    if is_ordered:
        named = (_plain(one).split()[0] for one in _order(search))
        found |= {"recommendation_id", *named}
    return sorted(found)


def _mark(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _flags(search: Search) -> list[str]:
    """What is counted of the work on it; other States have none."""
    return list(FLAGS) if search.is_home else []


def _held(search: Search, is_once: bool, but: str = "") -> str:
    """All filters but this one."""
    names = search.conditions() if is_once else ()
    return " AND ".join(f"ok_{name}" for name in names if name != but) or "true"


Part = tuple[str, list[Any]]


def _all(search: Search, is_once: bool) -> Part:
    """Counts of every value under all filters: right for each facet that has none of its own."""
    sql = (
        f"SELECT '{ALL}', held::text, n FROM (SELECT held, count(*) AS n FROM "  # noqa: S608
        f"(SELECT unnest(numbers) AS held FROM m WHERE {_held(search, is_once)}) one GROUP BY 1) counted"
    )
    return sql, []


def _own_of_found(search: Search) -> list[Part]:
    """Facets in use, each under the other filters, of what was found."""
    names = [name for name in COUNTED if name in search.chosen_values]
    return [(_one_by_one(name, f"m WHERE {_held(search, True, name)}"), []) for name in names]


def _one_by_one(name: str, rows: str) -> str:
    """Counts of one facet, over `table WHERE condition`."""
    column = FILTERS[name].column
    if FILTERS[name].is_array:
        return (
            f"SELECT '{name}', held::text, n FROM (SELECT held, count(*) AS n FROM "  # noqa: S608
            f"(SELECT unnest({column}) AS held FROM {rows} AND cardinality({column}) > 0) one "
            "GROUP BY 1) counted"
        )
    return (
        f"SELECT '{name}', {column}::text, n FROM "  # noqa: S608
        f"(SELECT {column}, count(*) AS n FROM {rows} GROUP BY 1) counted"
    )


def _own(search: Search, conditions: dict[str, Q]) -> list[Part]:
    """Facets in use, each counted from the table under the other filters."""
    parts: list[Part] = []
    for name in conditions:
        rows: QuerySet[SearchRow] = search.base()
        others = [condition for other, condition in conditions.items() if other != name]
        if others:
            rows = rows.filter(reduce(and_, others))
        if name in COUNTED:
            inner, values = rows.order_by().values(FILTERS[name].column).query.sql_with_params()
            parts.append((_one_by_one(name, f"({inner}) t WHERE true"), list(values)))
        elif name in FLAGS:
            inner, values = rows.order_by().filter(FLAGS[name][1]()).values("pk").query.sql_with_params()
            parts.append((f"SELECT '{name}', 'true', count(*) FROM ({inner}) t", list(values)))  # noqa: S608
    return parts


def _flag_counts(search: Search, is_once: bool) -> list[Part]:
    counted = [name for name in _flags(search) if is_once or name not in search.flags]
    held = {name: f"is_{name} AND {_held(search, is_once, name)}" for name in counted}
    return [(f"SELECT '{name}', 'true', count(*) FROM m WHERE {held[name]}", []) for name in counted]  # noqa: S608


def _asks(search: Search, is_once: bool) -> str:
    """Distinct asks among what is found: one for each group of like recommendations, one for each other."""
    return (
        f"SELECT '{ASKS}', 'true', count(DISTINCT ask) + count(*) FILTER (WHERE ask IS NULL) "  # noqa: S608
        f"FROM m WHERE {_held(search, is_once)}"
    )


def _keys(search: Search, is_once: bool, size: int, start: int) -> Part:
    """One page, in order: from what was found where it had to be found anyway, else along an index."""
    if not is_once:
        rows = search.matching().order_by(*_order(search)).values("pk")[start : start + size]
        inner, values = rows.query.sql_with_params()
        return f"SELECT '{KEYS}', NULL, k.* FROM ({inner}) k", list(values)  # noqa: S608
    best = "rank DESC, " if search.sort == "best" else ""
    sql = (
        f"(SELECT '{KEYS}', NULL, recommendation_id FROM m WHERE {_held(search, is_once)} "  # noqa: S608
        f"ORDER BY {best}{', '.join(_plain(one) for one in _order(search))} LIMIT %s OFFSET %s)"
    )
    return sql, [size, start]


def _order(search: Search) -> Iterable[Any]:
    return ORDERS.get(search.sort, ORDERS["new"])


def _plain(one: Any) -> str:
    """An ordering, as SQL over the columns of `m`."""
    if isinstance(one, str):
        return "recommendation_id" if one == "pk" else one
    nulls = "NULLS FIRST" if one.nulls_first else "NULLS LAST"
    return f"{one.expression.name} {'DESC' if one.descending else 'ASC'} {nulls}"
