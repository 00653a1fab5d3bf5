"""The table of institutions and people as a workbook that explains itself."""

from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from focal_points.sheets import people_columns as kinds
from focal_points.sheets.people_columns import EXAMPLE_MARK, columns_of
from nmrf.base.spreadsheets import CONTROL, RISKY

FIRST_ROW, LAST_ROW = 3, 2_000
_HEAD = PatternFill("solid", fgColor="E4ECF4")
_EXAMPLE = PatternFill("solid", fgColor="EEEEEE")
_TOP = Alignment(wrap_text=True, vertical="top")
Given = Mapping[str, str]


def workbook(given: Mapping[str, Iterable[Given]]) -> IO[bytes]:
    """An open file; `given` fills the sheets, what is empty shows grey examples instead."""
    book = Workbook()
    how = book.active
    made = {kinds.INSTITUTIONS: _("Institutions"), kinds.PEOPLE: _("People and terms")}
    sheets = {key: book.create_sheet(title[:31]) for key, title in made.items()}
    lists = book.create_sheet(_("Lists")[:31])
    lists.sheet_state = "hidden"
    ranges = _lists(lists)
    for key, sheet in sheets.items():
        rows = list(given.get(key, ()))
        _heads(sheet, key)
        for number, row in enumerate(rows or _examples(key), start=FIRST_ROW):
            _row(sheet, key, number, row, is_example=not rows)
        _choices(sheet, key, ranges)
    _instructions(how)
    book.active = 0 if not any(given.values()) else 1
    for one in book.worksheets:
        one.sheet_view.rightToLeft = get_language_bidi()
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def _heads(sheet: Any, key: str) -> None:
    for place, column in enumerate(columns_of(key), start=1):
        cell = sheet.cell(1, place, str(column.heading) + (" *" if column.is_needed else ""))
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _TOP
        cell.comment = Comment(str(column.help), "", width=320, height=80)
        sheet.cell(2, place, column.key)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "yyyy-mm-dd" if column.holds == kinds.DATE else "@"
    sheet.row_dimensions[2].hidden = True
    sheet.freeze_panes = "B3"


def _row(sheet: Any, key: str, number: int, row: Given, *, is_example: bool) -> None:
    for place, column in enumerate(columns_of(key), start=1):
        value = row.get(column.key, "")
        text = kinds.word_of(column.key, value) if column.key in kinds.CHOICES and value else value
        cell = sheet.cell(number, place)
        cell.number_format = "@"
        if text:
            cell.value = CONTROL.sub("", text)
            if text.startswith(RISKY):
                cell.data_type, cell.quotePrefix = "s", True
        if is_example:
            cell.fill = _EXAMPLE


def _examples(key: str) -> list[Given]:
    if key == kinds.INSTITUTIONS:
        return [
            {"code": f"{EXAMPLE_MARK} justice", "kind": "ministry", "name_en": "Ministry of Justice"},
            {
                "code": f"{EXAMPLE_MARK} prisons",
                "kind": "agency",
                "name_en": "Prison Service",
                "parent": "justice",
                "wants_validator": "yes",
            },
        ]
    return [
        {
            "email": f"{EXAMPLE_MARK} first.last@justice.example",
            "name": "First Last",
            "language": "en",
            "institution": "justice",
            "role": "focal_point",
            "starts_on": "2026-01-01",
        }
    ]


def _lists(sheet: Any) -> dict[str, str]:
    ranges: dict[str, str] = {}
    title = sheet.title.replace("'", "''")
    for place, (key, words) in enumerate(kinds.CHOICES.items(), start=1):
        for number, word in enumerate(words.values(), start=1):
            sheet.cell(number, place, str(word))
        letter = get_column_letter(place)
        ranges[key] = f"'{title}'!${letter}$1:${letter}${len(words)}"
    return ranges


def _choices(sheet: Any, key: str, ranges: Mapping[str, str]) -> None:
    for place, column in enumerate(columns_of(key), start=1):
        if column.key not in ranges:
            continue
        rule = DataValidation(type="list", formula1=ranges[column.key], allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle, rule.error = str(column.heading)[:32], str(column.help)[:250]
        letter = get_column_letter(place)
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")


def _instructions(sheet: Any) -> None:
    sheet.title = _("How to fill it in")[:31]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 36, 100
    lines = [
        (_("Institutions, people and terms"), ""),
        (_("Institutions"), _("One row is one institution. It is known by its code.")),
        (
            _("People and terms"),
            _(
                "One row is one person in one role at one institution, from a day to a day. Who has two "
                "roles has two rows. Each person is known by the e-mail address."
            ),
        ),
        (
            _("Examples"),
            _("The grey rows are examples. Rows that begin with %(mark)s are never imported.")
            % {"mark": EXAMPLE_MARK},
        ),
        (_("Needed"), _("Columns marked with * must be filled in.")),
        (_("Dates"), _("Write 2024-03-31: year, month, day.")),
        (
            _("Handing it in"),
            _(
                "Everything is shown first, and each cell that cannot be read is named with what would be "
                "right. Nothing is saved before you confirm, and all of it can be undone."
            ),
        ),
        (_("Mails"), _("Nobody gets a mail unless you ask for it when you confirm.")),
        (_("Again"), _("Hand in the same file again whenever you like: what is known is not doubled.")),
        ("", ""),
        *(
            (str(column.heading) + (" *" if column.is_needed else ""), str(column.help))
            for key in (kinds.INSTITUTIONS, kinds.PEOPLE)
            for column in columns_of(key)
        ),
    ]
    for number, (label, text) in enumerate(lines, start=1):
        first, second = sheet.cell(number, 1, label), sheet.cell(number, 2, text)
        first.font = Font(bold=True, size=14 if number == 1 else 11)
        first.alignment = second.alignment = _TOP
