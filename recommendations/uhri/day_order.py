"""How dates such as 12/02/2025 are meant in a source: its columns tell, else what is known beside them.

Excel writes the dates of a table saved as CSV as its own country does, and says nowhere which that is. What
nothing tells is never guessed: those dates stay empty, and a person looks at them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from recommendations.uhri import values
from recommendations.uhri.shapes import fields_of

FIELDS = ("published_on", "uhri_published_at")
ASKED = 500  # dates of so many annotations are asked of whoever knows some
ENOUGH_STEPS = 6  # so many different days in a row are not in order by chance
Days = Mapping[str, dt.date]
Tell = Callable[[str, "Column"], bool | None]
KnownDays = Callable[[Collection[UUID]], Mapping[UUID, Days]]


@dataclass
class Reading:
    """One way to read a column: whether it stays in order, and how many of its days have not come yet."""

    last: dt.date | None = None
    steps: int = 0
    rises: bool = True
    falls: bool = True
    to_come: int = 0

    def note(self, day: dt.date, today: dt.date) -> None:
        """The next day of the column."""
        self.to_come += day > today
        if self.last and day != self.last:
            self.steps += 1
            self.rises &= day > self.last
            self.falls &= day < self.last
        self.last = day

    @property
    def in_order(self) -> bool:
        return self.steps >= ENOUGH_STEPS and (self.rises or self.falls)


@dataclass
class Column:
    """What the dates of one column tell."""

    today: dt.date
    day_only: int = 0
    month_only: int = 0
    by_day: Reading = field(default_factory=Reading)
    by_month: Reading = field(default_factory=Reading)
    samples: dict[UUID, tuple[dt.date, dt.date]] = field(default_factory=dict)

    def note(self, annotation_id: UUID | None, pair: tuple[int, int, int]) -> None:
        """One date: two numbers and a year."""
        first, second, year = pair
        by_day, by_month = _date(year, second, first), _date(year, first, second)
        if by_day and by_month:
            self.by_day.note(by_day, self.today)
            self.by_month.note(by_month, self.today)
            if annotation_id and first != second and len(self.samples) < ASKED:
                self.samples[annotation_id] = (by_day, by_month)
        elif by_day:
            self.day_only += 1
        elif by_month:
            self.month_only += 1

    @property
    def is_mixed(self) -> bool:
        return bool(self.day_only and self.month_only)

    def by_itself(self) -> bool | None:
        """Told by any date that can be read in one way only."""
        return None if self.is_mixed else _either(self.day_only, self.month_only)

    def by_the_known(self, field_name: str, known: Mapping[UUID, Days]) -> bool | None:
        """Told by the days that are known of the same annotations: nine in ten must agree."""
        day = month = 0
        for annotation_id, (by_day, by_month) in self.samples.items():
            there = known.get(annotation_id, {}).get(field_name)
            day += there == by_day
            month += there == by_month
        return True if day > 9 * month else False if month > 9 * day else None

    def by_the_calendar(self) -> bool | None:
        """Nothing was published on a day that has not come."""
        return _either(self.by_month.to_come, self.by_day.to_come)

    def by_the_sequence(self) -> bool | None:
        """Told by rows that stand in the order of their days, read in one way and not in the other."""
        return _either(self.by_day.in_order, self.by_month.in_order)


def order_of(
    rows: Iterator[tuple[int, Any]], known_days: KnownDays | None = None, today: dt.date | None = None
) -> dict[str, bool]:
    """Field → whether the day stands first, for the fields where something tells it.

    One program writes the dates of a file in one way: what tells it of one column tells it of both.
    """
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1)  # somewhere it is that already
    columns = {name: Column(today or tomorrow) for name in FIELDS}
    for _place, row in rows:
        for name, value in dates_of(row):
            if pair := values.numeric_date(value):
                columns[name].note(_annotation(row), pair)
    told = _told(columns, lambda _name, one: one.by_itself())
    if any(one.is_mixed for one in columns.values()):
        return told
    for tell in (_by_what_is_known(columns, known_days), _by_the_calendar, _by_the_sequence):
        told = told or _told(columns, tell)
    agree = len(set(told.values())) == 1
    return dict.fromkeys(columns, next(iter(told.values()))) if agree else told


def _by_what_is_known(columns: Mapping[str, Column], known_days: KnownDays | None) -> Tell:
    def tell(name: str, column: Column) -> bool | None:
        known = known_days(column.samples.keys()) if known_days and column.samples else {}
        return column.by_the_known(name, known)

    return tell


def _by_the_calendar(_name: str, column: Column) -> bool | None:
    return column.by_the_calendar()


def _by_the_sequence(_name: str, column: Column) -> bool | None:
    return column.by_the_sequence()


def _told(columns: Mapping[str, Column], tell: Tell) -> dict[str, bool]:
    answers = ((name, tell(name, one)) for name, one in columns.items())
    return {name: answer for name, answer in answers if answer is not None}


def dates_of(row: Any) -> list[tuple[str, Any]]:
    """The row's dates under our names."""
    if not isinstance(row, Mapping):
        return []
    fields = fields_of(row)
    return [(name, fields[name]) for name in FIELDS if name in fields]


def _annotation(row: Mapping[str, Any]) -> UUID | None:
    try:
        return values.guid_of(fields_of(row).get("annotation_id"))
    except values.NotUnderstood:
        return None


def _either(one: int, other: int) -> bool | None:
    """Which of two speaks, where one alone does."""
    return bool(one) if bool(one) != bool(other) else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
