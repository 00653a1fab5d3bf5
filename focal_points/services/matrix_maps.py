"""A map of columns as somebody writes it by hand, in a file: read generously, either way round."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import Status
from focal_points.services import matrix_mapping
from focal_points.services.matrix_mapping import NEW, NOTHING, TableSaid
from focal_points.sheets import matrix_columns, matrix_tables, status_words
from focal_points.sheets.matrix_tables import Table
from nmrf.base.errors import Invalid
from recommendations.tables import guesses
from recommendations.tables.sheets import text_of
from recommendations.uhri.vocab import fold

SETTINGS = (
    "statuses",
    "institutions",
    "columns",
    "sheet",
    "heading_row",
    "table_date",
    "day_first",
    "document",
)


def read(path: Path) -> dict[str, Any]:
    """The file's object. Raises Invalid."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        raise Invalid(f"{path}: {wrong.strerror or wrong}") from wrong
    except (ValueError, RecursionError) as wrong:
        raise Invalid(_("%(path)s is no JSON file: %(why)s") % {"path": path, "why": wrong}) from wrong
    if not isinstance(given, dict):
        raise Invalid(_("%(path)s has to hold one object: our column, and theirs.") % {"path": path})
    return given


def mapping(given: Mapping[str, Any], path: Path, name: str) -> TableSaid:
    """What the map says of the table. Raises Invalid, naming what fits nothing."""
    tables = matrix_tables.tables_of(path, name)
    sheet = _sheet(given.get("sheet"), tables, given)
    headings_of = _headings(tables[sheet], _number(given.get("heading_row")), given)
    said = TableSaid(sheet=sheet, heading=headings_of[0], headings=headings_of[1])
    said.table_date, said.day_first = _table_date(given.get("table_date")), given.get("day_first")
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(said.headings):
        places.setdefault(fold(heading), []).append(place)
    for ours, theirs in _pairs(given):
        _place(ours, theirs, places, said)
    if isinstance(given.get("document"), str) and not said.symbol and "symbol" not in said.columns.values():
        said.symbol = given["document"]
    said.statuses = _statuses(given.get("statuses") or {})
    said.institutions = {
        fold(str(word)): NOTHING if value in (None, "") else str(value)
        for word, value in _object(given.get("institutions")).items()
    }
    matrix_mapping.check(said)
    return said


def _pairs(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands on either side of each colon; a list of headings is several pairs."""
    plain = {key: value for key, value in given.items() if key not in SETTINGS}
    plain |= _object(given.get("columns"))
    found = []
    for key, value in plain.items():
        found += [(str(key), str(one)) for one in (value if isinstance(value, list) else [value]) if one]
    return found


def _place(one: str, other: str, places: Mapping[str, list[int]], said: TableSaid) -> None:
    """Our column and their heading, whichever stands first."""
    for ours, theirs in ((one, other), (other, one)):
        key, where = matrix_columns.key_named(ours), places.get(fold(theirs))
        if key and where:
            for place in where:
                said.columns.setdefault(place, key)
            return
    key = matrix_columns.key_named(one)
    if key == "symbol" and "/" in other:  # no heading, but the symbol itself: the same for every row
        said.symbol = other
        return
    if key or matrix_columns.key_named(other):
        heading = other if key else one
        raise Invalid(_("The table has no column “%(heading)s”.") % {"heading": heading[:120]})
    raise Invalid(
        _("“%(name)s” is none of our columns: %(ours)s.")
        % {"name": one[:120], "ours": ", ".join(matrix_columns.BY_KEY)}
    )


def _headings(table: Table, row: int | None, given: Mapping[str, Any]) -> tuple[int, list[str]]:
    """The row of headings: the one named, else the one with most of the map's, else as guessed."""
    first = []
    for one in table.rows():
        first.append(one)
        if len(first) >= guesses.SAMPLED:
            break
    wanted = {fold(text) for pair in _pairs(given) for text in pair}
    held = {number: len({fold(text_of(cell)) for cell in cells} & wanted) for number, cells in first}
    best = max(held, key=lambda number: (held[number], -number), default=1)
    at = row or (best if held.get(best) else guesses.heading_row(first))
    cells = next((cells for number, cells in first if number == at), [])
    return at, [text_of(cell) for cell in cells]


def _sheet(named: Any, tables: list[Table], given: Mapping[str, Any]) -> int:
    """By name or number (from 1); where none is named, the one with most of the map's headings."""
    if isinstance(named, int) and 1 <= named <= len(tables):
        return named - 1
    for index, table in enumerate(tables):
        if isinstance(named, str) and fold(table.name) == fold(named):
            return index
    if named not in (None, "") and len(tables) > 1:
        names = _("; ").join(f"{number} {one.name}" for number, one in enumerate(tables[:12], start=1))
        raise Invalid(
            _("The file has no table “%(name)s”. It has: %(names)s.")
            % {"name": str(named)[:120], "names": names}
        )
    wanted = {fold(text) for pair in _pairs(given) for text in pair}
    scores = []
    for table in tables[:12]:
        rows = [
            cells for (_number_, cells), _n in zip(table.rows(), range(guesses.HEADING_WITHIN), strict=False)
        ]
        scores.append(max((len({fold(text_of(c)) for c in cells} & wanted) for cells in rows), default=0))
    return max(range(len(scores)), key=lambda index: scores[index]) if scores else 0


def _statuses(given: Any) -> dict[str, str]:
    found = {}
    for word, value in _object(given).items():
        status = NOTHING if value in (None, "", NOTHING) else status_words.status_of(str(value))
        if status in Status.values:
            found[fold(str(word))] = status
        elif status == NOTHING or value == Status.NOT_ASSESSED:
            found[fold(str(word))] = NOTHING
        elif (ours := status_words.status_of(str(word))) and isinstance(value, str | list):
            # the other way round: our status, and the words for it
            words = value if isinstance(value, list) else [value]
            found |= {fold(str(one)): ours for one in words}
        else:
            raise Invalid(
                _("“%(value)s” is no status here: %(known)s.")
                % {"value": str(value)[:80], "known": ", ".join(Status.values)}
            )
    return found


def _table_date(given: Any) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except (TypeError, ValueError) as wrong:
        raise Invalid(_("table_date is no day. Write it as 2024-03-31.")) from wrong


def _number(given: Any) -> int | None:
    return given if isinstance(given, int) and given > 0 else None


def _object(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


__all__ = ["NEW", "NOTHING", "mapping", "read"]
