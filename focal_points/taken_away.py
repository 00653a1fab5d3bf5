"""A working list to take away, with the columns it shows: CSV line by line, or a workbook."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
LONGEST_CELL = 32_000


class _Line:
    """A file that hands back what was written to it."""

    def write(self, text: str) -> str:
        return text


def as_file(ending: str, name: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> Any:
    """The list as `csv` or `xlsx`; another ending is not found."""
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == "csv":
        return _csv(file_name, headings, lines)
    if ending == "xlsx":
        return _xlsx(file_name, headings, lines)
    raise Http404


def _csv(file_name: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> HttpResponse | Any:
    language = translation.get_language()

    def written() -> Iterator[bytes]:
        writer = csv.writer(_Line())
        with translation.override(language):
            yield b"\xef\xbb\xbf" + writer.writerow(headings).encode()
            for line in lines:
                yield writer.writerow(["" if value is None else value for value in line]).encode()

    response = StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _xlsx(file_name: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for number, line in enumerate(lines):
        if number >= MOST_ROWS:
            break
        sheet.append([_cell(sheet, value) for value in line])
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=XLSX)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=value[:LONGEST_CELL] if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell
