"""The workbook as a file: lists to choose from, columns that stay as they are, heads, instructions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from focal_points.sheets import columns as kinds
from focal_points.sheets import values, words
from focal_points.sheets.columns import COLUMNS, Column
from nmrf.base.spreadsheets import CONTROL, RISKY

FIRST_ROW = 3
POINTS_A_LINE, FEWEST_LINES, MOST_LINES = 15, 3, 12
MOST_CHARACTERS = 32_000
_HEAD = PatternFill("solid", fgColor="E4ECF4")
_OPEN_HEAD = PatternFill("solid", fgColor="C9D9EA")
_STILL = PatternFill("solid", fgColor="F1EFEA")
_TOP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Line:
    """One row: the stamp, what stands in it (column's key → form or words), and what can be filled in."""

    stamp: str
    cells: Mapping[str, str]
    is_first: bool = True
    is_closed: bool = False


def workbook(*, stamp: str, title: str, lines: Iterable[Line], about: Iterable[tuple[str, str]]) -> IO[bytes]:
    """An open file with the workbook, in the reader's language."""
    book = Workbook()
    how = book.active
    sheet = book.create_sheet(_("Assignments")[:31])
    lists = book.create_sheet(_("Lists")[:31])
    styles = _styles(book)
    ranges = _lists(lists)
    _heads(sheet, stamp)
    last = FIRST_ROW
    for last, line in enumerate(lines, start=FIRST_ROW):
        _line(sheet, last, line, styles)
    _choices(sheet, ranges, last)
    _lock(sheet)
    _instructions(how, title, about)
    _on_paper(how, across=1)
    _on_paper(sheet, across=3)
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "B:B"
    lists.sheet_state = "hidden"
    book.active = 1
    for one in book.worksheets:
        one.sheet_view.rightToLeft = get_language_bidi()
        one.sheet_view.tabSelected = one is sheet
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def _styles(book: Any) -> dict[str, str]:
    """Named once, so that thousands of cells share them."""
    made = {
        "open": NamedStyle("open", alignment=_TOP, protection=Protection(locked=False), number_format="@"),
        "open_date": NamedStyle(
            "open_date", alignment=_TOP, protection=Protection(locked=False), number_format="yyyy-mm-dd"
        ),
        "still": NamedStyle("still", alignment=_TOP, fill=_STILL, number_format="@"),
        "still_date": NamedStyle("still_date", alignment=_TOP, fill=_STILL, number_format="yyyy-mm-dd"),
    }
    for style in made.values():
        book.add_named_style(style)
    return {name: style.name for name, style in made.items()}


def _heads(sheet: Any, stamp: str) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, place, str(column.heading))
        cell.font, cell.fill, cell.alignment = (
            Font(bold=True),
            _OPEN_HEAD if column.is_open else _HEAD,
            _own_words(),
        )
        if column.help:
            cell.comment = Comment(str(column.help), "", width=320, height=90)
        sheet.cell(2, place, stamp if column.key == kinds.STAMP else column.key)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)


def _line(sheet: Any, number: int, line: Line, styles: Mapping[str, str]) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(number, place)
        is_open = column.is_open and not line.is_closed and (line.is_first or column.of_target)
        dated = "_date" if column.holds == kinds.DATE else ""
        cell.style = styles[("open" if is_open else "still") + dated]
        _fill(cell, column, line.stamp if column.key == kinds.STAMP else line.cells.get(column.key, ""))
    texts = [(line.cells.get(one.key, ""), one.width) for one in COLUMNS if one.key in ("asked", "narrative")]
    sheet.row_dimensions[number].height = _height(*texts, fewest=FEWEST_LINES)


def _height(*texts: tuple[str, int], fewest: int = 1) -> int:
    """For what is longest in a row, in points: some programs leave wrapped rows one line high."""
    lines = max(sum(-(-max(len(part), 1) // width) for part in text.split("\n")) for text, width in texts)
    return POINTS_A_LINE * min(max(lines, fewest), MOST_LINES)


def _fill(cell: Any, column: Column, value: str) -> None:
    if not value:
        return
    if column.holds == kinds.DATE:
        cell.value = values.date_of(value)
        return
    text = words.word_of(column.holds, value) if column.holds in words.CHOICES else value
    text = CONTROL.sub("", text)[:MOST_CHARACTERS]
    cell.value = text
    if text.startswith(RISKY):
        cell.data_type, cell.quotePrefix = "s", True


def _lists(sheet: Any) -> dict[str, str]:
    """Fill the sheet of lists; what a column holds → the range to choose from."""
    ranges: dict[str, str] = {}
    title = sheet.title.replace("'", "''")
    for place, holds in enumerate(words.CHOICES, start=1):
        letter = get_column_letter(place)
        shown = words.shown(holds)
        for number, word in enumerate(shown, start=1):
            sheet.cell(number, place, word)
        ranges[holds] = f"'{title}'!${letter}$1:${letter}${len(shown)}"
    return ranges


def _choices(sheet: Any, ranges: Mapping[str, str], last: int) -> None:
    """One rule for each column. Another value draws a warning: whatever comes home is read with care."""
    for place, column in enumerate(COLUMNS, start=1):
        if column.holds in ranges:
            rule = DataValidation(type="list", formula1=ranges[column.holds], allow_blank=True)
        elif column.holds == kinds.DATE:
            rule = DataValidation(type="date", operator="greaterThan", formula1="16803", allow_blank=True)
        else:
            continue
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle = str(column.heading)[:32]
        rule.error = str(column.help)[:250]
        letter = get_column_letter(place)
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def _lock(sheet: Any) -> None:
    """Without a password: it keeps from slips, not from people."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.autoFilter = guard.sort = False


def _own_words() -> Alignment:
    """For what the house says itself: in the language's own direction, which some programs do not guess."""
    return Alignment(wrap_text=True, vertical="top", readingOrder=2 if get_language_bidi() else 0)


def _on_paper(sheet: Any, *, across: int) -> None:
    """A4 lying, no more pages across than this; people print it to fill it in by hand."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _instructions(sheet: Any, title: str, about: Iterable[tuple[str, str]]) -> None:
    sheet.title = _("How to fill it in")[:31]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    head = sheet.cell(1, 1, title)
    head.font, head.alignment = Font(bold=True, size=14), Alignment(readingOrder=_own_words().readingOrder)
    for number, (label, text) in enumerate(about, start=3):
        first, second = sheet.cell(number, 1, label), sheet.cell(number, 2, text)
        first.font = Font(bold=True)
        first.alignment = second.alignment = _own_words()
        sheet.row_dimensions[number].height = _height((text, 90))
    sheet.protection.sheet = True
