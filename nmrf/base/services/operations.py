"""Undo: each row an operation touched goes back, unless somebody touched it since.

The history rows of an operation carry its id in their context. For each object the *first* and the *last*
of them count: where the newest history row of the object is still that last one, the version before the
first is restored (an inserted row is deleted, a deleted one put back); every other object is left and listed.
How rows go back, many at once, stands in `putting_back`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation
from nmrf.base.services.putting_back import Key, Touched, by_model, columns, put_back, would_rest

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


def touched_by(operation: Operation) -> list[Touched]:
    """What the operation touched, newest first, so that what was made last goes first."""
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


def would_keep(
    *, found: list[Touched], spared: Mapping[Key, str] | None = None, ignoring: Collection[str] = ()
) -> list[dict[str, str]]:
    """What `undo` would leave of what an operation touched, and why; nothing is changed.

    `ignoring` are the operations that will have been undone before it.
    """
    reasons: dict[Key, str] = _changed_since(found, ignoring) | dict(spared or {})
    reasons |= would_rest([one for one in found if (one.model, one.pk) not in reasons])
    return _named([one for one in found if (one.model, one.pk) in reasons], reasons)


def _changed_since(found: list[Touched], ignoring: Collection[str] = ()) -> dict[Key, str]:
    """Objects that no longer stand as the operation left them, with who changed them last.

    What was changed and put back as it was stands as it was left.
    """
    changed: dict[Key, str] = {}
    for model, group in by_model(found).items():
        last = {touched.pk: touched.last for touched in group}
        events = type(group[0].last).objects.filter(pgh_obj_id__in=list(last))
        if ignoring:
            undone_before = Q(pgh_context__metadata__operation__in=list(ignoring))
            own = Q(pgh_id__in=[event.pgh_id for event in last.values()])
            of_none = Q(pgh_context=None) | Q(pgh_context__metadata__operation__isnull=True)
            events = events.filter(of_none | ~undone_before | own)
        newest = dict(events.order_by().values_list("pgh_obj_id").annotate(Max("pgh_id")))
        later = {key: pgh_id for key, pgh_id in newest.items() if pgh_id != last[key].pgh_id}
        left = type(group[0].last).objects.in_bulk([last[key].pgh_id for key in later])
        for event in (
            type(group[0].last).objects.filter(pgh_id__in=later.values()).select_related("pgh_context")
        ):
            if not _is_the_same(model, event, left[last[event.pgh_obj_id].pgh_id]):
                said = event.pgh_context.metadata if event.pgh_context else {}
                who = said.get("name") or _("somebody")
                changed[model, event.pgh_obj_id] = _("Changed since by %(who)s on %(day)s.") % {
                    "who": who,
                    "day": event.pgh_created_at.date().isoformat(),
                }
    return changed


def _is_the_same(model: type[models.Model], newest: Any, last: Any) -> bool:
    """Whether the object stands as that history row says, whatever happened in between."""
    if newest.pgh_id == last.pgh_id:
        return True
    if "delete" in (newest.pgh_label, last.pgh_label):
        return bool(newest.pgh_label == last.pgh_label)
    return all(
        getattr(newest, copy.attname) == getattr(last, copy.attname)
        for _field, copy in columns(model, type(last))
    )


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
