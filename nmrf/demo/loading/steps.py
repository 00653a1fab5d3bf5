"""Steps: lists of small acts, done in order, each together with the note that it is done.

Whoever stops the filling and starts it again goes on behind the last act that was finished.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from nmrf.demo.loading import world
from nmrf.demo.models import Step as Done

Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """What is done (`act`) to each of `items`; `says` is what somebody who waits reads.

    `commits_itself`: the act is a worker's, which leases a job and needs what it writes to be seen at once.
    """

    name: str
    says: str
    items: Callable[[], Sequence[Any]]
    act: Callable[[Any], None]
    commits_itself: bool = False

    def run(self, say: Say, place: str) -> None:
        """Do what is left of it."""
        row, _made = Done.objects.get_or_create(name=self.name)
        if row.finished_at:
            say(f"{place} {self.says}: done before")
            return
        items = self.items()
        say(f"{place} {self.says}" + (f" (from {row.done} of {len(items)})" if row.done else ""))
        shown = 0
        for number, item in enumerate(items[row.done :], start=row.done + 1):
            with nullcontext() if self.commits_itself else transaction.atomic():
                self.act(item)
                Done.objects.filter(pk=self.name).update(done=number)
            tenth = number * 10 // len(items)
            if len(items) >= 100 and tenth > shown and number < len(items):
                shown = tenth
                say(f"      {number} of {len(items)}")
        Done.objects.filter(pk=self.name).update(finished_at=timezone.now())


def run_all(steps: Sequence[Step], say: Say) -> None:
    """One after the other, without waiting for the disk: what a power cut loses is done again."""
    world.forget()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    for number, step in enumerate(steps, start=1):
        step.run(say, f"{number:>3}/{len(steps)}")


def once(act: Callable[[], None]) -> dict[str, Any]:
    """`items` and `act` of a step that is a single act."""
    return {"items": lambda: [None], "act": lambda _: act()}


def has_begun() -> bool:
    """Whether this database is being filled, or was filled, by us."""
    return Done.objects.exists()
