"""A workbook beside what stands here: cell by cell, three hands, nothing written.

What the person changed and nobody else did is a change; what others changed since and the person did not
touch stays; what both changed, differently, is a conflict that a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import Assignment, Institution, SheetRow, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import workbook_lines
from focal_points.services.targets import Target
from focal_points.services.workbook_lines import Here
from focal_points.sheets.columns import BY_KEY, FIELDS, OF_TARGET
from focal_points.sheets.reading import BookRow
from focal_points.sheets.stamps import RowStamp
from nmrf.base.models import User
from nmrf.base.permissions import may

Verdict = SheetRow.Verdict
CHANGE, CONFLICT, SINCE = "change", "conflict", "since"


@dataclass
class Compared:
    """One row with what would become of it."""

    row: BookRow
    here: Here | None = None
    target: Target | None = None
    verdict: str = Verdict.UNCHANGED
    why: str = ""
    cells: list[dict[str, Any]] = field(default_factory=list)
    is_moved_on: bool = False


def compare(rows: Iterable[BookRow], *, institution: Institution, by: User) -> list[Compared]:
    """Every row with its verdict, in the order of the file. A fixed number of queries."""
    given = list(rows)
    known = {one.assignment.public_id: one for one in _here(given, institution, by)}
    may_write = may(by, Can.BRING_WORKBOOK, institution)
    seen: dict[tuple[Any, str], str] = {}
    return [_compared(row, institution, known, may_write, seen) for row in given]


def _here(rows: list[BookRow], institution: Institution, by: User) -> list[Here]:
    wanted = {row.stamp.assignment for row in rows if row.stamp}
    found = Assignment.objects.visible_to(by).filter(public_id__in=wanted, institution=institution)
    return workbook_lines.here(found.select_related("institution", "cluster", "part"), by=by)


def _compared(
    row: BookRow,
    institution: Institution,
    known: Mapping[Any, Here],
    may_write: bool,
    seen: dict[tuple[Any, str], str],
) -> Compared:
    stamp, found = row.stamp, Compared(row)
    if stamp is None:
        return _rejected(found, _("This row has lost its stamp. Copy what you wrote into a new workbook."))
    here = known.get(stamp.assignment) if may_write and stamp.institution == institution.pk else None
    if here is None:
        return _rejected(found, _("This row is of no assignment that you write about in this workbook."))
    found.here = here
    found.target = next((one for one in here.targets if one.key == stamp.target), None)
    if found.target is None:
        return _rejected(found, _("What this row is about was divided or taken away. Take a new workbook."))
    first = seen.setdefault((stamp.assignment, stamp.target), row.at)
    if first != row.at:
        return _rejected(found, _("The same row stands already in %(at)s.") % {"at": first})
    return _cells(found, found.target, stamp, here)


def _cells(found: Compared, target: Target, stamp: RowStamp, here: Here) -> Compared:
    """Each cell beside the stamp and what stands here."""
    now = here.now(stamp.update)
    found.is_moved_on = now is not None and now.state not in StatusUpdate.OPEN
    stands = here.said(target, stamp.is_first, now)
    for name in FIELDS:
        if name in found.row.said and name in stands:
            cell = _cell(name, found.row.said[name], stands[name], stamp)
            if cell:
                found.cells.append(cell)
    kinds = {cell["verdict"] for cell in found.cells}
    if kinds & {CHANGE, CONFLICT}:
        _note_impossible(found, stands)
    if found.row.wrong and any(_counts(key, stamp) for key in found.row.wrong):
        return _rejected(found, "")
    if kinds & {CHANGE, CONFLICT} and (why := _why_not(here, now)):
        return _rejected(found, why)
    if found.is_moved_on:
        for cell in found.cells:
            cell["verdict"] = CONFLICT if cell["verdict"] == CHANGE else cell["verdict"]
        kinds = {cell["verdict"] for cell in found.cells}
    if CONFLICT in kinds:
        found.verdict = Verdict.CONFLICT
        if found.is_moved_on:
            found.why = _("An update on this came to an end since. Take yours to begin a new one.")
    elif CHANGE in kinds:
        found.verdict = Verdict.CHANGED
    return found


def _cell(name: str, given: str, stands: str, stamp: RowStamp) -> dict[str, Any] | None:
    if name == "links":  # added, never taken away
        given = "\n".join(sorted({*given.split("\n"), *stands.split("\n")} - {""}))
    if given == stands:
        return None
    if stamp.is_as_made(name, given):
        return {"field": name, "old": stands, "new": stands, "verdict": SINCE}
    alone = stamp.is_as_made(name, stands) or name == "links"
    return {"field": name, "old": stands, "new": given, "verdict": CHANGE if alone else CONFLICT}


def _note_impossible(found: Compared, stands: Mapping[str, str]) -> None:
    """What each cell allows alone, and all of them together do not."""
    after = dict(stands) | {cell["field"]: cell["new"] for cell in found.cells}
    if not after.get("status") and any(after.get(name) for name in OF_TARGET):
        found.row.wrong["status"] = (found.row.at, "", _("Choose a status: something is said of it."))
    first, last = after.get("period_from", ""), after.get("period_to", "")
    if first and last and last < first:
        found.row.wrong["period_to"] = (found.row.at, last, _("The period ends before it begins."))


def _counts(key: str, stamp: RowStamp) -> bool:
    """Whether the column is filled in in this row at all."""
    return stamp.is_first or BY_KEY[key].said in OF_TARGET


def _why_not(here: Here, now: StatusUpdate | None) -> str:
    if here.assignment.state == Assignment.State.WITHDRAWN:
        return _("This assignment was withdrawn.")
    if here.assignment.state == Assignment.State.CONTESTED:
        return _("This assignment is contested: the secretariat decides first.")
    if here.is_hidden:
        return _("The institution has a draft of its own on this. Only its people change that.")
    if now is not None and now.state in StatusUpdate.AWAY:
        return _("Its update was sent already. Take it back to change it.")
    return ""


def _rejected(found: Compared, why: str) -> Compared:
    found.verdict, found.why = Verdict.REJECTED, why
    return found
