"""Which texts ask the same, how sure that is, and by which words it shows."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recommendations.recurring.folding import fold, tokens
from recommendations.recurring.normalise import requests
from recommendations.recurring.table import (
    APART,
    ONE_SIDED,
    OVERLAP,
    SAME,
    Asked,
    Look,
    Numbers,
    Table,
)

ALIKE = 0.48  # score from which a pair is proposed
_ALLOWED = 0.04  # added in languages other than English: their words vary more, and the lists are shorter
_KNOWN_FROM = 3

# Measured on the labelled pairs: see docs/adr/0006.
_LETTERS, _WORDS, _INSIDE = 0.2, 0.6, 0.2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their keys, `low` before `high`; likeness from 0 to 1."""

    low: int
    high: int
    score: float


def asked(key: int, text: str, language: str, known: Container[str] = ()) -> Asked:
    """Take a text apart; `known` are words by which words that fell apart are told."""
    return Asked(key, tuple(requests(text, language, known)))


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand in several of these texts."""
    seen = Counter(word for text in texts for word in set(tokens(fold(text))))
    return frozenset(word for word, times in seen.items() if times >= _KNOWN_FROM)


def find(
    texts: Sequence[Asked], *, language: str = "en", new: Iterable[int] | None = None, least: float = ALIKE
) -> list[Pair]:
    """Pairs of like texts of one language, best first; with `new`, only pairs in which one of these is."""
    if not any(text.requests for text in texts):
        return []
    table = Table(texts)
    best: dict[tuple[int, int], float] = {}
    for left, right, letters in table.candidates(new):
        score = scored(table.look(left, right, letters), language)
        kept = np.flatnonzero(score >= least)
        ends = np.sort(np.stack([table.keys[left[kept]], table.keys[right[kept]]]), axis=0).tolist()
        for low, high, found in zip(*ends, score[kept].tolist(), strict=True):
            best[low, high] = max(best.get((low, high), 0.0), found)
    pairs = [Pair(low, high, round(score, 4)) for (low, high), score in best.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.low, pair.high))


def scored(look: Look, language: str = "en") -> Numbers:
    """One number a pair: likeness, lessened by each thing that tells two requests apart."""
    score = _LETTERS * look.letters + _WORDS * look.words + _INSIDE * look.inside
    same_treaty = (look.treaties == SAME) & look.same_act
    score = np.where(same_treaty, 0.5 + 0.5 * score, score)
    other_treaty = (look.treaties == OVERLAP) | (look.treaties == ONE_SIDED) | (look.treaties == APART)
    score = np.where(other_treaty, 0.4 * score, score)
    score = score * np.select(
        [look.groups == APART, look.groups == ONE_SIDED, look.groups == OVERLAP], [0.5, 0.87, 0.95], 1.0
    )
    score = score * np.select([look.forms == APART, look.forms == ONE_SIDED], [0.78, 0.95], 1.0)
    score = score * np.select([look.numbers == APART, look.numbers == ONE_SIDED], [0.6, 0.97], 1.0)
    score = np.where(look.made_and_done, 0.55 * score, score)
    score = np.where(look.negated, 0.9 * score, score)
    score = score + (0.0 if language == "en" else _ALLOWED)
    return np.minimum(score, 1.0)
