"""The list as an XLSX workbook: dates as dates, and a sheet that says what it is a list of."""

from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from nmrf.base.spreadsheets import neutral
from reporting.services import table

MOST_ROWS = 50_000
LONGEST_CELL = 32_000
WIDE = {9: 80, 8: 30, 2: 26, 3: 24}


def workbook(rows: Any, *, total: int, narrowed: Iterable[str], address: str) -> IO[bytes]:
    """An open file with the workbook. Past MOST_ROWS it stops, and its second sheet says so."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Recommendations")[:31])
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    for number in range(len(table.COLUMNS)):
        sheet.column_dimensions[_letter(number)].width = WIDE.get(number, 18)
    sheet.append([_cell(sheet, heading, bold=True) for heading in table.headings()])
    for line in table.lines(rows[:MOST_ROWS]):
        sheet.append([_cell(sheet, value) for value in line])
    _about(book, total, narrowed, address)
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def _about(book: Workbook, total: int, narrowed: Iterable[str], address: str) -> None:
    sheet = book.create_sheet(_("About this list")[:31])
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    said: list[tuple[str, Any]] = [
        (_("Source"), settings.SITE_NAME),
        (_("Address"), address),
        (_("Taken on"), timezone.localdate()),
        (_("Recommendations found"), total),
        *((_("Narrowed by"), token) for token in narrowed),
        (_("Status"), _("As verified by the secretariat, not as claimed by institutions.")),
        (_("Texts"), _("Universal Human Rights Index, OHCHR, and documents entered by the secretariat.")),
    ]
    if settings.DEMO:
        said.insert(1, (_("Note"), _("Demonstration: this State, its people and its progress are invented.")))
    if total > MOST_ROWS:
        said.append((_("Cut"), _("Only the first %(n)s are here; the CSV holds all.") % {"n": MOST_ROWS}))
    for label, value in said:
        value = neutral(value) if isinstance(value, str) else value
        sheet.append([_cell(sheet, label, bold=True), _cell(sheet, value)])


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=value[:LONGEST_CELL] if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    elif isinstance(value, str) and len(value) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else "A" + chr(ord("A") + number - 26)
