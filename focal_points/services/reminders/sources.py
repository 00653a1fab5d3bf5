"""What people can be reminded of: each kind of work registers a source, and a digest, a notice and a calendar
entry follow by themselves.

A source is asked once for everybody, so it must need the same number of queries however much there is. It
says what waits and for whom; when somebody is reminded of it, and who hears of it as it gets late, is
decided in `ladder`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import lazy

from focal_points.models import Term


@dataclass(frozen=True)
class Asked:
    """What is wanted of a source: everything, or only what is of these institutions; by a day, or ever.

    What is asked with `institutions` goes into a calendar: for that only what has a `due_on` matters.
    `first_nudge` says how many days before its day somebody is reminded of a thing first: what was answered
    since then is not reminded of again for that day.
    """

    today: date
    institutions: frozenset[int] | None = None
    until: date | None = None
    first_nudge: int = 14


@dataclass(frozen=True)
class Due:
    """One thing that somebody still has to do.

    `key` names it for good (`assignment:12`). `what` and `detail` are strings or lazy ones (see `in_words`):
    they are put in each reader's language. `address` is the path to it. With `due_on`, nudges come before
    and after that day; without, they count from `since`. It is for those who hold one of `roles` at
    `institution` (or at the nearest one above that has somebody), for exactly these `people`, and with
    `for_secretariat` for all of that; never for those in `but`. With `climbs`, validator, head and
    secretariat hear of it as it gets late. `answer` names it for a link by which it is answered without
    signing in: kind and public id, see `focal_points.services.answering`.
    """

    key: str
    what: Any
    address: str
    detail: Any = ""
    due_on: date | None = None
    since: date | None = None
    institution: int | None = None
    roles: tuple[str, ...] = Term.WRITES
    people: tuple[int, ...] = ()
    but: tuple[int | None, ...] = ()
    for_secretariat: bool = False
    climbs: bool = False
    answer: tuple[str, UUID] | None = None


Find = Callable[[Asked], Iterable[Due]]


@dataclass(frozen=True)
class Source:
    """A kind of work: the title of its section in a digest (lazy), and how it is found."""

    name: str
    title: Any
    find: Find
    order: int


SOURCES: dict[str, Source] = {}


def register(name: str, *, title: Any, find: Find, order: int = 100) -> None:
    """Called from `AppConfig.ready()`; sections of a digest stand in the order of `order`."""
    if name in SOURCES:
        raise ValueError(f"There is a source {name!r} already")
    SOURCES[name] = Source(name, title, find, order)


def found(asked: Asked) -> list[tuple[Source, Due]]:
    """Everything that waits, source by source."""
    ordered = sorted(SOURCES.values(), key=lambda source: source.order)
    return [(source, due) for source in ordered for due in source.find(asked)]


def in_words(say: Callable[[], str]) -> Any:
    """A lazy string that asks `say` each time, in the language that is active then."""
    return lazy(say, str)()
