"""Single values as UHRI's shapes write them: lists, dates, numbers, codes. Each can say "not understood"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from recommendations.uhri.clean import printable
from recommendations.uhri.records import Sdg
from recommendations.uhri.written_dates import is_unknown, written_out, year_of

EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  UHRI's dates carry no zone
UNKNOWN_DAY = dt.date(1900, 1, 1)  # how UHRI writes "not known"
FIRST_YEAR, LAST_YEAR = 1946, 2100
MAX_LABEL = 300
MAX_LABELS = 500

_SPACES = re.compile(r"\s+")
_LINES = re.compile(r"[\r\n]+")
_ISO = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*Z?\Z"
)
_NUMERIC = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<!-)\d{2})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AaPp])\.?\s?[Mm]\.?)?)?\Z"
)
_SERIAL = re.compile(r"\d{4,6}(?:[.,]\d+)?\Z")
_SDG = re.compile(r"(?:SDG\s*)?(\d{1,2})(?:\.(\d{1,2}|[a-dA-D]))?(?=\s|[-–.:]|\Z)")
_GUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\Z")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}


class NotUnderstood(ValueError):
    """A value is there, but not one that can be read as what the field holds."""


def text_of(value: Any) -> str:
    """A string, also where a number was given; nothing for null. Lists of strings become lines."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    raise NotUnderstood


def label_of(value: Any) -> str:
    """One label: no leading "- ", no stray spaces; a bare "-" is none."""
    return tidy_label(text_of(value))


def tidy_label(text: str) -> str:
    """A label on one line, spaces folded, without the dash that UHRI puts before it."""
    return _tidy_once(text) if len(text) <= MAX_LABEL else _tidy(text)


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", printable(text)).strip()
    if text == "-":
        return ""
    if text.startswith("- "):
        text = text[2:].strip()
    return text[:MAX_LABEL]


_tidy_once = lru_cache(maxsize=8192)(_tidy)  # the same few hundred labels stand on every record


def labels_of(value: Any) -> tuple[str, ...]:
    """Labels of a list, or of lines with "- " before each. A dash never divides: Guinea-Bissau."""
    if value is None:
        return ()
    parts: Iterable[Any] = value if isinstance(value, list) else _LINES.split(text_of(value))
    found: dict[str, None] = {}
    for part in parts:
        if label := label_of(part):
            found.setdefault(label)
    if len(found) > MAX_LABELS:
        raise NotUnderstood
    return tuple(found)


def guid_of(value: Any) -> UUID | None:
    """A GUID in any spelling; None for null and empty."""
    if isinstance(value, str) and len(value) == 36 and _GUID.match(value):
        return UUID(value)
    text = tidy_label(text_of(value)).strip("{}")
    if not text:
        return None
    if not _GUID.match(text):
        raise NotUnderstood
    return UUID(text)


def is_guid(text: str) -> bool:
    return bool(_GUID.match(text))


def sdgs_of(value: Any) -> tuple[Sdg, ...]:
    """Goals and targets by their code; a label without one is kept with an empty code."""
    found: dict[str, Sdg] = {}
    for label in labels_of(value):
        sdg = _sdg(label)
        found.setdefault(sdg.code or label, sdg)
    return tuple(found.values())


@lru_cache(maxsize=1024)
def _sdg(label: str) -> Sdg:
    match = _SDG.match(label)
    goal, target = (int(match[1]), (match[2] or "").lower()) if match else (0, "")
    code = "" if not 1 <= goal <= 17 else f"{goal}.{target}" if target else str(goal)
    return Sdg(code, label)


def moment_of(value: Any, day_first: bool | None = None) -> dt.datetime | None:
    """ISO 8601 without zone, an Excel serial, a date cell. None for empty and for UHRI's 1 January 1900.

    `day_first` says how 3/4/2026 is meant, where something tells it; else it is not understood.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, dt.datetime):
        return _in_range(value.replace(tzinfo=None))
    if isinstance(value, dt.date):
        return _in_range(dt.datetime(value.year, value.month, value.day))  # noqa: DTZ001
    if isinstance(value, int | float | Decimal):
        return _from_serial(float(value))
    text = text_of(value)
    if not (match := _ISO.match(text)):
        text = tidy_label(text)
        match = _ISO.match(text)
    if not text:
        return None
    if match:
        year, month, day, hour, minute, second = (int(match[part] or 0) for part in (1, 3, 4, 5, 6, 7))
        microsecond = int((match[8] or "0")[:6].ljust(6, "0"))
        return _in_range(_datetime(year, month, day, hour, minute, second, microsecond))
    if is_unknown(text):
        return None
    if _SERIAL.match(text):
        return _from_serial(float(text.replace(",", ".")))
    if match := _NUMERIC.match(text):
        by_full_stops = True if match[2] == "." else None  # nobody writes the month first with them
        date = _from_day_month(int(match[1]), int(match[3]), year_of(match[4]), by_full_stops or day_first)
        return _in_range(_at(date, *match.groups()[4:]))
    if named := written_out(text):
        return _in_range(_datetime(*named))
    raise NotUnderstood


def day_of(value: Any, day_first: bool | None = None) -> dt.date | None:
    """The date of a document. "01-Jan-00" can be 2000 here, so that it is taken neither way."""
    moment = moment_of(value, day_first)
    if moment is None and isinstance(value, str) and is_unknown(tidy_label(value)) and "1900" not in value:
        raise NotUnderstood
    return moment.date() if moment else None


def numeric_date(value: Any) -> tuple[int, int, int] | None:
    """The numbers of a date such as 3/4/2026, whose order only its column tells; None for any other value."""
    if not isinstance(value, str) or not (match := _NUMERIC.match(tidy_label(value))) or match[2] == ".":
        return None
    if is_unknown(match[0]):
        return None
    return int(match[1]), int(match[3]), year_of(match[4])


def _from_day_month(first: int, second: int, year: int, day_first: bool | None) -> dt.datetime:
    """25/02/2026 or 2/25/2026; where both readings are possible and differ, neither is taken unasked."""
    if first > 12 or first == second or (day_first and second <= 12):
        return _datetime(year, second, first)
    if second > 12 or day_first is False:
        return _datetime(year, first, second)
    raise NotUnderstood


def _at(
    date: dt.datetime, hour: str | None, minute: str | None, second: str | None, half: str | None
) -> dt.datetime:
    """The day at the time of a clock of 24 hours or of twice 12."""
    if hour is None:
        return date
    hours = int(hour) if half is None else int(hour) % 12 + (12 if half.lower() == "p" else 0)
    return _datetime(date.year, date.month, date.day, hours, int(minute or 0), int(second or 0))


def _from_serial(days: float) -> dt.datetime | None:
    if days in (0, 1, 2):  # Excel's own first days: the unknown date again
        return None
    if not 16_000 < days < 73_100:  # 1943 to 2100
        raise NotUnderstood
    return _in_range(EXCEL_EPOCH + dt.timedelta(milliseconds=round(days * 86_400_000)))


def _datetime(*parts: int) -> dt.datetime:
    try:
        return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError as wrong:
        raise NotUnderstood from wrong


def _in_range(moment: dt.datetime) -> dt.datetime | None:
    if moment.date() == UNKNOWN_DAY:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise NotUnderstood
    return moment


def session_of(value: Any) -> int | None:
    """The UPR session's number: the digits before the second " - " of "- 14th Session - October 2012"."""
    labels = labels_of(value)
    if not labels:
        return None
    match = re.search(r"\d{1,2}(?!\d)", labels[0].split(" - ")[0])
    if not match or not 1 <= int(match[0]) <= 99:
        raise NotUnderstood
    return int(match[0])


def cycle_of(value: Any) -> int | None:
    """The UPR cycle's number, from "2nd cycle", "Cycle 2", "Second cycle" or 2."""
    labels = labels_of(value)
    if not labels:
        return None
    if match := re.search(r"(?<!\d)([1-9])(?!\d)", labels[0]):
        return int(match[1])
    for word in labels[0].lower().split():
        if word in _ORDINALS:
            return _ORDINALS[word]
    raise NotUnderstood


def cycle_of_session(session: int | None) -> int | None:
    """1–12 first cycle, 13–26 second, 27–40 third, then fourteen sessions each."""
    if session is None:
        return None
    return 1 if session <= 12 else 2 + (session - 13) // 14
