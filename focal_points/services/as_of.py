"""How recommendations stood on a day, out of the statuses and their history; one statement a question."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from focal_points.instants import Instant, over
from focal_points.models import Status
from focal_points.services import as_of_sql

NOT_ASSESSED = Status.NOT_ASSESSED.value


@dataclass(frozen=True)
class Unit:
    """What was judged: a part by its key, or the whole (None). `recorded_at`: when it was verified here."""

    part: int | None
    status: str
    effective_on: date | None = None
    recorded_at: datetime | None = None
    trend: str = ""


@dataclass
class Stood:
    """One recommendation on a day: its status as one, and the units from which it follows."""

    status: str = NOT_ASSESSED
    units: list[Unit] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """One counted recommendation on a day."""

    recommendation: int
    mechanism: int | None
    status: str


def of_these(ids: Collection[int], instant: Instant, *, is_public: bool = True) -> dict[int, Stood]:
    """Key → how it stood, for these recommendations, whether they are counted or not."""
    found: dict[int, Stood] = {key: Stood() for key in ids}
    rows = _rows(as_of_sql.UNITS, [instant.as_of], instant, is_public=is_public, ids=list(ids))
    for _day, key, status, part, own, effective_on, recorded_at, trend in rows:
        stood = found[key]
        stood.status = status
        stood.units.append(Unit(part, own, effective_on, recorded_at, trend or ""))
    return found


def counted(
    days: Sequence[date], known_at: Instant | None = None, *, is_public: bool = True
) -> dict[date, list[Judged]]:
    """Day → every recommendation that the national figures counted then, with its status.

    `known_at` gives by when it was known; None: as known today.
    """
    found: dict[date, list[Judged]] = {day: [] for day in days}
    for day, *judged in _rows(as_of_sql.EACH, days, known_at, is_public=is_public):
        found[day].append(Judged(*judged))
    return found


def counts(days: Sequence[date]) -> dict[date, dict[str, int]]:
    """Day → status → how many, as known today, from what is public."""
    found: dict[date, dict[str, int]] = {day: {} for day in days}
    for day, status, number in _rows(as_of_sql.COUNTS, days, None, is_public=True):
        found[day][status] = number
    return found


def _rows(
    asked: str,
    days: Sequence[date],
    instant: Instant | None,
    *,
    is_public: bool,
    ids: list[int] | None = None,
) -> Iterator[Any]:
    known = instant.known if instant else None
    values: dict[str, Any] = {
        "days": list(days),
        "seen": [min(over(day), known) if known else over(day) for day in days],
        "known": known,
        "ids": ids,
    }
    sql = as_of_sql.statement(asked, is_known=known is not None, is_public=is_public, is_some=ids is not None)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor.fetchall()
