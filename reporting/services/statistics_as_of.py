"""The national figures as of a day, and what moved between two days; a fixed number of statements.

Counted as `statistics` counts today: of this State, asked by then, not withdrawn by then, from public facts
alone. Clusters and institutions are those of today, since people ask how *their* work stood then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.utils import timezone

from focal_points import instants
from focal_points.instants import Instant
from focal_points.models import ImplementationStatus, SearchRow, Status
from focal_points.services import as_of
from focal_points.services.as_of import Judged
from reporting.services.statistics import NAMED, Line

AS_TODAY = ("by_cluster", "by_institution")


@dataclass(frozen=True)
class Move:
    """Recommendations that had one status on the earlier day and another on the later; "" is: not counted."""

    was: str
    now: str
    keys: tuple[int, ...]
    of: int

    @property
    def count(self) -> int:
        """How many."""
        return len(self.keys)

    @property
    def percent(self) -> float:
        """Of all that were counted on both days; with one digit after the point."""
        return round(100 * self.count / self.of, 1) if self.of else 0.0


class Day:
    """The figures of one day."""

    def __init__(self, instant: Instant, judged: list[Judged]) -> None:
        self.instant = instant
        self.judged = judged

    @cached_property
    def status_of(self) -> dict[int, str]:
        """Recommendation → status."""
        return {one.recommendation: one.status for one in self.judged}

    @property
    def counts(self) -> dict[str, int]:
        """Status → how many, every status named."""
        return _counted(one.status for one in self.judged)

    @property
    def total(self) -> int:
        """All that are counted."""
        return len(self.judged)

    @cached_property
    def last_change_on(self) -> date | None:
        """The day on which the newest of the statuses in force by then became known."""
        rows = ImplementationStatus.objects.public().filter(effective_on__lte=self.instant.as_of)
        if self.instant.known:
            rows = rows.filter(recorded_at__lt=self.instant.known)
        moment = rows.aggregate(last=Max("recorded_at"))["last"]
        return timezone.localdate(moment) if moment else None

    def lines(self, name: str) -> list[Line]:
        """By mechanism, cluster or institution, the largest first."""
        counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for one in self.judged:
            for held in self._held(name, one):
                counts[held][one.status] += 1
        model, names = NAMED[name]
        things = model.objects.filter(pk__in=counts).prefetch_related(names)
        found = [
            Line(getattr(thing, "short", str(thing)), thing.code, name, dict(counts[thing.pk]), thing)
            for thing in things
        ]
        return sorted(found, key=lambda line: (-line.total, line.label))

    def _held(self, name: str, one: Judged) -> Any:
        if name == "mechanism":
            return [one.mechanism] if one.mechanism else []
        clusters, institutions = self._groups.get(one.recommendation, ((), ()))
        return clusters if name == "cluster" else institutions

    @cached_property
    def _groups(self) -> dict[int, tuple[Any, Any]]:
        rows = SearchRow.objects.filter(pk__in=list(self.status_of))
        return {pk: (held, who) for pk, held, who in rows.values_list("pk", "clusters", "institutions")}


@dataclass(frozen=True)
class Compared:
    """Two days, the earlier one first."""

    before: Day
    after: Day

    @cached_property
    def on_both(self) -> int:
        """Counted on both days."""
        return len(self.before.status_of.keys() & self.after.status_of.keys())

    @cached_property
    def stayed(self) -> int:
        """With the same status on both days."""
        after = self.after.status_of
        return sum(after.get(key) == status for key, status in self.before.status_of.items())

    @cached_property
    def moves(self) -> list[Move]:
        """From which status to which, in the order of the scale; last what came, and what went."""
        before, after = self.before.status_of, self.after.status_of
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for key in before.keys() | after.keys():
            pair = before.get(key, ""), after.get(key, "")
            if pair[0] != pair[1]:
                found[pair].append(key)
        place = {status.value: at for at, status in enumerate(Status)}
        pairs = sorted(found, key=lambda pair: ("" in pair, place.get(pair[0], 99), place.get(pair[1], 99)))
        return [Move(*pair, tuple(sorted(found[pair])), self.on_both) for pair in pairs]

    @property
    def moved(self) -> int:
        """Counted on both days, with another status on the later."""
        return self.on_both - self.stayed


def of(instant: Instant) -> Day:
    """The figures of one day."""
    return Day(instant, as_of.counted([instant.as_of], instant)[instant.as_of])


def asked(query: Mapping[str, str]) -> tuple[Day, Compared | None] | None:
    """What an address asks for by `as_of`, `known_at` and `compare`; None for today's figures alone.

    `compare` alone sets the other day beside today. Raises Invalid for a day that is none, or to come.
    """
    instant, other = instants.asked(query), instants.one_day(query, "compare")
    if other:
        return compared(instant or Instant(timezone.localdate()), other)
    return (of(instant), None) if instant else None


def compared(instant: Instant, other: date) -> tuple[Day, Compared]:
    """The figures of the day asked for, and the same beside those of another day, as known at one time."""
    found = as_of.counted(sorted({instant.as_of, other}), instant)
    days = {day: Day(Instant(day, instant.known_at), judged) for day, judged in found.items()}
    earlier, later = sorted((instant.as_of, other))
    return days[instant.as_of], Compared(days[earlier], days[later])


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    found = dict.fromkeys(Status.values, 0)
    for status in statuses:
        found[status] += 1
    return found
