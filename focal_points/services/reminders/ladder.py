"""When somebody is reminded of a thing, and who else hears of it as it gets late.

Whoever has to do it is nudged on days before and after its day, then again and again. Above them stands a
ladder: validator, head of the institution, secretariat, each from a number of days after the day. The days
are the house's (`ReminderRules`).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from focal_points.models import ReminderRules, Term
from focal_points.services.reminders.directory import Directory
from focal_points.services.reminders.sources import Due, Source

OWN, VALIDATOR, HEAD, SECRETARIAT = "own", "validator", "head", "secretariat"


@dataclass(frozen=True)
class Nudge:
    """One thing, for one person, at one step. `days` is how long it is late; negative before its day."""

    person: int
    source: Source
    due: Due
    rung: str
    step: int
    days: int

    @property
    def occasion(self) -> str:
        """What the person is reminded of once."""
        return f"{self.due.key}:{self.due.due_on or self.due.since}:{self.step:+d}"[:200]


def nudges(
    found: Iterable[tuple[Source, Due]], directory: Directory, rules: ReminderRules, today: date
) -> Iterator[Nudge]:
    """Every step that has been reached by today, the last one of each thing for each person."""
    for source, due in found:
        counted_from = due.due_on or due.since
        if counted_from is None:
            continue
        days = (today - counted_from).days
        told: set[int] = set()
        for rung, first, people in _rungs(due, directory, rules):
            step = _step(days, rules, due, first)
            if step is None:
                continue
            for person in people:
                if person not in told and person not in due.but and person in directory.people:
                    told.add(person)
                    yield Nudge(person, source, due, rung, step, days)


def _rungs(
    due: Due, directory: Directory, rules: ReminderRules
) -> Iterator[tuple[str, int, Collection[int]]]:
    """From the bottom up: rung, the days after which it begins, its people."""
    own = [*due.people, *(directory.of(due.institution, due.roles) if due.institution else [])]
    yield OWN, 0, [*own, *(directory.secretariat if due.for_secretariat else [])]
    if not due.climbs or due.due_on is None or due.institution is None:
        return
    yield VALIDATOR, rules.validator_after, directory.of(due.institution, [Term.Role.VALIDATOR])
    yield HEAD, rules.head_after, directory.of(due.institution, [Term.Role.HEAD])
    yield SECRETARIAT, rules.secretariat_after, directory.secretariat


def _step(days: int, rules: ReminderRules, due: Due, first: int) -> int | None:
    """The last day of reminding that has come, counted from the thing's day; None while none has."""
    if first:
        return _last([first], rules.repeat_days, days)
    if due.due_on is None:
        return _last([0, *rules.after], rules.repeat_days, days)
    return _last([*(-before for before in rules.before), *(rules.after or [1])], rules.repeat_days, days)


def _last(steps: Sequence[int], repeat: int, days: int) -> int | None:
    reached = [step for step in steps if step <= days]
    if not reached:
        return None
    last = max(steps)
    if days <= last or last < 0:
        return max(reached)
    return last + (days - last) // repeat * repeat
