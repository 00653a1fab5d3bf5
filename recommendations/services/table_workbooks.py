"""The template as a workbook that explains itself: instructions, lists to choose from, examples."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from nmrf.base.spreadsheets import CONTROL, RISKY
from recommendations.models import Tag
from recommendations.services.table_examples import examples
from recommendations.services.table_resource import TemplateResource
from recommendations.services.table_vocabulary import vocabulary
from recommendations.tables import columns as kinds
from recommendations.tables.columns import EXAMPLE_MARK, TEMPLATE, Column
from recommendations.tables.vocabulary import TableVocabulary, languages

FIRST_ROW = 3
LAST_ROW = 5_000
LONGEST_CELL = 32_000
_HEAD = PatternFill("solid", fgColor="E4ECF4")
_EXAMPLE = PatternFill("solid", fgColor="EEEEEE")
_WRONG = PatternFill("solid", fgColor="F8DCD8")
Given = Mapping[str, Any]
Marks = Mapping[str, str]  # column → what is wrong with it


def template(rows: Iterable[Given] = (), *, reasons: Sequence[tuple[str, Marks]] | None = None) -> IO[bytes]:
    """An open file with the workbook, in the reader's language. `rows` fill it: column's key → value.

    With `reasons` (one for each row: the whole in words, and what is wrong with single cells) it is a file of
    rows to mend: no examples, and a last column that says why.
    """
    words = vocabulary()
    book = Workbook()
    about = book.active
    sheet = book.create_sheet(_("Recommendations")[:31])
    lists = book.create_sheet(_("Lists")[:31])
    ranges = _lists(lists, words)
    _headings(sheet, with_reasons=reasons is not None)
    given = list(rows)
    if reasons is None and not given:
        for number, example in enumerate(examples(), start=FIRST_ROW):
            _row(sheet, number, example, fill=_EXAMPLE)
    for number, row in enumerate(given, start=FIRST_ROW):
        _row(sheet, number, row)
        if reasons is not None:
            _reason(sheet, number, *reasons[number - FIRST_ROW])
    _choices(sheet, ranges)
    _instructions(about)
    if given:
        book.active = 1
    for one in book.worksheets:
        one.sheet_view.rightToLeft = get_language_bidi()
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def _headings(sheet: Any, *, with_reasons: bool) -> None:
    for place, column in enumerate(TEMPLATE, start=1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, str(column.heading) + (" *" if column.is_needed else ""))
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(str(column.help), "", width=320, height=110)
        sheet.cell(2, place, column.key)
        sheet.column_dimensions[letter].width = column.width
        # Before any cell is made: text stays text, so that paragraph 118.10 does not become 118.1.
        sheet.column_dimensions[letter].number_format = "yyyy-mm-dd" if column.holds == kinds.DATE else "@"
    if with_reasons:
        cell = sheet.cell(1, len(TEMPLATE) + 1, _("What is to be mended"))
        cell.font, cell.fill = Font(bold=True), _WRONG
        sheet.column_dimensions[get_column_letter(len(TEMPLATE) + 1)].width = 70
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)


def _row(sheet: Any, number: int, row: Given, *, fill: Any = None) -> None:
    for place, column in enumerate(TEMPLATE, start=1):
        cell = sheet.cell(number, place)
        _put(cell, row.get(column.key), column)
        if fill:
            cell.fill = fill


def _put(cell: Any, value: Any, column: Column) -> None:
    """A value as it is: words are marked as words, so that nothing runs as a formula."""
    cell.number_format = "yyyy-mm-dd" if column.holds == kinds.DATE else "@"
    if value is None or value == "":
        return
    if isinstance(value, date):
        cell.value = value
        return
    text = CONTROL.sub("", str(value))[:LONGEST_CELL]
    cell.value = text
    if text.startswith(RISKY):
        cell.data_type, cell.quotePrefix = "s", True
    if len(text) > 40 or "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _reason(sheet: Any, number: int, whole: str, marks: Marks) -> None:
    cell = sheet.cell(number, len(TEMPLATE) + 1, CONTROL.sub("", whole)[:LONGEST_CELL])
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, column in enumerate(TEMPLATE, start=1):
        if column.key in marks:
            wrong = sheet.cell(number, place)
            wrong.fill = _WRONG
            wrong.comment = Comment(marks[column.key], "", width=320, height=110)


def _lists(sheet: Any, words: TableVocabulary) -> dict[str, str]:
    """Fill the sheet of lists; column's key → the range to choose from."""
    tags = {kind: [] for kind in (Tag.Kind.THEME, Tag.Kind.PERSONS)}  # type: dict[str, list[str]]
    for tag in Tag.objects.filter(kind__in=tags, is_unmapped=False).prefetch_related("names"):
        tags[tag.kind].append(tag.name)
    held = {
        "mechanism": list(words.mechanism_names),
        "document_kind": words.shown("document_kind"),
        "kind": words.shown("kind"),
        "position": words.shown("position"),
        "language": list(dict.fromkeys(languages().values())),
        "themes": tags[Tag.Kind.THEME],
        "persons": tags[Tag.Kind.PERSONS],
    }
    ranges: dict[str, str] = {}
    for place, (key, values) in enumerate(held.items(), start=1):
        letter = get_column_letter(place)
        heading = next(str(column.heading) for column in TEMPLATE if column.key == key)
        sheet.cell(1, place, heading).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 44
        for number, value in enumerate(values, start=2):
            cell = sheet.cell(number, place, CONTROL.sub("", value))
            cell.data_type = "s"
        title = sheet.title.replace("'", "''")
        ranges[key] = f"'{title}'!${letter}$2:${letter}${max(2, len(values) + 1)}"
    sheet.freeze_panes = "A2"
    return ranges


def _choices(sheet: Any, ranges: Mapping[str, str]) -> None:
    """Lists to choose from; another value draws a warning, not a refusal: a name may be written otherwise."""
    for place, column in enumerate(TEMPLATE, start=1):
        letter = get_column_letter(place)
        if column.holds == kinds.DATE:
            rule = DataValidation(type="date", operator="greaterThan", formula1="16803", allow_blank=True)
        elif column.key in ranges and column.holds != kinds.LABELS:
            rule = DataValidation(type="list", formula1=ranges[column.key], allow_blank=True)
        else:
            continue
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle = str(column.heading)[:32]
        rule.error = str(column.help)[:250]
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")


def _instructions(sheet: Any) -> None:
    sheet.title = _("How to fill it in")[:31]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 110
    lines: list[tuple[str, str]] = [
        (_("Recommendations from other bodies"), ""),
        (
            _("What it is for"),
            _(
                "Recommendations, orders and pledges that the Universal Human Rights Index does not have: "
                "regional bodies, courts, individual complaints, visits and communications, the national "
                "human rights institution, inquiries, national plans and pledges."
            ),
        ),
        (_("One row"), _("One row is one recommendation, one order of a judgment, or one remedy of views.")),
        (
            _("One document"),
            _("Rows of one document repeat its mechanism and its symbol or title; the rest stands once."),
        ),
        (
            _("Examples"),
            _("The grey rows are examples. Rows that begin with %(mark)s are never imported.")
            % {"mark": EXAMPLE_MARK},
        ),
        (
            _("Needed"),
            _("Columns marked with * must be filled in, and the symbol or the title of the document."),
        ),
        (_("Dates"), _("Write 2024-03-31: year, month, day.")),
        (
            _("Handing it in"),
            _(
                "Under Imports, Import a table. Everything is shown first, and each cell that cannot be "
                "read is named with what would be right. Nothing is saved before you confirm, and all of "
                "it can be undone."
            ),
        ),
        (
            _("Again"),
            _(
                "Hand in the same file again whenever you like: what is known is not doubled, what you "
                "changed in the file is changed, and what colleagues changed in the system stays."
            ),
        ),
        ("", ""),
        (_("Column"), _("What stands in it")),
        *(
            (str(column.heading) + (" *" if column.is_needed else ""), str(column.help))
            for column in TEMPLATE
        ),
    ]
    for number, (label, text) in enumerate(lines, start=1):
        first, second = sheet.cell(number, 1, label), sheet.cell(number, 2, text)
        first.font = Font(bold=True, size=14 if number == 1 else 11)
        first.alignment = second.alignment = Alignment(wrap_text=True, vertical="top")


def template_as_text() -> IO[bytes]:
    """The template as CSV in UTF-8, with its examples."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([str(column.heading) + (" *" if column.is_needed else "") for column in TEMPLATE])
    for example in examples():
        writer.writerow([example.get(column.key, "") for column in TEMPLATE])
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    file.write(b"\xef\xbb\xbf" + text.getvalue().encode())
    file.seek(0)
    return file


def entered() -> IO[bytes]:
    """What no UHRI import brought, in the template's columns."""
    data = TemplateResource().export()
    return template([dict(zip((column.key for column in TEMPLATE), row, strict=True)) for row in data])
