"""One run: digests made, then sent. By beat, or by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from focal_points.services.reminders import digests, sending

MORNING = 6
"""By themselves digests are made from this hour on, in the country's time zone."""


@dataclass(frozen=True)
class Outcome:
    """People who had a mail coming, mails that left, and mails that did not."""

    people: int
    sent: int
    failed: int


def run(*, now: datetime) -> Outcome:
    """Make what is due at `now`, and send what waits."""
    made = digests.make(now=now)
    return _counted(set(made), sending.send_waiting(now=now))


def by_beat() -> Outcome:
    """Every hour; nothing is made in the night."""
    now = timezone.now()
    if timezone.localtime(now).hour < MORNING:
        return _counted(set(), sending.send_waiting())
    return run(now=now)


def _counted(made: set[int], outcome: sending.Sent) -> Outcome:
    people = made | set(outcome.sent) | set(outcome.failed)
    return Outcome(len(people), len(outcome.sent), len(outcome.failed))
