"""Workbooks that come home: read, compared, chosen from where both sides wrote, written as one operation."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.models import Assignment, Institution, SheetRow, SheetRun, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import sheet_runs, workbook_compare, workbook_lines, workbook_writing
from focal_points.services.sheet_runs import State
from focal_points.services.workbook_compare import CONFLICT, Compared
from focal_points.services.workbook_lines import Here
from focal_points.sheets import reading
from focal_points.sheets.reading import NoWorkbook, ReadBook
from nmrf.base import history
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import jobs, operations
from nmrf.base.services.jobs import Lease

KIND = "workbook.import"
WRITE_AT_ONCE = 100  # rows that change something; more are written by a worker
TAKE, LEAVE = "take", "leave"
Verdict = SheetRow.Verdict


def ask(*, upload: "UploadedFile[Any]", by: User) -> SheetRun:
    """Keep what was handed in, and compare it: at once, or by a worker where it is long.

    Raises UnreadableTable or NoWorkbook where it is none of this house's, PermissionDenied where `by` does
    not write for the institution.
    """
    with sheet_runs.put_on_disk(upload) as path:
        return bring(path=path, name=upload.name or "", by=by)


def bring(*, path: Path, name: str, by: User, at_once: bool = False) -> SheetRun:
    """As `ask`, for a file that is here already; `at_once` however long it is."""
    book = reading.read(path, name)
    institution = institution_of(book)
    require(by, Can.BRING_WORKBOOK, institution)
    is_long = not at_once and sheet_runs.is_long(book.sheet.rows())
    with transaction.atomic():
        run = sheet_runs.begin(
            kind=SheetRun.Kind.WORKBOOK, path=path, name=name, by=by, institution=institution
        )
        if is_long:
            return sheet_runs.by_worker(run, sheet_runs.READ, State.READING)
        return preview(run, book)


def institution_of(book: ReadBook) -> Institution:
    """Whose workbook it is: by its own stamp, else by that of its first row. Raises NoWorkbook."""
    key = book.stamp.institution if book.stamp else None
    if key is None:
        key = next((row.stamp.institution for row in book.rows() if row.stamp), None)
    found = Institution.objects.filter(pk=key).first() if key else None
    if found is None:
        raise NoWorkbook(
            _("This workbook has lost its stamps. Download a new one and copy what you wrote into it."),
            code="no_stamp",
        )
    return found


def read_by_worker(run: SheetRun, lease: Lease) -> None:
    """What a worker does for a long one."""
    with sheet_runs.at_hand(run) as path:
        book = reading.read(path, run.source)
        lease.progress(done=0, step=_("Reading and comparing"))
        with transaction.atomic():
            lease.hold()
            preview(run, book)
            jobs.finish(lease, result=run.counts)


def preview(run: SheetRun, book: ReadBook) -> SheetRun:
    """Compare each row with what stands here, and keep what would change."""
    if run.by is None or run.institution is None:
        raise NoWorkbook(_("Nobody speaks for this institution."), code="nobody")
    found = workbook_compare.compare(book.rows(), institution=run.institution, by=run.by)
    sheet_runs.stage(run, [_staged(one) for one in found])
    run.counts = sheet_runs.counted(run)
    run.options = run.options | {"made_on": book.stamp.made_on if book.stamp else ""}
    run.state = State.PREVIEW
    run.save(update_fields=["counts", "options", "state"])
    return run


def _staged(one: Compared) -> SheetRow:
    title = ""
    if one.target:
        title = one.target.recommendation.reference
        title = f"{title} · {one.target.name}" if one.target.name != title else title
    return SheetRow(
        at=one.row.at[:80],
        verdict=one.verdict,
        title=title[:400],
        assignment=one.here.assignment if one.here else None,
        recommendation=one.target.recommendation if one.target else None,
        payload={
            "target": one.target.key if one.target else "",
            "mark": one.row.stamp.update if one.row.stamp else "",
            "is_first": bool(one.row.stamp and one.row.stamp.is_first),
            "cells": one.cells,
            "wrong": [[key, *said] for key, said in one.row.wrong.items()],
            "why": one.why,
            "is_moved_on": one.is_moved_on,
        },
    )


@transaction.atomic
def choose(*, run: SheetRun, by: User, choices: dict[int, dict[str, str]]) -> int:
    """Say, cell by cell, which side stays where both wrote: row's key → field → `take` or `leave`."""
    require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.PREVIEW)
    chosen = 0
    for row in run.rows.filter(pk__in=choices, verdict=Verdict.CONFLICT):
        for cell in row.payload["cells"]:
            said = choices[row.pk].get(cell["field"], "")
            if cell["verdict"] == CONFLICT and said in (TAKE, LEAVE):
                cell["choice"] = said
                chosen += 1
        row.save(update_fields=["payload"])
    return chosen


@transaction.atomic
def confirm(
    *, run: SheetRun, by: User, sends: bool = False, door: str = "", at_once: bool = False
) -> SheetRun:
    """Have it written: at once, or by a worker where much changes. `sends` also hands the updates in."""
    require(by, Can.KEEP_SHEET, run)
    require(by, Can.BRING_WORKBOOK, run.institution)
    run = sheet_runs.claimed(run, State.PREVIEW)
    run.confirmed_by, run.options = by, run.options | {"sends": sends}
    run.save(update_fields=["confirmed_by", "options"])
    much = run.counts[Verdict.CHANGED] + run.counts[Verdict.CONFLICT] > WRITE_AT_ONCE
    if much and not at_once:
        return sheet_runs.by_worker(run, sheet_runs.APPLY, State.APPLYING)
    return write(run, by=by, door=door)


def apply_by_worker(run: SheetRun, lease: Lease) -> None:
    """What a worker does for one in which much changes: one transaction."""
    if run.confirmed_by is None:
        return
    lease.progress(done=0, total=run.rows.count(), step=_("Writing, in one transaction"))
    with transaction.atomic():
        lease.hold()
        write(run, by=run.confirmed_by, door="task")
        jobs.finish(lease, result=run.counts)


@transaction.atomic
def write(run: SheetRun, *, by: User, door: str = "") -> SheetRun:
    """Everything that was chosen, as drafts or sent, in one transaction and one operation."""
    rows = list(
        run.rows.filter(verdict__in=[Verdict.CHANGED, Verdict.CONFLICT])
        .select_related("assignment")
        .order_by("place")
    )
    groups: dict[int, list[SheetRow]] = {}
    skipped = []
    for row in rows:
        if row.assignment_id is None:
            skipped.append({"what": row.title, "why": _("This assignment is gone.")})
        else:
            groups.setdefault(row.assignment_id, []).append(row)
    operation = operations.begin(kind=KIND, label=_label(run, len(groups)), by=by)
    known = _locked(groups, by)
    done = 0
    with history.recorded(by=by, action="workbook.import", door=door, operation=operation.pk):
        for key, members in groups.items():
            written, left = workbook_writing.write(known[key], members, run=run, by=by, door=door)
            done += written
            skipped += left
    operations.note(operation, size=done, skipped=skipped)
    run.operation, run.state, run.applied_at = operation, State.APPLIED, timezone.now()
    run.save(update_fields=["operation", "state", "applied_at"])
    return run


def _locked(keys: Iterable[int], by: User) -> dict[int, Here]:
    """Each assignment as it stands, its open update locked, so that nobody writes in between."""
    rows = Assignment.objects.filter(pk__in=list(keys)).select_related("institution", "cluster", "part")
    opened = StatusUpdate.objects.filter(assignment__in=rows, state__in=StatusUpdate.OPEN)
    list(opened.order_by("pk").select_for_update().values_list("pk"))
    return {one.assignment.pk: one for one in workbook_lines.here(rows, by=by)}


def _label(run: SheetRun, count: int) -> str:
    text = ngettext(
        "Workbook of %(institution)s: %(count)s update",
        "Workbook of %(institution)s: %(count)s updates",
        count,
    )
    return (text % {"institution": run.institution, "count": count})[:300]


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Every draft goes back as it was; what somebody wrote or decided since stays, and is listed."""
    require(by, Can.UNDO_SHEET, operation)
    return operations.undo(operation=operation, by=by, door=door)
