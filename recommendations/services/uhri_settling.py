"""What waits of a scheduled run: written or left by the secretariat, one record or all of them; undoable."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import ImportConflict, ImportRun, Recommendation, StagedRecord
from recommendations.permissions import Can
from recommendations.services import (
    replacement_proposals,
    uhri_applying,
    uhri_conflicts,
    uhri_runs,
    uhri_undo,
)

KIND = "uhri-import.settle"
Settled = StagedRecord.Settled


def waiting(run: ImportRun) -> Any:
    """What of the run waits, in the order of its source."""
    return run.records.filter(settled=Settled.WAITS).order_by("place")


@transaction.atomic
def write(
    *, run: ImportRun, by: User, places: Collection[int] | None = None, hold: str = "", door: str = ""
) -> Operation:
    """Write what waits of a run: all of it, that of one kind, or the records at these places.

    What the house set stays as it is; where both changed it, the conflict stays open. Raises NotNow where
    none of it waits any more.
    """
    require(by, Can.IMPORT, run)
    uhri_runs.one_at_a_time()
    keys = _chosen(run, places, hold)
    label = ngettext(
        "UHRI import: %(count)s record that waited, %(source)s",
        "UHRI import: %(count)s records that waited, %(source)s",
        len(keys),
    ) % {"count": len(keys), "source": run.source}
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    records = run.records.filter(pk__in=keys)
    with history.recorded(by=by, action="uhri_import.settle", door=door, operation=operation.pk):
        changed = uhri_applying.write(run, records=records)
        uhri_conflicts.raise_for(run, records)
        replacement_proposals.propose(run)
        registry.changed(changed)
    _settle(keys, Settled.WRITTEN, by, operation)
    operation.size = len(changed)
    operation.save(update_fields=["size"])
    return operation


def write_within(staged: StagedRecord, operation: Operation, *, by: User) -> None:
    """Write one record that waits as part of an act that is under way, and of its operation."""
    uhri_runs.one_at_a_time()
    keys = _chosen(staged.run, [staged.place], "")
    registry.changed(uhri_applying.write(staged.run, records=staged.run.records.filter(pk__in=keys)))
    _settle(keys, Settled.WRITTEN, by, operation)


@transaction.atomic
def leave(
    *, run: ImportRun, by: User, places: Collection[int] | None = None, hold: str = "", door: str = ""
) -> int:
    """Leave it as it is here. The same is not asked again while UHRI says the same. How many were left."""
    require(by, Can.IMPORT, run)
    keys = _chosen(run, places, hold)
    open_ones = ImportConflict.objects.open().filter(staged__in=keys)
    with history.recorded(by=by, action="uhri_import.leave", door=door):
        open_ones.update(state=ImportConflict.State.KEPT, decided_by=by, decided_at=timezone.now())
    return _settle(keys, Settled.LEFT, by, None)


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Put back what was written; the records wait again."""
    require(by, Can.UNDO_IMPORT, operation)
    uhri_runs.one_at_a_time(defer_checks=True)
    keys = uhri_undo.undo_one(operation, by=by, door=door)
    registry.changed(set(Recommendation.objects.filter(pk__in=keys).values_list("pk", flat=True)))
    StagedRecord.objects.filter(operation=operation, settled=Settled.WRITTEN).update(
        settled=Settled.WAITS, settled_by=None, settled_at=None
    )
    operation.refresh_from_db()
    return operation


def _chosen(run: ImportRun, places: Collection[int] | None, hold: str) -> list[int]:
    """Keys of those that still wait, locked."""
    rows = run.records.filter(settled=Settled.WAITS).select_for_update()
    if places is not None:
        rows = rows.filter(place__in=places)
    if hold:
        rows = rows.filter(hold=hold)
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        raise NotNow(_("None of it waits any more."), code="settled")
    return keys


def _settle(keys: Collection[int], settled: str, by: User, operation: Operation | None) -> int:
    return StagedRecord.objects.filter(pk__in=keys).update(
        settled=settled, settled_by=by, settled_at=timezone.now(), operation=operation
    )
