"""What the engine is given and what it answers."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

Label = Hashable


@dataclass(frozen=True)
class Thing:
    """One recommendation: its texts by language, its themes as `hints`, and the document it belongs to.

    `place` is where it stands in the document: neighbours there are often near copies of each other.
    """

    key: int
    texts: Mapping[str, str]
    hints: frozenset[int] = frozenset()
    document: int = 0
    place: int = 0


@dataclass(frozen=True)
class Reason:
    """A confirmed example that is near, and the words that it shares."""

    key: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """One label for one recommendation. `is_likely`: else it is possible; weaker ones are not proposed."""

    key: int
    label: Label
    score: float
    is_likely: bool
    basis: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Measured:
    """How often the first, or one of the first three, was right on what was held back; beside the commonest.

    `likely` and `possible` are the lowest scores that were right often enough; None where none was.
    """

    examples: int = 0
    labels: int = 0
    documents: int = 0
    top1: float = 0.0
    top3: float = 0.0
    commonest1: float = 0.0
    commonest3: float = 0.0
    likely: float | None = None
    possible: float | None = None

    @property
    def is_better(self) -> bool:
        """Than always naming the commonest: otherwise nothing is suggested."""
        return self.possible is not None and self.top1 > self.commonest1


@dataclass
class Found:
    """Everything proposed of one kind, and how well that kind was learned."""

    proposals: list[Proposal] = field(default_factory=list)
    measured: Measured = field(default_factory=Measured)
