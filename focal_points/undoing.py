"""Which service undoes which kind of operation, and who may."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from focal_points.permissions import Can
from focal_points.services import (
    assigning,
    handovers,
    matrices,
    national_needs,
    people_tables,
    suggestions,
    workbooks,
)
from focal_points.services.requests import beginning
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import may
from recommendations.permissions import Can as Register
from recommendations.services import (
    asks,
    clusters,
    conflict_decisions,
    entries,
    follow_up,
    mechanism_mapping,
    positions,
    replacing,
    retagging,
    selections,
    state_mapping,
    table_runs,
    tag_mapping,
    uhri_runs,
    uhri_settling,
)

Undo = Callable[..., Operation]


def _undo_import(*, operation: Operation, by: User) -> Operation:
    """An import knows more of what rests on its records than its rows do."""
    uhri_runs.undo(run=operation.import_run, by=by)
    operation.refresh_from_db()
    return operation


UNDOERS: dict[str, tuple[Any, Undo]] = {
    assigning.KIND: (Can.UNDO_ASSIGNMENTS, assigning.undo),
    workbooks.KIND: (Can.UNDO_SHEET, workbooks.undo),
    matrices.KIND: (Can.UNDO_SHEET, matrices.undo),
    people_tables.KIND: (Can.UNDO_SHEET, people_tables.undo),
    suggestions.KIND: (Can.DECIDE_SUGGESTIONS, suggestions.undo),
    national_needs.KIND: (Can.MARK_NEEDS, national_needs.undo),
    handovers.KIND: (Can.UNDO_HANDOVER, handovers.undo),
    **dict.fromkeys(
        (entries.MANY, follow_up.MARK, positions.KIND), (Register.EDIT_REGISTER, selections.undo)
    ),
    beginning.KIND: (Can.KEEP_REQUESTS, beginning.undo),
    "cluster.add": (Register.CLUSTER, clusters.undo),
    "cluster.remove": (Register.CLUSTER, clusters.undo),
    clusters.MOVE: (Register.CLUSTER, clusters.undo),
    **dict.fromkeys(asks.KINDS, (Register.DECIDE_ASKS, asks.undo)),
    tag_mapping.KIND: (Register.EDIT_REGISTER, tag_mapping.undo),
    mechanism_mapping.KIND: (Register.EDIT_REGISTER, mechanism_mapping.undo),
    state_mapping.KIND: (Register.EDIT_REGISTER, state_mapping.undo),
    **dict.fromkeys(retagging.KINDS, (Register.EDIT_REGISTER, retagging.undo)),
    uhri_runs.OPERATION: (Register.UNDO_IMPORT, _undo_import),
    table_runs.OPERATION: (Register.UNDO_IMPORT, _undo_import),
    uhri_settling.KIND: (Register.UNDO_IMPORT, uhri_settling.undo),
    replacing.KIND: (Register.EDIT_REGISTER, replacing.undo),
    conflict_decisions.KIND: (Register.EDIT_REGISTER, conflict_decisions.undo),
}


def may_undo(user: Any, operation: Operation) -> bool:
    """Whether this person may, and it is not undone already."""
    entry = UNDOERS.get(operation.kind)
    return bool(entry and operation.size and not operation.undone_at and may(user, entry[0], operation))


def undo(*, operation: Operation, by: User) -> Operation:
    """Undo it the way its kind is undone."""
    entry = UNDOERS.get(operation.kind)
    if entry is None:
        raise NotNow(_("This is not undone here."), code="kind")
    return entry[1](operation=operation, by=by)
