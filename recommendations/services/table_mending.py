"""Rows that cannot be taken, as a file to mend and hand in again, in the form in which they came."""

import csv
import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from docx import Document as WordDocument
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from nmrf.base.spreadsheets import CONTROL
from recommendations.models import ImportRun, StagedRecord
from recommendations.services import table_workbooks, uhri_runs
from recommendations.tables import list_columns, upr_info
from recommendations.tables.reasons import cell_in_words, in_words

Kind = ImportRun.Kind
_LIST_HEADINGS = {
    list_columns.TEXT: "Recommendation",
    list_columns.POSITION: "Position",
    list_columns.LABELS: "Full list of themes",
    list_columns.SDGS: "Relevant SDGs",
    list_columns.ASSESSMENT: "Assessment/comments on level of implementation",
}
_WRONG = PatternFill("solid", fgColor="F8DCD8")


def rejected(run: ImportRun) -> tuple[IO[bytes], str]:
    """An open file with the rows and the reasons, and the ending of its name."""
    if run.kind == Kind.THEMATIC_LIST:
        return _as_list(run), "docx"
    if run.kind == Kind.UPR_INFO:
        return _as_upr_info(run), "csv"
    if run.kind == Kind.TEMPLATE:
        rows = list(_rows(run))
        reasons = [
            (
                in_words(row.reason, row.payload),
                {cell["column"]: cell_in_words(cell) for cell in row.payload.get("cells", ())},
            )
            for row in rows
        ]
        return table_workbooks.template([_source(row) for row in rows], reasons=reasons), "xlsx"
    return _as_table(run), "xlsx"


def _rows(run: ImportRun) -> Iterator[StagedRecord]:
    return (
        run.records.filter(verdict=StagedRecord.Verdict.REJECTED).order_by("place").iterator(chunk_size=500)
    )


def _source(row: StagedRecord) -> dict[str, Any]:
    found = row.payload.get("source")
    return found if isinstance(found, dict) else {}


def _as_upr_info(run: ImportRun) -> IO[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*upr_info.COLUMNS, _("What is to be mended")])
    for row in _rows(run):
        source = _source(row)
        writer.writerow(
            [*(source.get(name, "") for name in upr_info.COLUMNS), in_words(row.reason, row.payload)]
        )
    return _file(b"\xef\xbb\xbf" + text.getvalue().encode())


def _as_list(run: ImportRun) -> IO[bytes]:
    document = WordDocument()
    document.add_paragraph(f"UPR of {uhri_runs.country_name(run.country)}")
    table = document.add_table(rows=1, cols=len(_LIST_HEADINGS) + 1, style="Table Grid")
    for cell, heading in zip(
        table.rows[0].cells, [*_LIST_HEADINGS.values(), _("What is to be mended")], strict=True
    ):
        cell.text = heading
    for row in _rows(run):
        source, cells = _source(row), table.add_row().cells
        for cell, name in zip(cells, _LIST_HEADINGS, strict=False):
            cell.text = CONTROL.sub("", str(source.get(name, "")))
        cells[-1].text = in_words(row.reason, row.payload)
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    document.save(file)
    file.seek(0)
    return file


def _as_table(run: ImportRun) -> IO[bytes]:
    """The table's own headings, as far as rejected rows have them, and a last column with the reason."""
    rows = list(_rows(run))
    headings = list(run.options.get("headings", [])) or list(
        dict.fromkeys(name for row in rows for name in _source(row))
    )
    book = Workbook()
    sheet = book.active
    sheet.append([CONTROL.sub("", heading) for heading in headings] + [_("What is to be mended")])
    for cell in sheet[1]:
        cell.font, cell.data_type = Font(bold=True), "s"
    for number, row in enumerate(rows, start=2):
        source = _source(row)
        wrong = {cell["heading"] for cell in row.payload.get("cells", ())}
        for place, heading in enumerate(headings, start=1):
            value = source.get(heading, "")
            cell = sheet.cell(number, place, CONTROL.sub("", value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type, cell.quotePrefix = "s", True
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            if heading in wrong:
                cell.fill = _WRONG
        reason = sheet.cell(number, len(headings) + 1, CONTROL.sub("", in_words(row.reason, row.payload)))
        reason.data_type, reason.alignment = "s", Alignment(wrap_text=True, vertical="top")
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def _file(content: bytes) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    file.write(content)
    file.seek(0)
    return file
