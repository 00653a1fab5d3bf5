"""Which statuses go backwards, with less in place than was verified before: that needs evidence and a note.

The database holds the same rule (`focal_points.models.standing_rules`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from focal_points.models import ImplementationStatus, StatusUpdate, goes_backwards

Key = tuple[int, int | None]


def standing_before(update: StatusUpdate, keys: Iterable[int]) -> Mapping[Key, list[Any]]:
    """(recommendation, part) → its verified statuses, newest first; without those a correction replaces."""
    rows = ImplementationStatus.objects.standing().filter(recommendation__in=set(keys))
    if update.corrects_id:
        rows = rows.exclude(verification__proposal__update=update.corrects_id)
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in rows.order_by("-effective_on", "-recorded_at", "-pk"):
        found[row.recommendation_id, row.part_id].append(row)
    return found


def is_step_back(before: Iterable[Any], status: str, effective_on: date | None) -> bool:
    """Whether `status`, true since that day (None: today), has less in place than the one before it."""
    was = next((row for row in before if effective_on is None or row.effective_on <= effective_on), None)
    return was is not None and goes_backwards(was.status, status)
