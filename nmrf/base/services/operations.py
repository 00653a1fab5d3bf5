"""Undo: each row an operation touched goes back, unless somebody touched it since.

The history rows of an operation carry its id in their context. For each object the *first* and the *last*
of them count: where the newest history row of the object is still that last one, the version before the
first is restored (an inserted row is deleted, a deleted one put back); every other object is left and listed.
How they are held meanwhile stands in `touched`, how rows go back in `putting_back`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation
from nmrf.base.services.putting_back import keep_resting, put_back
from nmrf.base.services.touched import Rows, collected, keep_changed, kept

_TOLD_BY = ("pgh_id", "pgh_label", "pgh_created_at", "pgh_obj_id", "recommendation_id", "institution_id")
"""What undoing asks of each history row; the rest stays in the database, where rows are put back."""


def begin(*, kind: str, label: str, by: Any) -> Operation:
    """A new operation; wrap its writes in `history.recorded(..., operation=operation.pk)`."""
    return Operation.objects.create(kind=kind, label=label, by=by)


def note(operation: Operation, *, size: int, skipped: list[dict[str, str]]) -> Operation:
    """Add to it how much was done and what was left, with the reason."""
    operation.size += size
    operation.skipped = [*operation.skipped, *skipped]
    operation.save(update_fields=["size", "skipped"])
    return operation


def tracked_models() -> Iterator[tuple[type[models.Model], Any]]:
    """Each tracked model with its event model."""
    for event_model in apps.get_models():
        if issubclass(event_model, pghistory.models.Event) and not event_model._meta.abstract:
            tracked = getattr(event_model, "pgh_tracked_model", None)
            if tracked is not None and not event_model._meta.proxy:
                yield tracked, event_model


def events_of(model: type[models.Model]) -> Any:
    """The manager of the history of a tracked model."""
    return next(events for tracked, events in tracked_models() if tracked is model)._default_manager


def contexts_of(operation: Operation) -> list[Any]:
    """The contexts in which the operation wrote; a few, however much it wrote."""
    return list(
        pghistory.models.Context.objects.filter(
            created_at__gte=operation.at - timedelta(minutes=1), metadata__operation=str(operation.pk)
        ).values_list("pk", flat=True)
    )


def written_models(contexts: list[Any]) -> list[tuple[type[models.Model], Any]]:
    """The tracked models of which rows were written in these contexts, with their event models: one query."""
    tracked = list(tracked_models())
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {quote(event_model._meta.db_table)} "  # noqa: S608
        "WHERE pgh_context_id = ANY(%s))"
        for number, (_model, event_model) in enumerate(tracked)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [contexts] * len(tracked))
        return [tracked[number] for (number,) in cursor.fetchall()]


@dataclass(frozen=True)
class Touched:
    """One object an operation touched: its model, key, and first and last history row of the operation."""

    model: type[models.Model]
    pk: Any
    first: Any
    last: Any


def touched_by(operation: Operation) -> list[Touched]:
    """What a small operation touched, newest first; what may be large is asked with `touching`."""
    contexts = contexts_of(operation)
    found: list[Touched] = []
    for model, event_model in written_models(contexts):
        by_object: dict[Any, list[Any]] = defaultdict(list)
        names = [name for name in _TOLD_BY if name in {f.attname for f in event_model._meta.concrete_fields}]
        for event in event_model.objects.filter(pgh_context__in=contexts).only(*names).order_by("pgh_id"):
            by_object[event.pgh_obj_id].append(event)
        found += [Touched(model, pk, events[0], events[-1]) for pk, events in by_object.items()]
    return sorted(
        found, key=lambda touched: (touched.first.pgh_created_at, touched.first.pgh_id), reverse=True
    )


@contextmanager
def touching(operation: Operation) -> Iterator[list[Rows]]:
    """What the operation touched, model by model, held in the database; inside a transaction."""
    contexts = contexts_of(operation)
    with collected(written_models(contexts), contexts) as found:
        yield found


Spare = Callable[[list[Rows]], None]
"""Says of rows why they stay, where the caller knows of more than a row can tell by itself; what was changed
since is known by then."""


@transaction.atomic
def undo(*, operation: Operation, by: Any, door: str = "", spare: Spare | None = None) -> Operation:
    """Put back what the operation changed and still stands as it left it; list the rest in `kept`.

    Permission is the caller's: each kind has its own verb. Raises NotNow when it is undone already.
    """
    locked = Operation.objects.select_for_update().get(pk=operation.pk)
    if locked.undone_at:
        raise NotNow(_("This was undone already."), code="undone")
    with (
        history.recorded(by=by, action="operation.undo", door=door, because=locked.label),
        touching(locked) as found,
    ):
        keep_changed(found)
        if spare:
            spare(found)
        put_back(found)
        locked.undone_at, locked.undone_by, locked.kept = timezone.now(), by, kept(found)
        locked.save(update_fields=["undone_at", "undone_by", "kept"])
    return locked


@transaction.atomic
def would_keep(
    *,
    operation: Operation,
    spare: Spare | None = None,
    ignoring: Collection[str] = (),
    named: int | None = None,
) -> list[dict[str, str]]:
    """What `undo` would leave of what an operation touched, and why; nothing is changed.

    `ignoring` are the operations that will have been undone before it; `named`, how many are told by name.
    """
    with touching(operation) as found:
        keep_changed(found, ignoring)
        if spare:
            spare(found)
        keep_resting(found)
        return kept(found, named)
