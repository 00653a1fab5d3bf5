"""Rows going back to how they were before an operation, many at once: a few statements a model.

What was made is deleted, what was changed is written over from its earlier version, what was deleted is put
back. In rounds, as rows may rest on each other: each round deletes what nothing rests on any more.
"""

from collections.abc import Iterator
from typing import Any

import pghistory.models
from django.db import models
from django.utils.translation import gettext as _

from nmrf.base.services.touched import GOING, Rows, ask, quote, run

BATCH = 2_000
_LEFT = f"{GOING} AND NOT is_done"


def put_back(found: list[Rows]) -> None:
    """Put back what can be, of what has no reason to stay; what cannot gets its reason."""
    left = _remove(found)
    for rows in found:
        _restore(rows)
    before = -1
    while left and left != before:
        before, left = left, _remove(found)
    for rows in found:
        run(f"UPDATE {rows.table} SET why = rests WHERE {_LEFT}")  # noqa: S608 (names of our own)


def keep_resting(found: list[Rows]) -> None:
    """What `put_back` would have to leave gets its reason, without anything being put back."""
    going = {rows.model: rows for rows in found}
    more = True
    while more:  # what stays may hold up what it rests on
        more = False
        for rows in found:
            for relation, why in relations(rows.model):
                resting = resting_on(rows, relation, GOING)
                if other := going.get(relation.related_model):
                    resting = resting.exclude(pk__in=other.keys(GOING))
                more |= bool(rows.keep(_owners(resting, relation), why, among="was_made"))


def relations(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """What may rest on a row of this model, with the words for it; not what is made again from it."""
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if (
            other._meta.app_label != "pghistory"
            and not issubclass(other, pghistory.models.Event)
            and not getattr(other, "is_derived", False)
        ):
            yield relation, _("%(what)s rest on it.") % {"what": other._meta.verbose_name_plural}


def resting_on(rows: Rows, relation: Any, condition: str) -> models.QuerySet[Any]:
    """The rows that rest on those that meet a condition."""
    found: models.QuerySet[Any] = relation.related_model._base_manager.filter(
        **{f"{relation.field.name}__in": rows.keys(condition)}
    )
    return found


def _owners(resting: models.QuerySet[Any], relation: Any) -> models.QuerySet[Any]:
    """Keys of what they rest on."""
    return resting.values(f"{relation.field.name}__pk")


def _remove(found: list[Rows]) -> int:
    """Delete the made rows on which nothing rests; how many are left, each with what rests on it."""
    left = 0
    for rows in found:
        run(f"UPDATE {rows.table} SET rests = NULL WHERE rests IS NOT NULL")  # noqa: S608 (names of our own)
        for relation, why in relations(rows.model):
            resting = resting_on(rows, relation, f"{_LEFT} AND rests IS NULL")
            rows.keep(_owners(resting, relation), why, column="rests", among=_LEFT)
        bare = f"{_LEFT} AND rests IS NULL"
        for keys in _batches(rows, "pk", bare):
            rows.model._base_manager.filter(pk__in=keys).delete()
        run(f"UPDATE {rows.table} SET is_done = true WHERE {bare}")  # noqa: S608
        left += ask(f"SELECT count(*) FROM {rows.table} WHERE {_LEFT}")[0][0]  # noqa: S608
    return left


def _batches(rows: Rows, column: str, condition: str) -> Iterator[list[Any]]:
    """Values of a column, some thousands at a time, in the order of keys."""
    after = ""
    values: list[Any] = []
    while told := ask(
        f"SELECT pk, {column} FROM {rows.table} WHERE {condition}{after} ORDER BY pk LIMIT {BATCH}",  # noqa: S608
        values,
    ):
        yield [value for _pk, value in told]
        after, values = " AND pk > %s", [told[-1][0]]


def _restore(rows: Rows) -> None:
    """Write changed rows over from the version before, and put deleted ones back."""
    changed = "NOT was_made AND why IS NULL"
    run(
        f"""UPDATE {rows.table} AS t SET before = coalesce((
                SELECT max(e.pgh_id) FROM {rows.events} e WHERE e.pgh_obj_id = t.pk AND e.pgh_id < t.first
            ), CASE WHEN was_deleted THEN first END)
            WHERE {changed}"""  # noqa: S608 (the history row of a deletion holds the version by itself)
    )
    unknown = _("Its earlier version is not known.")
    run(f"UPDATE {rows.table} SET why = %s WHERE {changed} AND before IS NULL", [unknown])  # noqa: S608
    _write_over(rows, f"{changed} AND NOT is_missing")
    for events in _batches(rows, "before", f"{changed} AND is_missing"):
        _make_again(rows, events)


def _write_over(rows: Rows, condition: str) -> None:
    key: Any = rows.model._meta.pk
    values = ", ".join(
        f"{quote(field.column)} = earlier.{quote(copy.column)}"
        for field, copy in rows.columns()
        if field is not key
    )
    run(
        f"UPDATE {quote(rows.model._meta.db_table)} AS present SET {values} "  # noqa: S608 (names of our own)
        f"FROM {rows.events} AS earlier JOIN {rows.table} AS t ON t.before = earlier.pgh_id "
        f"WHERE {condition} AND present.{quote(key.column)} = earlier.pgh_obj_id"
    )


def _make_again(rows: Rows, events: list[Any]) -> None:
    pairs = rows.columns()
    rows.model._base_manager.bulk_create(
        [
            rows.model(**{field.attname: getattr(event, copy.attname) for field, copy in pairs})
            for event in rows.event_model.objects.filter(pgh_id__in=events)
        ]
    )
