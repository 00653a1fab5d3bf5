"""All requests of some texts, row by row, ready to be compared many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse

from recommendations.recurring.normalise import Request
from recommendations.recurring.treaties import GENERAL
from recommendations.recurring.vectors import of_letters, of_words
from recommendations.recurring.vocabulary import codes

Numbers = Any  # one-dimensional numpy arrays
BLOCK = 400
NEAR = 0.16  # likeness of letters from which a pair is looked at a second time
NEAREST = 120  # neighbours of one request that are looked at
# How much a word weighs by what it is; the others weigh 1.
_WEIGHTS = {"same": 0.4, "act": 0.6, "term": 1.6, "treaty": 1.5, "group": 1.2, "negation": 0.5}
# “Adopt” and “implement”: what is to be made is not there yet.
_LEADS = {"adopt": 1, "establish": 1, "implement": -1}
_BITS = 62
NONE, SAME, OVERLAP, ONE_SIDED, APART = range(5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A text by its key, as requests."""

    key: int
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the second look finds on each of several pairs of rows."""

    letters: Numbers
    words: Numbers
    inside: Numbers
    treaties: Numbers
    numbers: Numbers
    groups: Numbers
    forms: Numbers
    same_act: Numbers
    made_and_done: Numbers
    negated: Numbers


class Table:
    """The requests with their vectors and marks."""

    def __init__(self, texts: Sequence[Asked]) -> None:
        self.requests = [request for text in texts for request in text.requests]
        self.keys = np.array([text.key for text in texts for _ in text.requests], np.int64)
        self.letters = of_letters(self.requests)
        self.words = of_words(self.requests, weights())
        self._weight = np.asarray(self.words.sum(axis=1)).ravel()
        self._treaties = _marks([request.treaties - {GENERAL} for request in self.requests])
        self._general = np.array([GENERAL in request.treaties for request in self.requests], bool)
        self._numbers = _marks([request.numbers for request in self.requests])
        self._groups = _marks([request.groups for request in self.requests])
        self._forms = _marks([request.forms for request in self.requests])
        self._acts = _marks([request.acts for request in self.requests])
        self._leads = np.array([_LEADS.get(request.lead, 0) for request in self.requests], np.int8)
        self._negated = np.array([request.negated for request in self.requests], bool)

    def candidates(self, new: Iterable[int] | None = None) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Rows that may be alike, block by block so that memory stays bounded, with likeness of letters."""
        rows = np.arange(len(self.keys))
        first = rows if new is None else rows[np.isin(self.keys, list(new))]
        across = self.letters.T.tocsr()
        for start in range(0, len(first), BLOCK):
            block = first[start : start + BLOCK]
            likeness = sparse.csr_array(self.letters[block] @ across)
            left, right, values = _nearest(likeness)
            left = block[left]
            chosen = self.keys[left] != self.keys[right]
            if new is None:
                chosen &= left < right
            yield left[chosen], right[chosen], values[chosen]

    def look(self, left: Numbers, right: Numbers, letters: Numbers) -> Look:
        """Look again at these pairs of rows."""
        both = np.asarray(self.words[left].minimum(self.words[right]).sum(axis=1)).ravel()
        a, b = self._weight[left], self._weight[right]
        return Look(
            letters=letters,
            words=2 * both / np.maximum(a + b, 1e-6),
            inside=both / np.maximum(np.minimum(a, b), 1e-6),
            treaties=self._same_treaties(left, right),
            numbers=_compared(self._numbers, left, right),
            groups=_compared(self._groups, left, right),
            forms=_compared(self._forms, left, right),
            same_act=(self._acts[left] == self._acts[right]) & (self._acts[left] != 0),
            made_and_done=self._leads[left] * self._leads[right] < 0,
            negated=self._negated[left] != self._negated[right],
        )

    def _same_treaties(self, left: Numbers, right: Numbers) -> Numbers:
        """“The core instruments” are the same as “the core instruments, such as …”, and as nothing else."""
        named = _compared(self._treaties, left, right)
        general, other = self._general[left], self._general[right]
        one_names_none = (self._treaties[left] == 0) | (self._treaties[right] == 0)
        named = np.where(general & other & one_names_none, SAME, named)
        return np.where((general != other) & one_names_none & (named == NONE), ONE_SIDED, named)

    def likeness(self, left: Numbers, right: Numbers) -> Numbers:
        """Of letters, for any pairs of rows."""
        return np.asarray(self.letters[left].multiply(self.letters[right]).sum(axis=1)).ravel()


@cache
def weights() -> dict[str, float]:
    """Weight of each word that stands for something."""
    return {code: weight for kind, weight in _WEIGHTS.items() for code in codes(kind)}


def _nearest(likeness: Any) -> tuple[Numbers, Numbers, Numbers]:
    """Rows, columns and values of the nearest of each row."""
    near = likeness.data >= NEAR
    left = np.repeat(np.arange(likeness.shape[0]), np.diff(likeness.indptr))[near]
    right, values = likeness.indices[near], likeness.data[near]
    order = np.lexsort((right, -values, left))
    left, right, values = left[order], right[order], values[order]
    place = np.arange(len(left)) - np.searchsorted(left, left)
    kept = place < NEAREST
    return left[kept], right[kept], values[kept]


def _marks(sets: list[frozenset[str]]) -> Numbers:
    """Each set as bits of a number; where there are more names than bits, some share one."""
    names = {name: place % _BITS for place, name in enumerate(sorted(set().union(*sets)))}
    return np.array([sum({1 << names[name] for name in found}) for found in sets], np.int64)


def _compared(marks: Numbers, left: Numbers, right: Numbers) -> Numbers:
    """Neither side names one, both the same, some in common, one side only, or different ones."""
    a, b = marks[left], marks[right]
    return np.select(
        [(a | b) == 0, a == b, (a & b) != 0, (a == 0) | (b == 0)],
        [NONE, SAME, OVERLAP, ONE_SIDED],
        APART,
    )
