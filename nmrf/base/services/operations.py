"""Undo: each row an operation touched goes back, unless somebody touched it since.

The history rows of an operation carry its id in their context. For each object the *first* and the *last*
of them count: where the newest history row of the object is still that last one, the version before the
first is restored (an inserted row is deleted, a deleted one put back); every other object is left and listed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation

BATCH = 2000


@dataclass(frozen=True)
class Touched:
    """One object an operation touched: its model, key, and first and last history row of the operation."""

    model: type[models.Model]
    pk: Any
    first: Any
    last: Any


def begin(*, kind: str, label: str, by: Any) -> Operation:
    """A new operation; wrap its writes in `history.recorded(..., operation=operation.pk)`."""
    return Operation.objects.create(kind=kind, label=label, by=by)


def tracked_models() -> Iterator[tuple[type[models.Model], Any]]:
    """Each tracked model with its event model."""
    for event_model in apps.get_models():
        if issubclass(event_model, pghistory.models.Event) and not event_model._meta.abstract:
            tracked = getattr(event_model, "pgh_tracked_model", None)
            if tracked is not None and not event_model._meta.proxy:
                yield tracked, event_model


def touched_by(operation: Operation) -> list[Touched]:
    """What the operation touched, newest first, so that what was made last goes first."""
    contexts = pghistory.models.Context.objects.filter(
        created_at__gte=operation.at - timedelta(minutes=1), metadata__operation=str(operation.pk)
    ).values("pk")
    found: list[Touched] = []
    for model, event_model in tracked_models():
        by_object: dict[Any, list[Any]] = defaultdict(list)
        for event in event_model.objects.filter(pgh_context__in=contexts).order_by("pgh_id"):
            by_object[event.pgh_obj_id].append(event)
        found += [Touched(model, pk, events[0], events[-1]) for pk, events in by_object.items()]
    return sorted(
        found, key=lambda touched: (touched.first.pgh_created_at, touched.first.pgh_id), reverse=True
    )


@transaction.atomic
def undo(
    *,
    operation: Operation,
    by: Any,
    door: str = "",
    spared: Mapping[tuple[type[models.Model], Any], str] | None = None,
) -> Operation:
    """Put back what the operation changed and still stands as it left it; list the rest in `kept`.

    Permission is the caller's: each kind has its own verb. Raises NotNow when it is undone already.
    `spared` names rows that stay, and why, where the caller knows of more than a row can tell by itself.
    """
    locked = Operation.objects.select_for_update().get(pk=operation.pk)
    if locked.undone_at:
        raise NotNow(_("This was undone already."), code="undone")
    with history.recorded(by=by, action="operation.undo", door=door, because=locked.label):
        found = touched_by(locked)
        since = _changed_since(found)
        reasons = dict(since) | dict(spared or {})
        kept = [
            {"what": _name(touched), "why": reason}
            for touched, reason in _put_back([one for one in found if (one.model, one.pk) not in reasons])
            + [(one, reasons[one.model, one.pk]) for one in found if (one.model, one.pk) in reasons]
        ]
        locked.undone_at, locked.undone_by, locked.kept = timezone.now(), by, kept
        locked.save(update_fields=["undone_at", "undone_by", "kept"])
    return locked


def _put_back(found: list[Touched]) -> list[tuple[Touched, str]]:
    """Put back one after the other; what others rested on is tried again once these are gone."""
    left = [(touched, "") for touched in found]
    while True:
        still = [(touched, reason) for touched, _before in left if (reason := _restore(touched))]
        if len(still) in (0, len(left)):
            return still
        left = still


def _event_model(touched: Touched) -> Any:
    return type(touched.last)


def _changed_since(found: list[Touched]) -> dict[tuple[type[models.Model], Any], str]:
    """Objects whose newest history row is not the operation's last one, with who made it."""
    changed: dict[tuple[type[models.Model], Any], str] = {}
    by_model: dict[type[models.Model], list[Touched]] = defaultdict(list)
    for touched in found:
        by_model[touched.model].append(touched)
    for model, group in by_model.items():
        last = {touched.pk: touched.last.pgh_id for touched in group}
        newest = (
            _event_model(group[0])
            .objects.filter(pgh_obj_id__in=list(last))
            .annotate(nth=Window(RowNumber(), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").desc()))
            .filter(nth=1)
            .select_related("pgh_context")
        )
        for event in newest:
            if event.pgh_id != last[event.pgh_obj_id]:
                who = (event.pgh_context.metadata.get("name", "") if event.pgh_context else "") or _(
                    "somebody"
                )
                changed[model, event.pgh_obj_id] = _("Changed since by %(who)s on %(day)s.") % {
                    "who": who,
                    "day": event.pgh_created_at.date().isoformat(),
                }
    return changed


def _restore(touched: Touched) -> str:
    """Put one object back; the reason why not, or an empty string."""
    if touched.first.pgh_label == "insert":
        return _remove(touched)
    before = (
        _event_model(touched)
        .objects.filter(pgh_obj_id=touched.pk, pgh_id__lt=touched.first.pgh_id)
        .order_by("-pgh_id")
        .first()
    )
    source = before or (touched.first if touched.first.pgh_label == "delete" else None)
    if source is None:
        return _("Its earlier version is not known.")
    fields = [field for field in touched.model._meta.concrete_fields if hasattr(source, field.attname)]
    values = {field.attname: getattr(source, field.attname) for field in fields}
    if touched.last.pgh_label == "delete":
        with transaction.atomic():
            touched.model(**values).save(force_insert=True)
        return ""
    values.pop(touched.model._meta.pk.attname)
    touched.model._base_manager.filter(pk=touched.pk).update(**values)
    return ""


def _remove(touched: Touched) -> str:
    """Delete a row that the operation made, unless something else rests on it."""
    obj = touched.model._base_manager.filter(pk=touched.pk).first()
    if obj is None:
        return ""
    for relation in touched.model._meta.related_objects:
        if (
            relation.related_model._meta.app_label == "pghistory"
            or issubclass(relation.related_model, pghistory.models.Event)
            or getattr(relation.related_model, "is_derived", False)
        ):
            continue
        resting = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if resting.exists():
            return _("%(what)s rest on it.") % {"what": relation.related_model._meta.verbose_name_plural}
    obj.delete()
    return ""


def _name(touched: Touched) -> str:
    obj = touched.model._base_manager.filter(pk=touched.pk).first()
    return f"{touched.model._meta.verbose_name}: {obj if obj is not None else touched.pk}"[:300]
