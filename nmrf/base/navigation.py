"""The working side navigation: each room adds its entries; a person sees those they may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nmrf.base.permissions import may


@dataclass(frozen=True)
class Entry:
    """One line of the navigation. `section` is a lazy string; sections stand in their first entry's order."""

    section: Any
    label: Any
    url_name: str
    can: StrEnum
    order: int


ENTRIES: list[Entry] = []


def register(entries: Iterable[Entry]) -> None:
    """Called from `AppConfig.ready()`."""
    ENTRIES.extend(entries)
    ENTRIES.sort(key=lambda entry: entry.order)


def entries_for(user: Any) -> dict[str, list[Entry]]:
    """Section → entries that this person may use."""
    found: dict[str, list[Entry]] = {}
    for entry in ENTRIES:
        if may(user, entry.can):
            found.setdefault(str(entry.section), []).append(entry)
    return found
