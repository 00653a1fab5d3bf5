"""A table of institutions, people and terms, read: two sheets, their heads in any order and language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from focal_points.sheets import people_columns as kinds
from focal_points.sheets.people_columns import Column, column, columns_of, headings, spellings
from nmrf.base.errors import HouseError
from recommendations.tables import dates
from recommendations.tables.cells import CELLS
from recommendations.tables.sheets import Row, Sheet, Unusable, Value, coordinate, sheets_of, text_of
from recommendations.uhri.vocab import fold

HEADING_WITHIN = 20
LONGEST = {"code": 40, "name": 150}
_CODE_SIGNS = set("abcdefghijklmnopqrstuvwxyz0123456789-_")


class NoPeopleTable(HouseError):
    """The file has neither of the two sheets."""


@dataclass
class PeopleRow:
    """One row of either sheet: what it says, and cells that cannot be taken (column, at, shown, why)."""

    sheet: str
    at: str
    said: dict[str, str] = field(default_factory=dict)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)

    def is_wrong(self, key: str, why: str) -> None:
        """Note a cell that is well written and still cannot be."""
        self.wrong.append((key, self.at, self.said.get(key, ""), why))


def read(path: Path, name: str = "") -> list[PeopleRow]:
    """Institutions first, then people. Raises UnreadableTable, or NoPeopleTable."""
    found: list[PeopleRow] = []
    seen = False
    for sheet in sheets_of(path, name):
        for kind in (kinds.INSTITUTIONS, kinds.PEOPLE):
            if head := _head(sheet, kind):
                seen = True
                found += _rows(sheet, kind, *head)
                break
    if not seen:
        raise NoPeopleTable(
            _("This is not our table of institutions and people. Please download it and fill it in."),
            code="no_people_table",
        )
    return sorted(found, key=lambda row: row.sheet != kinds.INSTITUTIONS)


def _head(sheet: Sheet, kind: str) -> tuple[int, dict[int, str]] | None:
    """The last row of headings, and place → column; None where the sheet is none of this kind."""
    wanted = {one.key for one in columns_of(kind)}
    needed = {one.key for one in columns_of(kind) if one.is_needed}
    best: tuple[int, dict[int, str]] | None = None
    for number, cells in _first(sheet):
        places: dict[int, str] = {}
        for place, value in enumerate(cells):
            key = headings().get(fold(text_of(value).rstrip("* ")))
            if key and key in wanted and key not in places.values():
                places[place] = key
        if needed <= set(places.values()):
            best = (number, places)
    return best


def _first(sheet: Sheet) -> Iterator[Row]:
    for count, row in enumerate(sheet.rows()):
        if count >= HEADING_WITHIN:
            return
        yield row


def _rows(sheet: Sheet, kind: str, head: int, places: dict[int, str]) -> Iterator[PeopleRow]:
    for number, cells in sheet.rows():
        first = next((text for value in cells if (text := text_of(value))), "")
        if number <= head or not first or first.startswith(kinds.EXAMPLE_MARK):
            continue
        row = PeopleRow(kind, _("%(sheet)s, row %(row)s") % {"sheet": sheet.name, "row": number})
        for place, key in places.items():
            value = cells[place] if place < len(cells) else None
            try:
                row.said[key] = _cell(column(key), value)
            except ValueError as wrong:
                row.said[key] = ""
                row.wrong.append((key, coordinate(place, number), text_of(value)[:200], str(wrong)))
        yield row


def _cell(one: Column, value: Value) -> str:
    """The value in its one form. Raises ValueError with what would be right."""
    if isinstance(value, Unusable):
        raise ValueError(str(CELLS[value.code]))
    text = " ".join(text_of(value).split())
    if not text:
        if one.is_needed:
            raise ValueError(str(CELLS["empty"]))
        return ""
    if one.holds == kinds.DATE:
        return _day(value)
    if one.holds in (kinds.CHOICE, kinds.YES):
        found = spellings(one.key).get(fold(text))
        if found is None:
            words = _("; ").join(str(label) for label in kinds.CHOICES[one.key].values())
            raise ValueError(str(CELLS["no_choice"]) % {"detail": words})
        return found
    if one.holds == kinds.EMAIL:
        try:
            validate_email(text)
        except ValidationError as wrong:
            raise ValueError(_("This is no e-mail address.")) from wrong
        return text.lower()
    if one.holds == kinds.CODE and not set(text.lower()) <= _CODE_SIGNS:
        raise ValueError(_("A code has letters without accents, digits and hyphens only: health, court-3."))
    most = LONGEST.get(one.key, 300)
    if len(text) > most:
        raise ValueError(str(CELLS["too_long"]) % {"detail": most})
    return text.lower() if one.holds == kinds.CODE else text


def _day(value: Value) -> str:
    try:
        found = dates.day_of(value)
    except dates.TwoDates as wrong:
        raise ValueError(str(CELLS["two_dates"])) from wrong
    except dates.NoDate as wrong:
        raise ValueError(str(CELLS["no_date"])) from wrong
    return found.isoformat() if found else ""
