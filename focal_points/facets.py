"""What a list can be narrowed by: all facets counted in one statement, each under the *other* filters."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext as _

from focal_points.filters import FILTERS, FLAGS
from focal_points.models import Institution, Status
from focal_points.search import Search
from recommendations.models import Cluster, Mechanism, Recommendation, Tag

COUNTED = tuple(name for name in FILTERS if name != "document")
NAMED: dict[str, Any] = {
    "mechanism": Mechanism,
    "institution": Institution,
    "cluster": Cluster,
    "theme": Tag,
    "persons": Tag,
    "sdg": Tag,
}


@dataclass(frozen=True)
class Option:
    """One value of a facet, as it stands in an address, with the count it would bring."""

    value: str
    label: str
    count: int
    chosen: bool
    name: str
    short: str = ""

    @property
    def selected(self) -> bool:
        """As components call it."""
        return self.chosen


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list."""

    name: str
    title: str
    options: list[Option]

    @property
    def is_open(self) -> bool:
        """Shown unfolded: where something is chosen, and the first ones."""
        return self.name in {"status", "mechanism", "institution"} or any(o.chosen for o in self.options)


def facets_of(search: Search) -> list[Facet]:
    """Every facet that has something to offer, in the order of the page."""
    counts = count(search)
    facets = []
    for name in COUNTED:
        options = _options(search, name, counts.get(name, {}))
        if options:
            facets.append(Facet(name, str(FILTERS[name].title), options))
    flags = [
        Option("1", str(title), counts.get(name, {}).get("true", 0), name in search.flags, name)
        for name, (title, _condition) in FLAGS.items()
    ]
    shown = [option for option in flags if option.count or option.chosen]
    if shown and search.is_home:
        facets.insert(3, Facet("work", _("Work on it"), shown))
    return facets


def count(search: Search) -> dict[str, dict[str, int]]:
    """Facet → what the table holds → count, in one statement."""
    sql, values = _statement(search)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for name, held, number in cursor.fetchall():
            found[name][held] = number
    return found


def _statement(search: Search) -> tuple[str, list[Any]]:
    conditions = search.conditions()
    columns = sorted({FILTERS[name].column for name in COUNTED} | {"verified_on", "lead"})
    flagged = {
        f"ok_{name}": ExpressionWrapper(condition, output_field=BooleanField())
        for name, condition in conditions.items()
    }
    flagged |= {
        f"is_{name}": ExpressionWrapper(make(), output_field=BooleanField())
        for name, (_title, make) in FLAGS.items()
    }
    base = search.base().order_by().annotate(**flagged).values_list(*columns, *flagged)
    sql, values = base.query.sql_with_params()
    names = ", ".join((*columns, *flagged))
    parts = [_count_of(name, conditions) for name in (*COUNTED, *FLAGS)]
    return f"WITH m ({names}) AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}", list(values)


def _count_of(name: str, conditions: Iterable[str]) -> str:
    """Counts of one facet, where every filter but its own holds."""
    held = " AND ".join(f"ok_{other}" for other in conditions if other != name) or "true"
    if name in FLAGS:
        return f"SELECT '{name}', 'true', count(*) FROM m WHERE is_{name} AND {held}"  # noqa: S608
    one = FILTERS[name]
    if one.is_array:
        return (
            f"SELECT '{name}', held::text, count(*) FROM m, unnest({one.column}) AS held "  # noqa: S608
            f"WHERE {held} GROUP BY 2"
        )
    return (
        f"SELECT '{name}', {one.column}::text, count(*) FROM m "  # noqa: S608
        f"WHERE {one.column} IS NOT NULL AND {one.column}::text <> '' AND {held} GROUP BY 2"
    )


def _options(search: Search, name: str, counts: dict[str, int]) -> list[Option]:
    chosen = {choice.code: choice for choice in search.chosen_values.get(name, [])}
    held = counts | {str(choice.held): counts.get(str(choice.held), 0) for choice in chosen.values()}
    if name == "status":
        return [
            Option(code, str(Status(code).label), held[code], code in chosen, name, Status(code).short)
            for code in Status.values
            if code in held
        ]
    if name == "position":
        return [
            Option(code, str(Recommendation.Position(code).label), held[code], code in chosen, name)
            for code in Recommendation.Position.values
            if code in held
        ]
    if name in {"year", "cycle"}:
        numbers = sorted(held, key=int, reverse=name == "year")
        return [Option(number, number, held[number], number in chosen, name) for number in numbers]
    return _named_options(name, held, set(chosen))


def _named_options(name: str, held: dict[str, int], chosen: set[str]) -> list[Option]:
    """Of things with names: most frequent first, what is chosen before all."""
    model = NAMED[name]
    names = "texts" if model is Cluster else "names"
    rows = model.objects.filter(pk__in=[int(key) for key in held]).prefetch_related(names)
    options = [
        Option(row.code, getattr(row, "short", str(row)), held[str(row.pk)], row.code in chosen, name)
        for row in rows
    ]
    return sorted(options, key=lambda option: (not option.chosen, -option.count, option.label))
