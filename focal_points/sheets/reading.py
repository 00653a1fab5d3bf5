"""A workbook that came home, as rows with their stamps: whatever program saved it, in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from focal_points.sheets import columns as kinds
from focal_points.sheets import values
from focal_points.sheets.columns import BY_KEY, OPEN, headings
from focal_points.sheets.stamps import BookStamp, RowStamp
from focal_points.sheets.values import WrongCell
from nmrf.base.errors import HouseError
from recommendations.tables.dates import day_first_in
from recommendations.tables.sheets import Row, Sheet, Value, coordinate, sheets_of, text_of
from recommendations.uhri.vocab import fold

HEADING_WITHIN = 30
FEWEST = 4  # so many of our headings make it a workbook of ours


class NoWorkbook(HouseError):
    """The file is none of this house's workbooks."""


@dataclass
class BookRow:
    """One row: where it stands, its stamp (None where it has none), what its cells say, and bad cells."""

    number: int
    at: str
    stamp: RowStamp | None
    said: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # column → at, shown, why


@dataclass
class ReadBook:
    """The sheet, its head, and where each column stands."""

    sheet: Sheet
    head: int
    places: dict[str, int]
    stamp: BookStamp | None
    day_first: dict[str, bool | None]

    def rows(self) -> Iterator[BookRow]:
        """Each row that holds anything of its own."""
        for number, cells in self.sheet.rows():
            if number > self.head and (row := self._row(number, cells)):
                yield row

    def _row(self, number: int, cells: list[Value]) -> BookRow | None:
        given = {key: cells[place] if place < len(cells) else None for key, place in self.places.items()}
        text = text_of(given.get(kinds.STAMP))
        if not text and not any(text_of(given.get(column.key)) for column in OPEN):
            return None
        row = BookRow(number, _("%(sheet)s, row %(row)s") % {"sheet": self.sheet.name, "row": number}, None)
        row.stamp = RowStamp.read(text) if text else None
        several: dict[str, list[str]] = {}
        for column in OPEN:
            if column.key not in self.places:
                continue
            try:
                found = values.read(column, given[column.key], day_first=self.day_first.get(column.key))
            except WrongCell as wrong:
                at = coordinate(self.places[column.key], number)
                row.wrong[column.key] = (at, text_of(given[column.key])[:200], str(wrong))
            else:
                several.setdefault(column.said, []).append(found)
        for name, given_values in several.items():
            if len(given_values) < _columns_of(name):  # one of three columns was taken out, or is wrong
                continue
            every = (part for one in given_values for part in values.parts(one))
            row.said[name] = given_values[0] if len(given_values) == 1 else values.joined(every)
        return row


def _columns_of(name: str) -> int:
    return sum(1 for column in OPEN if column.said == name)


def read(path: Path, name: str = "") -> ReadBook:
    """The workbook's sheet. Raises UnreadableTable, or NoWorkbook where it is none of ours."""
    for sheet in sheets_of(path, name):
        first = _first_rows(sheet)
        head, places, stamp = 0, {}, None  # type: int, dict[str, int], BookStamp | None
        for row in first:
            found, mark = _heads(row)
            if len(found) >= FEWEST:
                head, places, stamp = row[0], places | found, stamp or mark
        if places and kinds.STAMP in places:
            return ReadBook(sheet, head, places, stamp, _day_first(sheet, head, places))
    raise NoWorkbook(
        _("This is no workbook of this house. Download one under “Work in Excel”, and fill that in."),
        code="no_workbook",
    )


def _first_rows(sheet: Sheet) -> list[Row]:
    found: list[Row] = []
    for row in sheet.rows():
        found.append(row)
        if len(found) >= HEADING_WITHIN:
            break
    return found


def _heads(row: Row) -> tuple[dict[str, int], BookStamp | None]:
    """Column's key → place, where the row holds our headings or keys; and the workbook's own stamp."""
    known = headings()
    found: dict[str, int] = {}
    stamp: BookStamp | None = None
    for place, value in enumerate(row[1]):
        text = text_of(value)
        key: Any = known.get(fold(text)) if len(text) < 120 else None
        if key is None and len(text) > 40 and (mark := BookStamp.read(text)):
            key, stamp = kinds.STAMP, mark
        if key and key not in found:
            found[key] = place
    return found, stamp


def _day_first(sheet: Sheet, head: int, places: dict[str, int]) -> dict[str, bool | None]:
    """How dates written as text are meant, column by column."""
    dated = {key: place for key, place in places.items() if BY_KEY[key].holds == kinds.DATE}
    seen: dict[str, list[Any]] = {key: [] for key in dated}
    for number, cells in sheet.rows():
        if number > head:
            for key, place in dated.items():
                if place < len(cells):
                    seen[key].append(cells[place])
    return {key: day_first_in(found) for key, found in seen.items()}
