"""The State's own table, confirmed and written as one operation; and taken back."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from focal_points.models import Assignment, SheetRow, SheetRun
from focal_points.permissions import Can
from focal_points.services import matrix_writing, search_table, telling
from focal_points.services.matrix_mapping import TableSaid
from focal_points.services.matrix_names import Names
from focal_points.services.matrix_planning import NONE, PROPOSED, STAND, Plan, Planner
from focal_points.services.sheet_runs import State
from nmrf.base import history
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations.models import Recommendation
from recommendations.services.touching import recommendations_of

KIND = "matrix.import"
Verdict = SheetRow.Verdict


@transaction.atomic
def write(run: SheetRun, *, by: User | None, door: str = "") -> SheetRun:
    """Everything that is sure, in one transaction and one operation. What stands here already stays."""
    rows = list(run.rows.filter(verdict__in=[Verdict.CHANGED, Verdict.UNCHANGED]).order_by("place"))
    keys = {row.recommendation_id for row in rows if row.recommendation_id}
    list(Recommendation.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    planner = Planner(rows, TableSaid.of(run.options), Names.load(), run.source)
    plans = [plan for row in rows if row.recommendation_id and (plan := planner.plan(row)).adds]
    operation = operations.begin(kind=KIND, label=_label(run, len(plans)), by=by)
    manner = run.options.get("manner", NONE)
    with history.recorded(by=by, action="matrix.import", door=door, operation=operation.pk):
        made = matrix_writing.institutions(plans, (get_language() or "en").split("-")[0])
        assigned = matrix_writing.assignments(plans, made, by)
        size, left = _statuses(run, plans, manner, by)
        search_table.refresh({plan.row.recommendation_id for plan in plans})  # type: ignore[misc]
    notes = [{"what": plan.row.title, "why": note} for plan in plans for note in plan.notes]
    operations.note(operation, size=len(made) + len(assigned) + size, skipped=[*notes, *left])
    run.operation, run.state, run.applied_at = operation, State.APPLIED, timezone.now()
    run.save(update_fields=["operation", "state", "applied_at"])
    if assigned:
        transaction.on_commit(partial(telling.assigned_many, assigned, operation))
    return run


def _statuses(
    run: SheetRun, plans: list[Plan], manner: str, by: User | None
) -> tuple[int, list[dict[str, str]]]:
    said = [plan for plan in plans if plan.targets]
    if manner == STAND:
        return len(matrix_writing.statuses(run, said, by)), []
    if manner == PROPOSED and by is not None:
        return matrix_writing.proposals(run, said, by)
    return 0, []


def _label(run: SheetRun, count: int) -> str:
    text = ngettext(
        "The State's own table %(source)s: %(count)s row",
        "The State's own table %(source)s: %(count)s rows",
        count,
    )
    return (text % {"source": run.source, "count": count})[:300]


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take it back as a whole; what somebody wrote or decided on it since stays, and is listed."""
    require(by, Can.UNDO_SHEET, operation)
    touched = operations.touched_by(operation)
    institutions = {one.last.institution_id for one in touched if one.model is Assignment}
    undone = operations.undo(operation=operation, by=by, door=door)
    search_table.refresh(recommendations_of(touched))
    transaction.on_commit(partial(telling.taken_back, institutions, undone))
    return undone
