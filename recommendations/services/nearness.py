"""The nearest of some texts to each of others, where they say all but the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from recommendations.uhri.clean import comparable

NEAR = 0.9
LONGEST_COMPARED = 4000
_LOOKED_AT = 3  # the nearest by their letters are compared in full
_FEW = 12  # so few need no index


@dataclass(frozen=True)
class Match:
    """The key of the nearest text, and how much of both is the same: 0 to 1."""

    key: str
    score: float


def nearest(texts: Sequence[str], known: Sequence[tuple[str, str]], near: float = NEAR) -> list[Match | None]:
    """For each text the nearest of `known` (key and text), or None where nothing is near enough."""
    mine = [comparable(text)[:LONGEST_COMPARED] for text in texts]
    theirs = [(key, comparable(text)[:LONGEST_COMPARED]) for key, text in known]
    theirs = [(key, text) for key, text in theirs if text]
    exact = {text: key for key, text in reversed(theirs)}
    rest = [text for text in mine if text and text not in exact]
    candidates = dict(zip(rest, _candidates(rest, theirs), strict=True)) if rest and theirs else {}
    return [
        Match(exact[text], 1.0) if text in exact else _best(text, candidates.get(text, []), near)
        for text in mine
    ]


def likeness(one: str, other: str) -> float:
    """How much of both texts is the same: 0 to 1."""
    first, second = comparable(one)[:LONGEST_COMPARED], comparable(other)[:LONGEST_COMPARED]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0


def _candidates(texts: list[str], known: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    if len(known) <= _FEW:
        return [known for _text in texts]
    # Ninety megabytes, which a process that compares nothing does not need.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4))
    try:
        index = vectorizer.fit_transform(text for _key, text in known)
    except ValueError:  # nothing but shorter words
        return [known for _text in texts]
    finder = NearestNeighbors(n_neighbors=min(_LOOKED_AT, len(known)), metric="cosine").fit(index)
    found = finder.kneighbors(vectorizer.transform(texts), return_distance=False)
    return [[known[place] for place in row] for row in found]


def _best(text: str, candidates: list[tuple[str, str]], near: float) -> Match | None:
    best: Match | None = None
    for key, other in candidates:
        least = best.score if best else near
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        if (ratio := matcher.ratio()) >= least:
            best = Match(key, ratio)
    return best


def ranked(texts: Sequence[str], known: Sequence[tuple[str, str]], near: float) -> list[list[Match]]:
    """For each text the few nearest of `known` that are near enough, the nearest first."""
    mine = [text[:LONGEST_COMPARED] for text in texts]
    theirs = [(key, text[:LONGEST_COMPARED]) for key, text in known if text]
    if not mine or not theirs:
        return [[] for _text in mine]
    found = []
    for text, candidates in zip(mine, _candidates(mine, theirs), strict=True):
        scores = [Match(key, _ratio(text, other, near)) for key, other in candidates]
        found.append(sorted((one for one in scores if one.score >= near), key=lambda one: -one.score))
    return found


def _ratio(text: str, other: str, least: float) -> float:
    """How much of both is the same; 0 where that is plainly less than `least`."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
