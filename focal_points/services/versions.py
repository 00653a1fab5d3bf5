"""The versions of an update, from its history: who made each, when, and what it changed in the words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from focal_points.models import StatusUpdate
from focal_points.services.differences import Difference, label_of
from nmrf.base.words import diff

WORDS = ("narrative", "obstacles_said", "needs_said", "next_step")


@dataclass(frozen=True)
class Version:
    """One version, and how its words differ from the one before."""

    number: int
    at: datetime
    by: str
    differences: list[Difference]


def of(update: StatusUpdate) -> list[Version]:
    """Versions in which words changed, newest first; two queries."""
    events = StatusUpdate.pgh_event_model.objects.filter(pgh_obj=update.pk)  # type: ignore[attr-defined]
    found: list[Version] = []
    before: Any = None
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        changed = [
            Difference(label_of(name), was, diff(was, now))
            for name in WORDS
            if (was := getattr(before, name, "")) != (now := getattr(event, name))
        ]
        if changed:
            who = event.pgh_context.metadata.get("name", "") if event.pgh_context else ""
            found.append(Version(event.version, event.pgh_created_at, who, changed))
        before = event
    return found[::-1]
