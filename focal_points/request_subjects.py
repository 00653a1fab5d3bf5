"""What a request can be for, beyond recommendations: places that a room above knows, such as a section.

The request keeps the kind, a key and the name it was given under; the address is asked for when it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Subject:
    """A place that answers are wanted for: its name and its page."""

    name: str
    address: str


Find = Callable[[str, Any], Subject | None]
KINDS: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Called from `AppConfig.ready()`; `find` answers the place with this key, if this person may see it."""
    if kind in KINDS:
        raise ValueError(f"There is a kind {kind!r} already")
    KINDS[kind] = find


def of(kind: str, key: str, person: Any) -> Subject | None:
    """The place, or None where nobody knows it any more or it is not for this person."""
    find = KINDS.get(kind)
    return find(key, person) if find and key else None
