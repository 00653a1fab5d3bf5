"""The page about suggestions: for each kind what it was learned from, and how often it was right."""

from dataclasses import dataclass
from typing import Any

from focal_points.models import Suggestion
from nmrf.base.models import Job


@dataclass(frozen=True)
class KindLine:
    """One kind: counts of today beside what the last look measured."""

    name: str
    open: int
    taken: int
    refused: int
    examples: int
    top1: int
    top3: int
    commonest1: int
    """Of a hundred that were held back."""
    is_choice: bool
    """Of more answers than yes and no, so that the first three say something."""
    is_measured: bool
    is_better: bool


def kinds_of(job: Job | None) -> list[KindLine]:
    """Every kind, in the order in which suggestions are shown; one query."""
    counts: dict[tuple[str, str], int] = {}
    for kind, state in Suggestion.objects.values_list("kind", "state"):
        counts[kind, state] = counts.get((kind, state), 0) + 1
    measured: dict[str, Any] = job.result.get("measured", {}) if job else {}
    return [_line(kind, counts, measured.get(kind, {})) for kind in Suggestion.Kind]


def _line(kind: Suggestion.Kind, counts: dict[tuple[str, str], int], seen: dict[str, Any]) -> KindLine:
    examples = seen.get("examples", 0)
    top1, commonest1 = seen.get("top1", 0.0), seen.get("commonest1", 0.0)
    return KindLine(
        name=str(kind.label),
        open=counts.get((kind, Suggestion.State.OPEN), 0),
        taken=counts.get((kind, Suggestion.State.TAKEN), 0),
        refused=counts.get((kind, Suggestion.State.REFUSED), 0),
        examples=examples,
        top1=round(100 * top1),
        top3=round(100 * seen.get("top3", 0.0)),
        commonest1=round(100 * commonest1),
        is_choice=seen.get("labels", 0) > 3,
        is_measured=bool(top1),
        is_better=seen.get("possible") is not None and top1 > commonest1,
    )
