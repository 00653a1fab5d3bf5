"""An Excel file or a table saved as text, as rows of cells with the coordinates that people see there."""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from recommendations.tables import delimited
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import EXCEL, TEXT, inspect, kind_of
from recommendations.tables.limits import LIMITS, TableLimits
from recommendations.uhri.clean import printable

_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)\Z"
)
_DECIMALS = re.compile(r"0\.(0+)")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EMPTY_IN_A_ROW = 5_000  # formatted but empty: the table is over
MOST_MERGED = 20_000
KEPT_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell whose value cannot be used: `no_value` (a formula never calculated) or `error_value`."""

    code: str
    shown: str = ""


Value = str | int | float | dt.date | Unusable | None
Row = tuple[int, list[Value]]


@dataclass
class Sheet:
    """One sheet. Rows are numbered as they are in the file."""

    name: str
    path: Path
    index: int = 0
    limits: TableLimits = field(default=LIMITS)
    is_text: bool = False
    kept: list[Row] | None = None

    def rows(self) -> Iterator[Row]:
        """Number and cells of each row that holds anything; a table of usual size is read once only."""
        if self.kept is not None:
            yield from self.kept
            return
        kept: list[Row] = []
        for row in self._read():
            if len(kept) < KEPT_ROWS:
                kept.append(row)
            yield row
        if len(kept) < KEPT_ROWS:
            self.kept = kept

    def _read(self) -> Iterator[Row]:
        source = self._text_rows() if self.is_text else _book_rows(self)
        seen = empty = 0
        for number, row in source:
            cells = _without_empty_end(row)
            if not cells:
                empty += 1
                if empty > EMPTY_IN_A_ROW:
                    return
                continue
            empty = 0
            seen += 1
            if seen > self.limits.rows:
                raise UnreadableTable("too_many_rows", limit=self.limits.rows)
            self._check(number, cells)
            yield number, cells

    def _text_rows(self) -> Iterator[tuple[int, list[Value]]]:
        for number, row in delimited.rows(self.path, self.limits):
            yield number, [printable(cell).strip() for cell in row]

    def _check(self, number: int, cells: list[Value]) -> None:
        if len(cells) > self.limits.columns:
            raise UnreadableTable("too_many_columns", limit=self.limits.columns)
        for place, value in enumerate(cells):
            if isinstance(value, str) and len(value) > self.limits.cell_characters:
                raise UnreadableTable(
                    "cell_too_long", at=coordinate(place, number), limit=self.limits.cell_characters
                )


def coordinate(place: int, row: int) -> str:
    """As people see it: column 3 of row 7 is D7."""
    return f"{get_column_letter(place + 1)}{row}"


def text_of(value: Value) -> str:
    """The value as text; a day as it is written in the register."""
    if value is None or isinstance(value, Unusable):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).strip()


def sheets_of(path: Path, name: str = "", limits: TableLimits = LIMITS) -> list[Sheet]:
    """The visible sheets of a file. Raises UnreadableTable where it is no table."""
    kind = kind_of(path, name)
    if kind == TEXT:
        return [Sheet(name or path.name, path, limits=limits, is_text=True)]
    if kind != EXCEL:
        raise UnreadableTable("no_table_file", found="Word")
    inspect(path, limits)
    with _opened(path) as book:
        visible = [
            Sheet(sheet.title, path, index, limits)
            for index, sheet in enumerate(book.worksheets)
            if sheet.sheet_state == "visible"
        ]
    if not visible:
        raise UnreadableTable("empty")
    return visible


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook. As a stream: by its name openpyxl refuses what is not called .xlsx."""
    with path.open("rb") as stream:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and extensions that do not concern us
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as wrong:  # openpyxl raises whatever the broken part of the file provokes
            raise UnreadableTable("damaged") from wrong
        try:
            yield book
        finally:
            book.close()


def _book_rows(sheet: Sheet) -> Iterator[tuple[int, list[Value]]]:
    with _opened(sheet.path) as book:
        worksheet = book.worksheets[sheet.index]
        worksheet.reset_dimensions()
        merged, formulas = _merged_and_formulas(sheet.path, getattr(worksheet, "_worksheet_path", ""))
        above: dict[int, Value] = {}
        rows = worksheet.iter_rows(max_col=sheet.limits.columns + 1)
        number = 0
        while (row := _next(rows)) is not None:
            number += 1
            cells = [_value(cell) for cell in _filled(row)]
            for place in formulas.get(number, ()):
                cells += [None] * (place + 1 - len(cells))
                if cells[place] is None:
                    cells[place] = Unusable("no_value")
            for place in merged.get(number, ()):
                cells += [None] * (place + 1 - len(cells))
                if cells[place] is None:
                    cells[place] = above.get(place)
            above = dict(enumerate(cells))
            yield number, cells


def _filled(row: Any) -> Any:
    """The row without the empty cells at its end, of which there may be thousands."""
    end = len(row)
    while end and row[end - 1].value is None:
        end -= 1
    return row[:end]


def _next(rows: Any) -> Any:
    try:
        return next(rows, None)
    except Exception as wrong:  # as above: the sheet may be broken half-way
        raise UnreadableTable("damaged") from wrong


def _value(cell: Any) -> Value:
    value = cell.value
    if value is None or isinstance(value, dt.timedelta | dt.time):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    text = printable(str(value)).strip()
    if cell.data_type == "e" or _ERROR.match(text):
        return Unusable("error_value", text)
    return text or None


def _number(value: float, shown_as: str) -> Value:
    """As it is shown: 118.1 formatted with two decimals is paragraph 118.10."""
    if decimals := _DECIMALS.search(shown_as):
        return f"{value:.{min(len(decimals[1]), 10)}f}"
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value


def _merged_and_formulas(path: Path, part: str) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Row → columns that go on from the row above; row → columns with a formula and no value."""
    merged: dict[int, list[int]] = {}
    formulas: dict[int, list[int]] = {}
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as stream:
            events = etree.iterparse(
                stream,
                tag=(f"{_MAIN}c", f"{_MAIN}mergeCell"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
            )
            for _event, element in events:
                if element.tag == f"{_MAIN}mergeCell":
                    _note_merged(element.get("ref", ""), merged)
                elif element.find(f"{_MAIN}f") is not None and _has_no_value(element):
                    left, top, _right, _bottom = range_boundaries(element.get("r", "A1"))
                    formulas.setdefault(int(top or 1), []).append(int(left or 1) - 1)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, etree.LxmlError):
        return merged, formulas  # without them the rows are read as they are
    return merged, formulas


def _has_no_value(cell: Any) -> bool:
    """Never calculated: no value beside the formula, or an empty one that is no text."""
    value = cell.find(f"{_MAIN}v")
    return value is None or (not value.text and cell.get("t") != "str")


def _note_merged(reference: str, merged: dict[int, list[int]]) -> None:
    left, top, _right, bottom = range_boundaries(reference)
    for row in range(int(top or 1) + 1, min(int(bottom or 1), int(top or 1) + MOST_MERGED) + 1):
        merged.setdefault(row, []).append(int(left or 1) - 1)


def _without_empty_end(row: list[Value]) -> list[Value]:
    end = len(row)
    while end and (row[end - 1] is None or row[end - 1] == ""):
        end -= 1
    return row[:end]
