"""Pairs of texts that ask for opposite things of the same object: proposed by rules, decided by a person."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recommendations.care.cues import Cue, cues
from recommendations.recurring.folding import stem

LEAST = 0.5  # share of the smaller object, weighed by rarity, that both have
SHARED = 2  # words in common at least
COMMON = 0.2  # a word that more of the requests have says nothing of their object
MOST = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A text by its key, in its language."""

    key: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Opposite:
    """Two keys, the smaller first, with the words in which each asks and how near their objects are."""

    one: int
    other: int
    words: str
    other_words: str
    score: float


def find(texts: Sequence[Said]) -> list[Opposite]:
    """Opposite requests among these, the nearest first, each pair once."""
    asked: dict[tuple[str, str], list[tuple[int, Cue]]] = defaultdict(list)
    for said in texts:
        for cue in cues(said.text, said.language):
            asked[said.language.split("-")[0], cue.axis].append((said.key, cue))
    best: dict[tuple[int, int], Opposite] = {}
    for group in asked.values():
        for found in _opposites(group):
            known = best.get((found.one, found.other))
            if known is None or found.score > known.score:
                best[found.one, found.other] = found
    return sorted(best.values(), key=lambda pair: (-pair.score, pair.one, pair.other))[:MOST]


def _opposites(group: list[tuple[int, Cue]]) -> Iterator[Opposite]:
    counts = Counter(word for _key, cue in group for word in set(cue.about))
    weight = {word: math.log(1 + len(group) / n) for word, n in counts.items()}
    too_common = {word for word, n in counts.items() if len(group) > 50 and n > COMMON * len(group)}
    holding: dict[str, list[int]] = defaultdict(list)
    for place, (_key, cue) in enumerate(group):
        if cue.side == "-":
            for word in set(cue.about) - too_common:
                holding[word].append(place)
    for key, cue in group:
        if cue.side != "+":
            continue
        near = Counter(place for word in set(cue.about) for place in holding.get(word, ()))
        for place, shared in near.items():
            other_key, other = group[place]
            enough = min(SHARED, len(set(cue.about)), len(set(other.about)))
            alike = stem(cue.word) == stem(other.word)  # one of the two was misread
            if alike or shared < enough or other_key == key or not cue.has_object_of(other):
                continue
            score = _score(cue, other, weight)
            if score >= LEAST:
                yield _pair(key, cue, other_key, other, score)


def _score(one: Cue, other: Cue, weight: dict[str, float]) -> float:
    a, b = set(one.about), set(other.about)
    both = sum(weight[word] for word in a & b)
    smaller = min(sum(weight[word] for word in a), sum(weight[word] for word in b))
    return round(both / smaller, 3) if smaller else 0.0


def _pair(key: int, cue: Cue, other_key: int, other: Cue, score: float) -> Opposite:
    if key < other_key:
        return Opposite(key, other_key, cue.word, other.word, score)
    return Opposite(other_key, key, other.word, cue.word, score)
