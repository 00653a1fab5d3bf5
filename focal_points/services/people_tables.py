"""Institutions, people and terms from one table: read, compared, confirmed, written as one operation."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Institution, SheetRow, SheetRun, Term
from focal_points.permissions import Can
from focal_points.services import institutions, sheet_runs, terms
from focal_points.services.people_comparing import Compared, Comparer
from focal_points.services.sheet_runs import State
from focal_points.sheets import people_columns as kinds
from focal_points.sheets import people_reading
from focal_points.sheets.people_columns import NAME
from focal_points.sheets.people_reading import PeopleRow
from nmrf.base import history
from nmrf.base.errors import HouseError, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import jobs, operations, people
from nmrf.base.services.jobs import Lease

KIND = "people.import"
WRITE_AT_ONCE = 300
Verdict = SheetRow.Verdict


def ask(*, upload: "UploadedFile[Any]", by: User) -> SheetRun:
    """Keep the table and compare it. Raises UnreadableTable or NoPeopleTable where it is none of ours."""
    require(by, Can.KEEP_INSTITUTIONS)
    with sheet_runs.put_on_disk(upload) as path:
        name = upload.name or ""
        rows = people_reading.read(path, name)
        if not rows:
            raise NotNow(_("The table holds no row below its headings."), code="empty")
        with transaction.atomic():
            run = sheet_runs.begin(kind=SheetRun.Kind.PEOPLE, path=path, name=name, by=by)
            if len(rows) > sheet_runs.AT_ONCE:
                return sheet_runs.by_worker(run, sheet_runs.READ, State.READING)
            return preview(run, rows)


def read_by_worker(run: SheetRun, lease: Lease) -> None:
    """What a worker does for a long one."""
    lease.progress(done=0, step=_("Reading and comparing"))
    with sheet_runs.at_hand(run) as path:
        rows = people_reading.read(path, run.source)
        with transaction.atomic():
            lease.hold()
            preview(run, rows)
            jobs.finish(lease, result=run.counts)


def preview(run: SheetRun, rows: list[PeopleRow]) -> SheetRun:
    """Compare each row with what stands here, and keep what would change."""
    sheet_runs.stage(run, [_staged(one) for one in Comparer(rows).compare()])
    run.counts = sheet_runs.counted(run)
    run.state = State.PREVIEW
    run.save(update_fields=["counts", "state"])
    return run


def _staged(one: Compared) -> SheetRow:
    said = one.row.said
    named = [value for key, value in said.items() if key.startswith(NAME) and value]
    title = named[0] if named else said.get("name") or said.get("code") or said.get("email", "")
    return SheetRow(
        at=one.row.at[:80],
        verdict=one.verdict,
        title=title[:400],
        payload={
            "sheet": one.row.sheet,
            "said": said,
            "body": one.body,
            "is_new": one.is_new,
            "cells": [list(cell) for cell in one.cells],
            "wrong": [list(wrong) for wrong in one.row.wrong],
        },
    )


@transaction.atomic
def confirm(*, run: SheetRun, by: User, invites: bool = False, door: str = "") -> SheetRun:
    """Have it written. With `invites` each new person gets the link by mail; else nobody gets any."""
    require(by, Can.KEEP_SHEET, run)
    run = sheet_runs.claimed(run, State.PREVIEW)
    run.confirmed_by, run.options = by, run.options | {"invites": invites}
    run.save(update_fields=["confirmed_by", "options"])
    if run.counts[Verdict.CHANGED] > WRITE_AT_ONCE:
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
    """Institutions, then who stands under whom, then people and their terms: one operation."""
    rows = list(run.rows.filter(verdict=Verdict.CHANGED).order_by("place"))
    label = _("Institutions and people from %(source)s") % {"source": run.source}
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    bodies = [row for row in rows if row.payload["sheet"] == kinds.INSTITUTIONS]
    done, skipped = 0, []
    with history.recorded(by=by, action="people.import", door=door, operation=operation.pk):
        steps = [(row, _institution) for row in bodies]
        steps += [(row, _under) for row in bodies if "parent" in row.payload["said"]]
        steps += [(row, _person) for row in rows if row not in bodies]
        for row, act in steps:
            try:
                with transaction.atomic():
                    done += act(row, by, bool(run.options.get("invites")), door)
            except HouseError as refused:
                skipped.append({"what": f"{row.at}: {row.title}", "why": str(refused.message)})
    operations.note(operation, size=done, skipped=skipped)
    run.operation, run.state, run.applied_at = operation, State.APPLIED, timezone.now()
    run.save(update_fields=["operation", "state", "applied_at"])
    return run


def _institution(row: SheetRow, by: User, invites: bool, door: str) -> int:
    """The institution itself; what can be left empty and is, is emptied; the rest stays."""
    said = row.payload["said"]
    present = Institution.objects.filter(code__iexact=said["code"]).first()
    names = {key.removeprefix(NAME): value for key, value in said.items() if key.startswith(NAME) and value}
    if present:
        names = {one.language: one.name for one in present.names.all() if not one.is_alias} | names
    given: dict[str, Any] = {
        "kind": said["kind"],
        "level": said.get("level") or (present.level if present else Institution.Level.NATIONAL),
        "names": names,
        "email": said.get("contact", present.email if present else ""),
        "wants_validator": said["wants_validator"] == "yes"
        if "wants_validator" in said
        else bool(present and present.wants_validator),
    }
    if present:
        institutions.describe(institution=present, parent=present.parent, by=by, door=door, **given)
    else:
        institutions.create(code=said["code"], by=by, door=door, **given)
    return 1


def _under(row: SheetRow, by: User, invites: bool, door: str) -> int:
    """Where it stands; after all are there."""
    one = Institution.objects.get(code__iexact=row.payload["said"]["code"])
    parent = Institution.objects.get(code__iexact=row.payload["body"]) if row.payload["body"] else None
    if one.parent == parent:
        return 0
    names = {name.language: name.name for name in one.names.all() if not name.is_alias}
    institutions.describe(
        institution=one,
        kind=one.kind,
        level=one.level,
        names=names,
        email=one.email,
        wants_validator=one.wants_validator,
        parent=parent,
        by=by,
        door=door,
    )
    return 0


def _person(row: SheetRow, by: User, invites: bool, door: str) -> int:
    said = row.payload["said"]
    person = User.objects.filter(email__iexact=said["email"]).first()
    language = said.get("language") or (person.language if person else by.language)
    if person is None:
        person = people.invite(
            email=said["email"], name=said["name"], language=language, by=by, door=door, mails=invites
        )
    elif (person.name, person.language) != (said["name"], language):
        people.describe(
            person=person,
            by=by,
            name=said["name"],
            email=person.email,
            phone=person.phone,
            language=language,
            organisation=person.organisation,
            door=door,
        )
    _term(person, row, by, door)
    return 1


def _term(person: User, row: SheetRow, by: User, door: str) -> None:
    said = row.payload["said"]
    if not row.payload["body"] or not said.get("role"):
        return
    institution = Institution.objects.get(code__iexact=row.payload["body"])
    first = _date(said.get("starts_on", ""))
    last = _date(said.get("ends_on", ""))
    held = Term.objects.filter(person=person, institution=institution, role=said["role"])
    same = held.filter(starts_on=first).first() if first else held.on(timezone.localdate()).first()
    if same is None:
        terms.begin(
            person=person,
            institution=institution,
            role=said["role"],
            starts_on=first or timezone.localdate(),
            ends_on=last,
            by=by,
            door=door,
        )
    elif last and same.ends_on != last:
        terms.end(term=same, ends_on=last, by=by, door=door)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Who and what it made goes, what it changed goes back; what somebody uses since stays, and is listed."""
    require(by, Can.UNDO_SHEET, operation)
    touched = operations.touched_by(operation)
    people.forget_invitations(
        one.pk for one in touched if one.model is User and one.first.pgh_label == "insert"
    )
    return operations.undo(operation=operation, by=by, door=door)
