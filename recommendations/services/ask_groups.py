"""Groups as they stand: confirmed requests with what is proposed for them, and proposals by themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from recommendations.models import AskMember, AskPair
from recommendations.services.key_arrays import among


class Waiting(NamedTuple):
    """A pair that waits for a decision, in which language it was found, and how sure."""

    low_id: int
    high_id: int
    score: float
    language: str


@dataclass
class Group:
    """Recommendations that seem to ask the same: `inside` by decision, `waiting` by proposal."""

    ask: int | None = None
    inside: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    pairs: list[Waiting] = field(default_factory=list)

    @property
    def members(self) -> set[int]:
        """All of them."""
        return self.inside | self.waiting

    @property
    def score(self) -> float:
        """How alike they are on the whole: the mean of what was found."""
        return sum(pair.score for pair in self.pairs) / len(self.pairs) if self.pairs else 1.0

    @property
    def weakest(self) -> float:
        """The least likeness by which somebody belongs: of each member's best pair, the lowest."""
        best: dict[int, float] = {}
        for pair in self.pairs:
            for key in (pair.low_id, pair.high_id):
                if key in self.waiting:
                    best[key] = max(best.get(key, 0.0), pair.score)
        return min(best.values(), default=1.0)


def standing(keys: Collection[int]) -> list[Group]:
    """All groups of two or more among these recommendations, the surest proposals first."""
    groups = _joined(list(_asks(keys)), _waiting(keys))
    found = [group for group in groups if len(group.members) > 1]
    return sorted(found, key=lambda group: (-round(group.score, 4), min(group.members)))


def waiting(keys: Collection[int]) -> list[Group]:
    """Those of them that wait for a decision."""
    return [group for group in standing(keys) if group.pairs]


def asks_of(groups: Iterable[Group], texts: int) -> int:
    """How many distinct asks there are if all groups hold."""
    return texts - sum(len(group.members) - 1 for group in groups)


def _asks(keys: Collection[int]) -> Iterable[Group]:
    members: dict[int, set[int]] = defaultdict(set)
    rows = AskMember.objects.filter(recommendation__in=among(keys))
    for ask, key in rows.values_list("ask", "recommendation"):
        members[ask].add(key)
    return [Group(ask=ask, inside=inside) for ask, inside in sorted(members.items())]


def _waiting(keys: Collection[int]) -> list[Waiting]:
    rows = AskPair.objects.waiting().filter(low__in=among(keys)).order_by("-score", "low", "high")
    found = rows.values_list("low", "high", "score", "language")
    return [Waiting(*row) for row in found if row[1] in keys]


def _joined(groups: list[Group], pairs: list[Waiting]) -> list[Group]:
    """Whoever is in a pair belongs together; two confirmed requests never flow into one by a proposal."""
    of = {key: group for group in groups for key in group.inside}
    for pair in pairs:
        low = of.setdefault(pair.low_id, Group(waiting={pair.low_id}))
        high = of.setdefault(pair.high_id, Group(waiting={pair.high_id}))
        if low is high:
            low.pairs.append(pair)
            continue
        if low.ask and high.ask:
            continue
        into, gone = (high, low) if high.ask else (low, high)
        into.waiting |= gone.waiting
        into.pairs += [*gone.pairs, pair]
        of.update(dict.fromkeys(gone.waiting, into))
    return list({id(group): group for group in of.values()}.values())
