"""Rows as they stood at a moment, out of their history: also those that are gone by now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models

from nmrf.base.services.operations import events_of


def at(model: type[models.Model], moment: datetime, **belonging: Any) -> list[Any]:
    """The versions of the rows that had these values before the moment, and were there; one query.

    `belonging` names columns, as `recommendation_id=5`: a row that belongs elsewhere by then is left out,
    one that was deleted or moved later is in.
    """
    events = events_of(model)
    ever = events.filter(**belonging).values("pgh_obj_id")
    newest = (
        events.filter(pgh_obj_id__in=ever, pgh_created_at__lt=moment)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return [
        version
        for version in newest
        if version.pgh_label != "delete"
        and all(getattr(version, name) == value for name, value in belonging.items())
    ]


def at_keys(model: type[models.Model], moment: datetime, keys: Collection[Any]) -> list[Any]:
    """The versions of the rows with these keys before the moment, where they were there; one query."""
    events = events_of(model).filter(pgh_obj_id__in=list(keys), pgh_created_at__lt=moment)
    newest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return [version for version in newest if version.pgh_label != "delete"]


def at_values(model: type[models.Model], moment: datetime, column: str, values: Collection[Any]) -> list[Any]:
    """As `at`, of all the rows whose column had one of these values."""
    ever = events_of(model).filter(**{f"{column}__in": list(values)})
    found = at_keys(model, moment, set(ever.values_list("pgh_obj_id", flat=True)))
    return [version for version in found if getattr(version, column) in values]


def first(model: type[models.Model], **belonging: Any) -> Any:
    """The first version that history holds of the row with these values; None where it holds none."""
    return events_of(model).filter(**belonging).order_by("pgh_id").first()


def row(model: type[models.Model], version: Any) -> Any:
    """A row in memory, as this version says it; never to be saved."""
    copied = {field.attname for field in version._meta.concrete_fields}
    values = {
        field.attname: getattr(version, field.attname)
        for field in model._meta.concrete_fields
        if field.attname in copied
    }
    made = model(**values)
    made._state.adding = False
    return made
