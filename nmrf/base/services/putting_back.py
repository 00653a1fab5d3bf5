"""Rows going back to how they were before an operation, many at once: a few statements a model.

What was made is deleted, what was changed is written over from its earlier version, what was deleted is put
back. In rounds, as rows may rest on each other: each round deletes what nothing rests on any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pghistory.models
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

Key = tuple[type[models.Model], Any]
BATCH = 500


@dataclass(frozen=True)
class Touched:
    """One object an operation touched: its model, key, and first and last history row of the operation."""

    model: type[models.Model]
    pk: Any
    first: Any
    last: Any


def by_model(found: Iterable[Touched]) -> dict[type[models.Model], list[Touched]]:
    """Grouped, each model where it comes first."""
    groups: dict[type[models.Model], list[Touched]] = defaultdict(list)
    for touched in found:
        groups[touched.model].append(touched)
    return groups


def put_back(found: list[Touched]) -> dict[Key, str]:
    """Put back what can be; answers what cannot, with the reason."""
    made = {
        model: {one.pk for one in group if one.first.pgh_label == "insert"}
        for model, group in by_model(found).items()
    }
    resting = _remove(made)
    unknown = _restore([one for one in found if one.first.pgh_label != "insert"])
    left = 0
    while resting and len(resting) != left:
        left = len(resting)
        resting = _remove(made)
    return resting | unknown


def would_rest(found: list[Touched]) -> dict[Key, str]:
    """What `put_back` would have to leave, and why, without putting anything back."""
    made = {
        model: {one.pk for one in group if one.first.pgh_label == "insert"}
        for model, group in by_model(found).items()
    }
    reasons: dict[Key, str] = {}
    left = -1
    while len(reasons) != left:  # what stays may hold up what it rests on
        left = len(reasons)
        going = {
            model: keys - {pk for other, pk in reasons if other is model} for model, keys in made.items()
        }
        for model, keys in going.items():
            reasons |= {(model, pk): why for pk, why in _resting_on(model, keys, going).items()}
    return reasons


def _remove(made: dict[type[models.Model], set[Any]]) -> dict[Key, str]:
    """Delete, and take out of `made`, the rows on which nothing rests; the others, with what does."""
    reasons: dict[Key, str] = {}
    for model, keys in made.items():
        resting = _resting_on(model, keys)
        model._base_manager.filter(pk__in=keys - resting.keys()).delete()
        keys &= resting.keys()
        reasons |= {(model, pk): reason for pk, reason in resting.items()}
    return reasons


def _resting_on(
    model: type[models.Model],
    keys: set[Any],
    going: Mapping[type[models.Model], set[Any]] | None = None,
) -> dict[Any, str]:
    """Key → what rests on it: one query for each relation that leads here. `going` rests on nothing."""
    resting: dict[Any, str] = {}
    for relation in model._meta.related_objects if keys else ():
        other: Any = relation.related_model
        if (
            other._meta.app_label == "pghistory"
            or issubclass(other, pghistory.models.Event)
            or getattr(other, "is_derived", False)
        ):
            continue
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if going and going.get(other):
            rows = rows.exclude(pk__in=going[other])
        reason = _("%(what)s rest on it.") % {"what": other._meta.verbose_name_plural}
        for pk in rows.values_list(f"{relation.field.name}__pk", flat=True).distinct():
            resting.setdefault(pk, reason)
    return resting


def _restore(found: list[Touched]) -> dict[Key, str]:
    """Write changed rows over from the version before, and put deleted ones back."""
    reasons: dict[Key, str] = {}
    for model, group in by_model(found).items():
        event_model = type(group[0].last)
        sources = _versions_before(event_model, group)
        reasons |= {
            (model, one.pk): _("Its earlier version is not known.") for one in group if one.pk not in sources
        }
        gone = {one.pk for one in group if one.last.pgh_label == "delete"}
        _write_over(model, event_model, [event for pk, event in sources.items() if pk not in gone])
        _make_again(model, event_model, [event for pk, event in sources.items() if pk in gone])
    return reasons


def _versions_before(event_model: Any, group: list[Touched]) -> dict[Any, int]:
    """Key → the history row with what it was before; that of a deletion holds it by itself."""
    first = {one.first.pgh_id: one for one in group}
    earlier = event_model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = (
        event_model.objects.filter(pgh_id__in=first)
        .annotate(pgh_before=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .values_list("pgh_id", "pgh_before")
    )
    found = {}
    for event, before in rows:
        if before or first[event].first.pgh_label == "delete":
            found[first[event].pk] = before or event
    return found


def columns(model: type[models.Model], event_model: Any) -> list[tuple[Any, Any]]:
    """Each column of the model with its copy in history."""
    copies = {field.attname: field for field in event_model._meta.concrete_fields}
    return [
        (field, copies[field.attname]) for field in model._meta.concrete_fields if field.attname in copies
    ]


def _write_over(model: type[models.Model], event_model: Any, events: Iterable[int]) -> None:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    values = ", ".join(
        f"{quote(field.column)} = earlier.{quote(copy.column)}"
        for field, copy in columns(model, event_model)
        if field is not key
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} AS present SET {values} "  # noqa: S608 - names of our own
            f"FROM {quote(event_model._meta.db_table)} AS earlier "
            f"WHERE earlier.pgh_id = ANY(%s) AND present.{quote(key.column)} = earlier.pgh_obj_id",
            [list(events)],
        )


def _make_again(model: type[models.Model], event_model: Any, events: Iterable[int]) -> None:
    pairs = columns(model, event_model)
    model._base_manager.bulk_create(
        [
            model(**{field.attname: getattr(event, copy.attname) for field, copy in pairs})
            for event in event_model.objects.filter(pgh_id__in=events)
        ],
        batch_size=BATCH,
    )
