"""Dates as people write them, in six languages; where two readings are possible, neither is taken."""

import datetime as dt
import re
import unicodedata
from typing import Any

from recommendations.uhri.written_dates import written_out, year_of

FIRST_YEAR, LAST_YEAR = 1946, 2100
EXCEL_EPOCH = dt.date(1899, 12, 30)
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:Z|[+-]\d\d:?\d\d)?\Z"
)
_NUMBERS = re.compile(
    r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?:[ ,]+\d{1,2}:\d{2}(?::\d{2})?)?\Z"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?\Z")


class NoDate(ValueError):
    """Nothing that can be read as a day."""


class TwoDates(ValueError):
    """Day and month can be either way round."""


def day_of(value: Any, *, day_first: bool | None = None) -> dt.date | None:
    """The day, None for an empty cell. `day_first` says how 3/4/2024 is meant, where something tells it."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return _in_range(value.date())
    if isinstance(value, dt.date):
        return _in_range(value)
    if isinstance(value, bool):
        raise NoDate
    if isinstance(value, int | float):
        return _from_serial(float(value))
    return _from_text(str(value), day_first)


def day_first_in(values: list[Any]) -> bool | None:
    """How the dates of a column are meant: told by any that can be read in one way only."""
    first = second = 0
    for value in values:
        if isinstance(value, str) and (match := _NUMBERS.match(_plain(value))):
            first += int(match[1]) > 12
            second += int(match[2]) > 12
    return True if first and not second else False if second and not first else None


def _from_text(text: str, day_first: bool | None) -> dt.date | None:
    text = _plain(text)
    if not text or text in {"-", "–", "—", "n/a", "N/A"}:
        return None
    if match := _ISO.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.match(text):
        if "." in match[0] and day_first is None:
            day_first = True  # nobody writes the month first with full stops
        return _from_numbers(int(match[1]), int(match[2]), year_of(match[3]), day_first)
    if named := written_out(text):
        return _date(*named)
    if _SERIAL.match(text):
        return _from_serial(float(text.replace(",", ".")))
    raise NoDate


def _from_numbers(first: int, second: int, year: int, day_first: bool | None) -> dt.date:
    if first > 12 or first == second or (day_first and second <= 12):
        return _date(year, second, first)
    if second > 12 or day_first is False:
        return _date(year, first, second)
    raise TwoDates


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in text
    )


def _from_serial(serial: float) -> dt.date:
    if not 1 <= serial <= 80_000:
        raise NoDate
    return _in_range(EXCEL_EPOCH + dt.timedelta(days=int(serial)))


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return _in_range(dt.date(year, month, day))
    except ValueError as wrong:
        raise NoDate from wrong


def _in_range(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoDate
    return day
