"""What workers do for long tables: read, or write, by the kind of table."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from focal_points.models import SheetRun
from focal_points.services import matrices, people_tables, sheet_runs, workbooks

Kind, State = SheetRun.Kind, SheetRun.State
_READ: dict[str, Callable[..., Any]] = {
    Kind.WORKBOOK: workbooks.read_by_worker,
    Kind.MATRIX: matrices.read_by_worker,
    Kind.PEOPLE: people_tables.read_by_worker,
}
_APPLY: dict[str, Callable[..., Any]] = {
    Kind.WORKBOOK: workbooks.apply_by_worker,
    Kind.MATRIX: matrices.apply_by_worker,
    Kind.PEOPLE: people_tables.apply_by_worker,
}


def read(job_id: UUID) -> None:
    """Read and compare the table of a job; where that is refused, the table is."""
    sheet_runs.work(job_id, lambda run, lease: _READ[run.kind](run, lease), failed=State.REFUSED)


def apply(job_id: UUID) -> None:
    """Write the confirmed table of a job; where that is refused, it waits for confirmation again."""
    sheet_runs.work(job_id, lambda run, lease: _APPLY[run.kind](run, lease), failed=State.PREVIEW)
