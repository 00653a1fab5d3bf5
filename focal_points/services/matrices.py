"""The table that the State has kept for years: handed in, mapped, matched, chosen from, written."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import SheetRow, SheetRun
from focal_points.permissions import Can
from focal_points.services import (
    matrix_applying,
    matrix_mapping,
    sheet_runs,
)
from focal_points.services.matrix_mapping import Look, TableSaid
from focal_points.services.matrix_matching import Matched, Register
from focal_points.services.matrix_names import Names
from focal_points.services.matrix_planning import NONE, PROPOSED, STAND, Planner
from focal_points.services.matrix_rows import Reader, Row
from focal_points.services.sheet_runs import State
from focal_points.sheets import matrix_tables
from focal_points.sheets.matrix_tables import Table
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import jobs
from nmrf.base.services.jobs import Lease
from recommendations.models import Recommendation

KIND = matrix_applying.KIND
undo = matrix_applying.undo
SKIP = "skip"
MANNERS = (STAND, PROPOSED, NONE)
Verdict = SheetRow.Verdict


def ask(*, upload: "UploadedFile[Any]", by: User) -> SheetRun:
    """Keep the table; it waits for its columns. Raises UnreadableTable where it is none."""
    require(by, Can.IMPORT_MATRIX)
    with sheet_runs.put_on_disk(upload) as path:
        return begin(path=path, name=upload.name or "", by=by)


def begin(*, path: Path, name: str, by: User | None) -> SheetRun:
    """As `ask`, for a file that is here already; `by` is None where a command speaks for the house."""
    if by is not None:
        require(by, Can.IMPORT_MATRIX)
    matrix_tables.tables_of(path, name)
    with transaction.atomic():
        return sheet_runs.begin(kind=SheetRun.Kind.MATRIX, path=path, name=name, by=by, state=State.MAPPING)


def look(run: SheetRun, *, sheet: int | None = None, heading: int | None = None) -> Look:
    """What the table looks like."""
    with sheet_runs.at_hand(run) as path:
        return matrix_mapping.look(path, run.source, sheet=sheet, heading=heading)


@transaction.atomic
def set_columns(*, run: SheetRun, by: User, mapping: TableSaid) -> dict[str, Any]:
    """Say which column is what. Answers the words and names that nobody knows; without any, it is read."""
    require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.MAPPING)
    matrix_mapping.check(mapping)
    run.options = run.options | mapping.kept()
    run.save(update_fields=["options"])
    unknown = unknown_of(run)
    if not unknown:
        _read(run)
    return unknown


@transaction.atomic
def set_values(
    *, run: SheetRun, by: User, statuses: dict[str, str], institutions: dict[str, str]
) -> SheetRun:
    """Say what each unknown word and name means (folded → ours); then the table is read."""
    require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.MAPPING)
    said = TableSaid.of(run.options)
    said.statuses |= {word: value for word, value in statuses.items() if value}
    said.institutions |= {name: value for name, value in institutions.items() if value}
    run.options = run.options | said.kept()
    run.save(update_fields=["options"])
    return _read(run)


def unknown_of(run: SheetRun) -> dict[str, Any]:
    """`status` and `lead` → words and names that nobody knows yet, with how often."""
    said = TableSaid.of(run.options)
    with sheet_runs.at_hand(run) as path:
        return matrix_mapping.unknown(_table(path, run.source, said), said, Names.load())


def _read(run: SheetRun) -> SheetRun:
    with sheet_runs.at_hand(run) as path:
        said = TableSaid.of(run.options)
        table = _table(path, run.source, said)
        if sheet_runs.is_long(table.rows()):
            return sheet_runs.by_worker(run, sheet_runs.READ, State.READING)
        return preview(run, table)


def read_at_once(run: SheetRun, said: TableSaid) -> SheetRun:
    """Read it by a mapping that is settled already, however long it is."""
    run.options = run.options | said.kept()
    run.save(update_fields=["options"])
    with sheet_runs.at_hand(run) as path:
        return preview(run, _table(path, run.source, said))


def read_by_worker(run: SheetRun, lease: Lease) -> None:
    """What a worker does for a long one."""
    lease.progress(done=0, step=_("Reading and comparing"))
    with sheet_runs.at_hand(run) as path:
        table = _table(path, run.source, TableSaid.of(run.options))
        with transaction.atomic():
            lease.hold()
            preview(run, table)
            jobs.finish(lease, result=run.counts)


def _table(path: Path, name: str, said: TableSaid) -> Table:
    tables = matrix_tables.tables_of(path, name)
    return tables[said.sheet] if 0 <= said.sheet < len(tables) else tables[0]


def preview(run: SheetRun, table: Table) -> SheetRun:
    """Match each row, and keep what would come of it."""
    said, names = TableSaid.of(run.options), Names.load()
    rows = Reader(table, said, names, timezone.localdate()).rows()
    if not rows:
        raise NotNow(_("The table holds no recommendation below its headings."), code="empty")
    matched = Register().match([row.asked for row in rows])
    titles = _titles({key for one in matched for key in _keys(one)})
    staged = [_staged(row, one, titles) for row, one in zip(rows, matched, strict=True)]
    return _planned(run, staged)


def _planned(run: SheetRun, staged: list[SheetRow]) -> SheetRun:
    """Give each sure row what it would add, and keep all."""
    said, names = TableSaid.of(run.options), Names.load()
    planner = Planner(staged, said, names, run.source)
    for row in staged:
        if row.recommendation_id and row.verdict != Verdict.REJECTED:
            plan = planner.plan(row)
            row.payload["plan"] = plan.shown
            row.verdict = Verdict.CHANGED if plan.adds else Verdict.UNCHANGED
    sheet_runs.stage(run, staged)
    run.counts = sheet_runs.counted(run)
    run.state = State.PREVIEW
    run.save(update_fields=["counts", "state"])
    return run


def _keys(one: Matched) -> list[int]:
    return [key for key in (one.key, *(candidate.key for candidate in one.candidates)) if key]


def _titles(keys: set[int]) -> dict[int, tuple[str, str]]:
    rows = Recommendation.objects.filter(pk__in=keys).select_related("document").prefetch_related("texts")
    return {row.pk: (row.reference, row.original.text if row.original else "") for row in rows}


def _staged(row: Row, one: Matched, titles: dict[int, tuple[str, str]]) -> SheetRow:
    verdict = Verdict.CHANGED
    if row.wrong:
        verdict = Verdict.REJECTED
    elif one.key is None:
        verdict = Verdict.CHOOSE if one.candidates else Verdict.UNMATCHED
    here = titles.get(one.key) if one.key else None
    return SheetRow(
        at=row.at[:80],
        verdict=verdict,
        title=(here[0] if here else row.asked.text or row.asked.paragraph)[:400],
        recommendation_id=one.key,
        payload={
            "said": row.said,
            "part": one.part,
            "how": one.how,
            "score": round(one.score, 3),
            "here": here[1][:2_000] if here else "",
            "wrong": [list(said) for said in row.wrong],
            "candidates": [
                [candidate.key, round(candidate.score, 3), *_cut(titles.get(candidate.key, ("", "")))]
                for candidate in one.candidates
            ],
        },
    )


def _cut(said: tuple[str, str]) -> tuple[str, str]:
    return said[0], said[1][:600]


@transaction.atomic
def choose(*, run: SheetRun, by: User, choices: dict[int, str]) -> SheetRun:
    """Say what a row is about where several fit: row's key → recommendation's key, or `skip`."""
    require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.PREVIEW)
    rows = list(run.rows.order_by("place"))
    for row in rows:
        chosen = choices.get(row.pk, "")
        possible = {str(one[0]): one for one in row.payload["candidates"]}
        if row.verdict != Verdict.CHOOSE or not chosen:
            continue
        if chosen == SKIP:
            row.verdict, row.choice = Verdict.UNMATCHED, SKIP
        elif chosen in possible:
            _key, score, name, text = possible[chosen]
            row.recommendation_id, row.choice, row.title = int(chosen), chosen, name[:400]
            row.payload |= {"how": "chosen", "score": score, "here": text}
    return _planned(run, [_again(row) for row in rows])


def _again(row: SheetRow) -> SheetRow:
    row.pk = None
    row._state.adding = True
    return row


@transaction.atomic
def confirm(
    *, run: SheetRun, by: User | None, manner: str, door: str = "", at_once: bool = False
) -> SheetRun:
    """Have it written. `manner`: statuses stand as in the table, are proposed, or are left out.

    That they stand says somebody else than who handed the table in: nobody verifies what they entered.
    """
    if by is not None:
        require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.PREVIEW)
    if manner not in MANNERS:
        raise Invalid(_("Say what becomes of the statuses."), fields={"manner": _("Choose one.")})
    if manner == STAND and by is not None and by.pk == run.by_id:
        message = _("You handed it in: that its statuses stand has to be confirmed by somebody else.")
        raise Invalid(message, fields={"manner": message})
    if manner == PROPOSED and by is None:
        raise Invalid(
            _("Somebody has to propose them: name a person."), fields={"manner": _("Name a person.")}
        )
    run.confirmed_by, run.options = by, run.options | {"manner": manner}
    run.save(update_fields=["confirmed_by", "options"])
    if not at_once and run.counts[Verdict.CHANGED] > sheet_runs.AT_ONCE:
        return sheet_runs.by_worker(run, sheet_runs.APPLY, State.APPLYING)
    return matrix_applying.write(run, by=by, door=door)


def apply_by_worker(run: SheetRun, lease: Lease) -> None:
    """What a worker does for one in which much changes: one transaction."""
    lease.progress(done=0, total=run.rows.count(), step=_("Writing, in one transaction"))
    with transaction.atomic():
        lease.hold()
        matrix_applying.write(run, by=run.confirmed_by, door="task")
        jobs.finish(lease, result=run.counts)
