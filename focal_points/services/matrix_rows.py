"""What each row of the State's own table says: of what, who, how far, since when; and what is unreadable."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from focal_points.services.matrix_mapping import NOTHING, TableSaid
from focal_points.services.matrix_matching import Asked, cited
from focal_points.services.matrix_names import Names
from focal_points.sheets import matrix_tables
from focal_points.sheets.matrix_tables import Table
from recommendations.tables import dates
from recommendations.tables.cells import CELLS
from recommendations.tables.sheets import Unusable, Value, coordinate, text_of
from recommendations.uhri.clean import plain
from recommendations.uhri.vocab import fold

LONGEST_ACTION = 20_000
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_MONTH = re.compile(r"(\d{1,2})\s*[-/.]\s*((?:19|20)\d\d)\Z")
_NAMED_MONTH = re.compile(r"(\D{3,20}?)\.?\s+((?:19|20)\d\d)\Z")


@dataclass
class Row:
    """One row. Institutions by name, as the mapping or the register knows them."""

    place: int
    at: str
    asked: Asked
    lead: str = ""
    supporting: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    status: str = ""
    action: str = ""
    on: date | None = None
    due_on: date | None = None
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)  # column, at, shown, why

    @property
    def said(self) -> dict[str, Any]:
        """As a staged row keeps it."""
        return {
            "text": self.asked.text[:2_000],
            "symbol": self.asked.symbol,
            "paragraph": self.asked.paragraph,
            "lead": self.lead,
            "supporting": self.supporting,
            "unknown": self.unknown,
            "status": self.status,
            "action": self.action,
            "on": self.on.isoformat() if self.on else "",
            "due_on": self.due_on.isoformat() if self.due_on else "",
        }


class Reader:
    """Reads the rows of one table by what a person said of it."""

    def __init__(self, table: Table, mapping: TableSaid, names: Names, today: date) -> None:
        self.table, self.mapping, self.names, self.today = table, mapping, names, today
        self.table_date = date.fromisoformat(mapping.table_date) if mapping.table_date else None
        self.day_first = mapping.day_first
        if self.day_first is None:
            self.day_first = dates.day_first_in(list(self._values("date")))

    def rows(self) -> list[Row]:
        """Each row that says something; where one has no date, that of the table, or its newest, stands."""
        found = [
            self._row(number, cells) for number, cells in self.table.rows() if number > self.mapping.heading
        ]
        found = [one for one in found if one.asked.text or one.asked.paragraph]
        past = [one.on for one in found if one.on and one.on <= self.today]
        newest = self.table_date or max(past, default=None)
        for one in found:
            if one.on is None and not any(key == "date" for key, *_rest in one.wrong):
                one.on = newest
            if one.status and one.on is None and not one.wrong:
                why = _("There is no date, here or of the table: say of which day the table is.")
                one.wrong.append(("date", one.at, "", why))
        return found

    def _values(self, key: str) -> Iterator[Value]:
        for number, cells in self.table.rows():
            if number > self.mapping.heading:
                for place, column in self.mapping.columns.items():
                    if column == key and place < len(cells):
                        yield cells[place]

    def _row(self, number: int, cells: list[Value]) -> Row:
        texts: dict[str, list[str]] = {}
        values: dict[str, tuple[int, Value]] = {}
        one = Row(number, matrix_tables.place_of(self.table, number), Asked())
        for place, key in sorted(self.mapping.columns.items()):
            value = cells[place] if place < len(cells) else None
            if isinstance(value, Unusable):
                one.wrong.append((key, coordinate(place, number), value.shown, str(CELLS[value.code])))
                continue
            values.setdefault(key, (place, value))
            if text := plain(text_of(value)):
                texts.setdefault(key, []).append(text)
        self._fill(one, {key: "\n".join(found) for key, found in texts.items()}, values)
        return one

    def _fill(self, one: Row, texts: dict[str, str], values: dict[str, tuple[int, Value]]) -> None:
        one.asked = self._asked(texts)
        one.action = texts.get("action", "")[:LONGEST_ACTION]
        self._institutions(one, texts)
        if word := _line(texts.get("status", "")):
            status = self.mapping.status_of(word)
            if status is None:
                at = self._at("status", values, one)
                why = _("Nobody has said yet which status this word means.")
                one.wrong.append(("status", at, word[:200], why))
            elif status != NOTHING:
                one.status = status
        one.on = self._day(one, "date", values)
        one.due_on = self._day(one, "due_on", values)
        if one.on and one.on > self.today:
            why = _("This date lies in the future.")
            one.wrong.append(("date", self._at("date", values, one), one.on.isoformat(), why))

    def _asked(self, texts: dict[str, str]) -> Asked:
        """Where symbol and paragraph stand in one cell, that counts: another column may number the rows."""
        text, symbol = texts.get("recommendation", ""), _line(texts.get("symbol", ""))[:120]
        paragraph = _line(texts.get("paragraph", ""))[:60]
        together = cited(symbol, text) if not paragraph or cited(symbol, "") else None
        return together or Asked(text, symbol or _line(self.mapping.symbol)[:120], paragraph)

    def _institutions(self, one: Row, texts: dict[str, str]) -> None:
        said = self.mapping.institutions
        leading, unknown = self.names.divided(texts["lead"], said) if texts.get("lead") else ([], [])
        helping, others = (
            self.names.divided(texts["supporting"], said) if texts.get("supporting") else ([], [])
        )
        leading = [name for name in leading if said.get(fold(name)) != NOTHING]
        helping = [name for name in helping if said.get(fold(name)) != NOTHING]
        one.lead = leading[0] if leading else ""
        one.supporting = list(dict.fromkeys([*leading[1:], *helping]))
        one.unknown = list(dict.fromkeys([*unknown, *others]))

    def _day(self, one: Row, key: str, values: dict[str, tuple[int, Value]]) -> date | None:
        _place, value = values.get(key, (0, None))
        try:
            return day_of(value, self.day_first, self.today if key == "date" else None)
        except dates.TwoDates:
            code = "two_dates"
        except dates.NoDate:
            code = "no_date"
        one.wrong.append((key, self._at(key, values, one), text_of(value)[:200], str(CELLS[code])))
        return None

    def _at(self, key: str, values: dict[str, tuple[int, Value]], one: Row) -> str:
        return coordinate(values[key][0], one.place) if key in values else one.at


def day_of(value: Value, day_first: bool | None, today: date | None) -> date | None:
    """The day. A year or a month alone is its last day, though not after `today`. Raises NoDate, TwoDates."""
    text = _line(text_of(value))
    if _YEAR.match(text):
        return _not_after(date(int(text), 12, 31), today)
    if month := _MONTH.match(text):
        if not 1 <= int(month[1]) <= 12:
            raise dates.NoDate
        return _not_after(_end_of(int(month[2]), int(month[1])), today)
    if month := _NAMED_MONTH.match(text):
        first = dates.day_of(f"1 {month[1].strip()} {month[2]}")
        return _not_after(_end_of(first.year, first.month), today) if first else None
    return dates.day_of(value if not isinstance(value, str) else text, day_first=day_first)


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _not_after(day: date, today: date | None) -> date:
    return min(day, today) if today and day.year == today.year else day


def _line(text: str) -> str:
    return " ".join(text.split())
