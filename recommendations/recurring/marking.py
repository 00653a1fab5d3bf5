"""The words that texts share, marked in the texts as they stand."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recommendations.recurring.folding import fold, is_han, stem, tokens
from recommendations.recurring.vocabulary import language_of, phrases

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+")
_TELLING = frozenset({"", "term", "treaty", "group", "act", "same", "form", "protocol", "itsprotocol"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text, shared with the others or not."""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """What stands from `start` to `end`, by the name under which it is compared."""

    start: int
    end: int
    name: str


def marked(texts: Sequence[tuple[str, str]]) -> list[list[Piece]]:
    """Each text (with its language) in pieces; marked is what at least half of the texts have, and two."""
    words = [_words(text, language) for text, language in texts]
    seen = Counter(name for found in words for name in {word.name for word in found})
    enough = max(2, (len(texts) + 1) // 2)
    shared = {name for name, times in seen.items() if times >= enough}
    return [_pieces(text, found, shared) for (text, _), found in zip(texts, words, strict=True)]


def shared_words(one: tuple[str, str], other: tuple[str, str], most: int) -> list[str]:
    """What both texts say, in the words of the first."""
    pieces = marked([one, other])[0]
    said = dict.fromkeys(" ".join(piece.text.split()) for piece in pieces if piece.is_shared)
    return [word[:100] for word in sorted(said, key=len, reverse=True)][:most]


@lru_cache(maxsize=20_000)
def _words(text: str, language: str) -> list[_Word]:
    language = language_of(language)
    known = phrases(language)
    spans: list[tuple[int, int]] = []
    spelled: list[str] = []
    for match in _WORD.finditer(text):
        for token in tokens(fold(match[0])):
            spans.append(match.span())
            spelled.append(token)
    found: list[_Word] = []
    at = 0
    while at < len(spelled):
        phrase = known.at(spelled, at)
        length = len(phrase.words) if phrase else 1
        if (phrase.kind if phrase else "") in _TELLING and not _is_number(spelled[at]):
            name = phrase.code if phrase else (spelled[at] if is_han(spelled[at]) else stem(spelled[at]))
            found.append(_Word(spans[at][0], spans[at + length - 1][1], name))
        at += length
    return found


def _is_number(token: str) -> bool:
    return token[0].isdigit()


def _pieces(text: str, words: Iterable[_Word], shared: Collection[str]) -> list[Piece]:
    pieces: list[Piece] = []
    reached = 0
    for word in words:
        if word.name not in shared or word.start < reached:
            continue
        if word.start > reached:
            pieces.append(Piece(text[reached : word.start], False))
        pieces.append(Piece(text[word.start : word.end], True))
        reached = word.end
    if reached < len(text):
        pieces.append(Piece(text[reached:], False))
    return pieces
