"""A list to take away, with the columns its page shows: CSV line by line, or a workbook.

No cell of it is taken for a formula, whoever wrote it; dates are dates.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from focal_points.models import Status
from nmrf.base.spreadsheets import neutral

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
LONGEST_CELL = 32_000
LONG = 60
Cell = str | int | date | None


@dataclass(frozen=True)
class Taken:
    """A list as it is taken away: what its file is called, its columns, its lines."""

    name: str
    headings: Sequence[Any]
    lines: Iterable[Sequence[Any]]
    title: str = ""


def strip_headings() -> list[str]:
    """A status strip as columns: one for each status, in the order of the strip."""
    return [str(status.label) for status in Status]


def strip_cells(counts: Mapping[str, int]) -> list[int]:
    """What stands in them."""
    return [counts.get(status, 0) for status in Status]


class _Line:
    """A file that hands back what was written to it."""

    def write(self, text: str) -> str:
        return text


def as_file(taken: Taken, ending: str) -> Any:
    """The list as `csv` or `xlsx`, named with the day; another ending is not found."""
    file_name = f"{taken.name}-{timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == "csv":
        return _csv(file_name, taken)
    if ending == "xlsx":
        return _xlsx(file_name, taken)
    raise Http404


def _csv(file_name: str, taken: Taken) -> HttpResponse | Any:
    language = translation.get_language()

    def written() -> Iterator[bytes]:
        writer = csv.writer(_Line())
        with translation.override(language):
            yield b"\xef\xbb\xbf" + writer.writerow([str(one) for one in taken.headings]).encode()
            for line in taken.lines:
                cells = ["" if value is None else value for value in map(plain, line)]
                yield writer.writerow(cells).encode()

    response = StreamingHttpResponse(written(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _xlsx(file_name: str, taken: Taken) -> FileResponse:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_name(taken.title or taken.name))
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append([_cell(sheet, str(heading), bold=True) for heading in taken.headings])
    for number, line in enumerate(taken.lines):
        if number >= MOST_ROWS:
            break
        sheet.append([_cell(sheet, plain(value)) for value in line])
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=XLSX)


def plain(value: Any) -> Cell:
    """What a cell can hold: a day for a moment, a number, or words that run nothing."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if value is None or (isinstance(value, date | int) and not isinstance(value, bool)):
        return value
    return neutral(str(value))


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=value[:LONGEST_CELL] if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    elif isinstance(value, str) and len(value) > LONG:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _sheet_name(title: str) -> str:
    """As a spreadsheet allows it."""
    return "".join(" " if one in "[]:*?/\\" else one for one in title)[:31].strip() or "1"
