"""Tables as CSV and XLSX: for a spreadsheet, so that no cell is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from nmrf.base.spreadsheets import neutral

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000


def as_csv(name: str, head: Sequence[Any], lines: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download named `<name>-<day>.csv`, readable by spreadsheets in every script."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([str(one) for one in head])
    for line in lines:
        writer.writerow([neutral("" if one is None else str(one)) for one in line])
    return response


def as_xlsx(name: str, head: Sequence[Any], lines: Iterable[Sequence[Any]], title: str) -> FileResponse:
    """A workbook named `<name>-<day>.xlsx` with one sheet: dates as dates, long texts wrapped."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append([_cell(sheet, str(one), bold=True) for one in head])
    for line in lines:
        sheet.append([_cell(sheet, one) for one in line])
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    day = timezone.localdate().isoformat()
    return FileResponse(file, as_attachment=True, filename=f"{name}-{day}.xlsx", content_type=XLSX)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=neutral(value)[:LONGEST_CELL] if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    elif isinstance(value, str) and len(value) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _sheet_name(title: str) -> str:
    """As a spreadsheet allows it."""
    return "".join(" " if one in "[]:*?/\\" else one for one in title)[:31].strip() or "1"
