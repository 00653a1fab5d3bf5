"""Rows of a table handed in, as the preview shows them: cell by cell, before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from focal_points.models import Assignment, SheetRow, SheetRun, Status
from focal_points.sheets import columns, matrix_columns, people_columns, values
from nmrf.base.templatetags.house import day
from nmrf.base.words import diff


@dataclass
class Cell:
    """One cell of a workbook: what stands here, what the file says, in words."""

    name: str
    label: str
    old: str
    new: str
    verdict: str
    choice: str = ""
    words: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Line:
    """One row of the preview."""

    row: SheetRow
    cells: list[Cell] = field(default_factory=list)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    how: str = ""
    candidates: list[dict[str, Any]] = field(default_factory=list)


def lines_of(run: SheetRun, rows: Iterable[SheetRow]) -> list[Line]:
    """Each row of a page."""
    make = {
        SheetRun.Kind.WORKBOOK: _workbook,
        SheetRun.Kind.MATRIX: _matrix,
        SheetRun.Kind.PEOPLE: _people,
    }[SheetRun.Kind(run.kind)]
    return [make(row) for row in rows]


def _workbook(row: SheetRow) -> Line:
    line = Line(row)
    for one in row.payload["cells"]:
        name, old, new = (
            one["field"],
            values.shown(one["field"], one["old"]),
            values.shown(one["field"], one["new"]),
        )
        cell = Cell(name, columns.heading_of(name), old, new, one["verdict"], one.get("choice", ""))
        if columns.HOLDS[name] == columns.WORDS and old and new and one["verdict"] == "change":
            cell.words = diff(old, new)
        line.cells.append(cell)
    line.wrong = [
        (str(columns.BY_KEY[key].heading), at, shown, why) for key, at, shown, why in row.payload["wrong"]
    ]
    return line


def _matrix(row: SheetRow) -> Line:
    said = row.payload["said"]
    line = Line(row, how=_how(row))
    plan = row.payload.get("plan") or {}
    for name, role, is_new in plan.get("assign", ()):
        new = f" ({_('new institution')})" if is_new else ""
        line.facts.append((str(Assignment.Role(role).label), name + new))
    if plan.get("status"):
        since = _("since %(day)s") % {"day": day(parse_date(plan["on"]), "short")} if plan["on"] else ""
        line.facts.append((_("Status"), f"{Status(plan['status']).label}, {since}"))
        if said["action"]:
            line.facts.append((_("Action taken"), said["action"][:600]))
        if plan.get("parts"):
            line.notes.append(_("It was divided into parts: the status stands for each."))
    line.notes += plan.get("notes", [])
    line.wrong = [
        (str(matrix_columns.BY_KEY[key].heading), at, shown, why)
        for key, at, shown, why in row.payload["wrong"]
    ]
    line.candidates = [
        {"key": key, "percent": round(score * 100), "name": name, "text": text}
        for key, score, name, text in row.payload["candidates"]
    ]
    return line


def _how(row: SheetRow) -> str:
    said = {
        "paragraph": _("found by symbol and paragraph"),
        "text": _("found by its text"),
        "chosen": _("chosen by you"),
    }
    how = row.payload.get("how", "")
    if how == "near":
        return _("found by its text, %(percent)s %% the same") % {
            "percent": round(row.payload["score"] * 100)
        }
    return said.get(how, "")


def _people(row: SheetRow) -> Line:
    line = Line(row)
    line.wrong = [
        (people_columns.heading_of(key), at, shown, why) for key, at, shown, why in row.payload["wrong"]
    ]
    line.cells = [
        Cell(key, people_columns.heading_of(key), old, new, "change")
        for key, old, new in row.payload["cells"]
    ]
    return line


def reasons_of(rows: Iterable[SheetRow]) -> Iterator[tuple[str, str, str, str]]:
    """Where, what, why, and what stands there, for the rows that were left."""
    for row in rows:
        payload = row.payload
        wrong = [tuple(one) for one in payload.get("wrong", ())]
        text = payload.get("said", {}).get("text") or row.title
        for _column, at, shown, why in wrong:
            yield f"{row.at} {at}".strip(), text, why, shown
        if not wrong:
            why = payload.get("why") or str(row.get_verdict_display())
            near = "; ".join(f"{round(c[1] * 100)} % {c[2]}" for c in payload.get("candidates", ()))
            yield row.at, text, why, near
