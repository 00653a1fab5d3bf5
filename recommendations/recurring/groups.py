"""Pairs brought together into groups, without chaining texts that are far apart."""

import heapq
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from recommendations.recurring.pairs import ALIKE, Pair

TOGETHER = 0.46  # mean likeness between two groups from which they are one
FAR = 0.2  # what a pair counts that was not found alike
LEAST = 0.34  # pairs below need not be given: they count as far


def grouped(
    pairs: Iterable[Pair],
    *,
    standing: Iterable[Collection[int]] = (),
    refused: Collection[tuple[int, int]] = (),
) -> list[list[int]]:
    """Groups of two or more keys, each sorted, by mean linkage.

    `standing` groups stay together and never join each other; two texts of a refused pair never meet.
    """
    linkage = _Linkage(standing, refused)
    for pair in pairs:
        linkage.add(pair)
    linkage.run()
    return sorted(sorted(members) for members in linkage.members.values() if len(members) > 1)


class _Linkage:
    """Groups growing together, the nearest two first."""

    def __init__(self, standing: Iterable[Collection[int]], refused: Collection[tuple[int, int]]) -> None:
        self.members: dict[int, set[int]] = {}
        self._of: dict[int, int] = {}
        self._sums: dict[int, dict[int, tuple[float, int]]] = {}
        self._apart: dict[int, set[int]] = {}
        for keys in standing:
            self._begin(set(keys))
        self._standing = set(self.members)
        for low, high in refused:
            a, b = self._group(low), self._group(high)
            if a != b:
                self._apart.setdefault(a, set()).add(b)
                self._apart.setdefault(b, set()).add(a)
        for a, b in combinations(sorted(self._standing), 2):
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def _begin(self, keys: set[int]) -> int:
        group = min(keys)
        self.members[group] = keys
        self._sums[group] = {}
        self._of.update(dict.fromkeys(keys, group))
        return group

    def _group(self, key: int) -> int:
        found = self._of.get(key)
        return self._begin({key}) if found is None else found

    def add(self, pair: Pair) -> None:
        """A pair found alike."""
        a, b = self._group(pair.low), self._group(pair.high)
        if a == b:
            return
        total, count = self._sums[a].get(b, (0.0, 0))
        self._sums[a][b] = self._sums[b][a] = (total + pair.score, count + 1)

    def _mean(self, a: int, b: int) -> float:
        total, count = self._sums[a][b]
        possible = len(self.members[a]) * len(self.members[b])
        return (total + FAR * (possible - count)) / possible

    def run(self) -> None:
        """Join while the nearest two are near enough; ties go by key, so that it always ends the same."""
        queue = [
            (-self._mean(a, b), a, b, len(self.members[a]), len(self.members[b]))
            for a in self._sums
            for b in self._sums[a]
            if a < b
        ]
        heapq.heapify(queue)
        while queue:
            nearness, a, b, size_a, size_b = heapq.heappop(queue)
            if -nearness < TOGETHER:
                return
            stands = a in self.members and b in self.members
            if not stands or (size_a, size_b) != (len(self.members[a]), len(self.members[b])):
                continue
            if b not in self._apart.get(a, ()):
                for other in self._join(a, b):
                    low, high = sorted((a, other))
                    size = len(self.members[low]), len(self.members[high])
                    heapq.heappush(queue, (-self._mean(a, other), low, high, *size))

    def _join(self, a: int, b: int) -> list[int]:
        """Take `b` into `a`; answers the neighbours of what they are now."""
        self.members[a] |= self.members.pop(b)
        for other, (total, count) in self._sums.pop(b).items():
            del self._sums[other][b]
            if other != a:
                known, times = self._sums[a].get(other, (0.0, 0))
                self._sums[a][other] = self._sums[other][a] = (known + total, times + count)
        for other in self._apart.pop(b, set()):
            self._apart[other].discard(b)
            self._apart[other].add(a)
            self._apart.setdefault(a, set()).add(other)
        return sorted(self._sums[a])


def reached(
    new: Iterable[int], pairs: Iterable[tuple[int, int]], standing: Iterable[Collection[int]] = ()
) -> set[int]:
    """Keys that hang together with new ones by pairs and standing groups: no others can be moved by them."""
    beside: dict[int, list[int]] = {}
    for keys in (*pairs, *standing):
        first, *others = keys
        for other in others:
            beside.setdefault(first, []).append(other)
            beside.setdefault(other, []).append(first)
    found = set(new)
    waiting = list(found)
    while waiting:
        for other in beside.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def pairs_within(groups: Iterable[Collection[int]], pairs: Mapping[tuple[int, int], Pair]) -> list[Pair]:
    """The pairs by which each group holds together: at least one for each member."""
    found: list[Pair] = []
    for members in groups:
        inside = [pairs[low, high] for low, high in combinations(sorted(members), 2) if (low, high) in pairs]
        met: set[int] = set()
        for pair in sorted(inside, key=lambda pair: (-pair.score, pair.low, pair.high)):
            if pair.score >= ALIKE or not {pair.low, pair.high} <= met:
                found.append(pair)
                met |= {pair.low, pair.high}
    return found
