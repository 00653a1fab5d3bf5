"""What rows of history refer to, by name: fetched at once, one query a kind of thing."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models

Pair = tuple[Any, Any]
"""A version of a row, and the one before it or None."""
Referred = dict[tuple[type[models.Model], Any], str]

NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {}
"""Rows that have no name of their own: by what they refer to they are called, see `call_by`."""
_LONGEST = 120


def call_by(model: type[models.Model], *fields: str) -> None:
    """Have rows of history of this model called by the values of these fields, in this order."""
    NAMED_BY[model] = fields


def fetch(pairs: Iterable[Pair], silent: Collection[str] = (), named: Collection[Any] = ()) -> Referred:
    """The names of all that these versions refer to where they differ, and of what they are called by.

    `silent` are columns that are not told; `named` are models whose rows the caller names.
    """
    wanted: dict[type[models.Model], set[Any]] = {}
    for target, key in _wanted(pairs, silent, named):
        wanted.setdefault(target, set()).add(key)
    return {
        (model, row.pk): str(row)[:_LONGEST] for model, keys in wanted.items() for row in _rows(model, keys)
    }


def _wanted(
    pairs: Iterable[Pair], silent: Collection[str], named: Collection[Any]
) -> Iterator[tuple[type[models.Model], Any]]:
    for event, before in pairs:
        model = event.pgh_tracked_model
        named_by = () if model in named else NAMED_BY.get(model, ())
        for column in model._meta.concrete_fields:
            if not column.is_relation or not hasattr(event, column.attname):
                continue
            now = getattr(event, column.attname)
            was = getattr(before, column.attname) if before is not None else now
            if column.name in named_by or (was != now and column.name not in silent):
                yield from ((column.related_model, key) for key in (was, now) if key is not None)


def _rows(model: type[models.Model], keys: set[Any]) -> Iterable[models.Model]:
    """With what naming them takes."""
    fields = {field.name for field in model._meta.get_fields()}
    rows = model._base_manager.filter(pk__in=keys)
    joined = [
        name
        for name in ("document", "recommendation__document", "instrument")
        if name.split("__")[0] in fields
    ]
    joined = [name for name in joined if _is_relation(model, name)]
    return rows.select_related(*joined).prefetch_related(
        *(name for name in ("names", "texts") if name in fields)
    )


def _is_relation(model: type[models.Model], path: str) -> bool:
    field = model._meta.get_field(path.split("__")[0])
    return bool(field.is_relation and field.many_to_one)


def name_of(event: Any, model: type[models.Model], referred: Referred) -> str:
    """What a row is called; one that is gone is made again from its version, in memory."""
    if model in NAMED_BY:
        return " · ".join(filter(None, (_value(event, model, name, referred) for name in NAMED_BY[model])))
    return made_again(event, model)


def made_again(event: Any, model: type[models.Model]) -> str:
    """What the row calls itself, made again from its version, in memory."""
    values = {
        column.attname: getattr(event, column.attname)
        for column in model._meta.concrete_fields
        if hasattr(event, column.attname)
    }
    return str(model(**values))[:_LONGEST]


def _value(event: Any, model: type[models.Model], name: str, referred: Referred) -> str:
    column: Any = model._meta.get_field(name)
    value = getattr(event, column.attname, None)
    if value in (None, ""):
        return ""
    if column.is_relation:
        return referred.get((column.related_model, value), f"#{value}")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return str(value)[:_LONGEST]
