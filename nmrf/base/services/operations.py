"""Undo: each row an operation touched goes back, unless somebody touched it since.

The history rows of an operation carry its id in their context. For each object the *first* and the *last*
of them count: where the newest history row of the object is still that last one, the version before the
first is restored (an inserted row is deleted, a deleted one put back); every other object is left and listed.
How rows go back, many at once, stands in `putting_back`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
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
from nmrf.base.services.putting_back import Key, Touched, by_model, put_back


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
    spared: Mapping[Key, str] | None = None,
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
        reasons: dict[Key, str] = since | dict(spared or {})
        reasons |= put_back([one for one in found if (one.model, one.pk) not in reasons])
        kept = _named([one for one in found if (one.model, one.pk) in reasons], reasons)
        locked.undone_at, locked.undone_by, locked.kept = timezone.now(), by, kept
        locked.save(update_fields=["undone_at", "undone_by", "kept"])
    return locked


def _changed_since(found: list[Touched]) -> dict[Key, str]:
    """Objects whose newest history row is not the operation's last one, with who made it."""
    changed: dict[Key, str] = {}
    for model, group in by_model(found).items():
        last = {touched.pk: touched.last.pgh_id for touched in group}
        newest = (
            type(group[0].last)
            .objects.filter(pgh_obj_id__in=list(last))
            .annotate(nth=Window(RowNumber(), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").desc()))
            .filter(nth=1)
            .select_related("pgh_context")
        )
        for event in newest:
            if event.pgh_id != last[event.pgh_obj_id]:
                said = event.pgh_context.metadata if event.pgh_context else {}
                who = said.get("name") or _("somebody")
                changed[model, event.pgh_obj_id] = _("Changed since by %(who)s on %(day)s.") % {
                    "who": who,
                    "day": event.pgh_created_at.date().isoformat(),
                }
    return changed


def _named(kept: list[Touched], reasons: Mapping[Key, str]) -> list[dict[str, str]]:
    """What stayed, in words, and why; in the order in which it was touched, the last first."""
    rows = {
        model: model._base_manager.in_bulk([one.pk for one in group])
        for model, group in by_model(kept).items()
    }
    return [
        {
            "what": f"{one.model._meta.verbose_name}: {rows[one.model].get(one.pk, one.pk)}"[:300],
            "why": reasons[one.model, one.pk],
        }
        for one in kept
    ]
