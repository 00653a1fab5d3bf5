"""Recommendations that touch a reservation the State keeps: by treaty, article and the word itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recommendations.recurring.folding import fold, light, tokens
from recommendations.recurring.vocabulary import language_of, phrases

CODES = {
    "icerd": "ICERD",
    "iccpr": "ICCPR",
    "icescr": "ICESCR",
    "cedaw": "CEDAW",
    "cat": "CAT",
    "crc": "CRC",
    "icrmw": "ICRMW",
    "crpd": "CRPD",
    "ced": "ICPPED",
    "istanbul": "Istanbul Convention",
}
"""The treaties as texts name them, and as the register does."""
_SAYS = re.compile(
    r"\breservations?\b|\breserves\b|\breserve (?:a|au|aux|sur|emise|formulee)\b"
    r"|\breservas\b|\breserva (?:a|al|formulada)\b"
    r"|\binterpretati?ve declarations?|\bdeclarations? interpretatives?|\bdeclaraci[a-z]+ interpretativas?"
    r"|\b\u043e\u0433\u043e\u0432\u043e\u0440|تحفظ|保留"
)
_ONE = r"\d{1,3}(?:\s*\(\w{1,3}\))*"
_ARTICLE = re.compile(
    r"(?:\barticles?|\barts?|\barticulos?|\b\u0441\u0442\u0430\u0442\u044c\w+|\b\u0441\u0442|الماده|المواد|المادتين|第)[\s.]*"
    rf"(?P<numbers>{_ONE}(?:\s*(?:,|،|、|and|et|y|\u0438|و|to|-|–|条和第|、第)\s*{_ONE})*)"
)
_NUMBER = re.compile(r"\d{1,3}")
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Kept:
    """A reservation: its treaty by code and title, and the articles it is about (none: the whole treaty)."""

    key: int
    treaty: str
    title: str
    articles: frozenset[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation; `treaty`: the one its committee watches over."""

    key: int
    text: str
    language: str
    treaty: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """What touches what, by which words, how surely."""

    recommendation: int
    reservation: int
    words: str
    score: float


def articles_of(text: str) -> frozenset[int]:
    """Numbers of articles: `2; 16 (1) (c)` → 2, 16; `9-11` → 9, 10, 11."""
    plain = re.sub(r"\([^()]*\)", " ", fold(text))
    found = {int(number) for number in _NUMBER.findall(plain)}
    for first, last in _RANGE.findall(plain):
        if int(first) < int(last) < int(first) + 60:
            found |= set(range(int(first), int(last) + 1))
    return frozenset(found)


def touches(asked: Asked, kept: Sequence[Kept]) -> list[Touch]:
    """The reservations that this text is about, with the reason."""
    folded = fold(asked.text)
    says = _SAYS.search(folded)
    named = treaties_in(asked.text, asked.language, {one.treaty: one.title for one in kept})
    articles = _articles_in(folded)
    found = []
    for one in kept:
        is_named = one.treaty in named
        if not is_named and (named or asked.treaty != one.treaty):
            continue
        same = articles & one.articles
        if says and (same or not articles or not one.articles):
            found.append(Touch(asked.key, one.key, _why(says[0], one, same), 1.0 if same else 0.8))
        elif same and is_named:
            found.append(Touch(asked.key, one.key, _why("", one, same), 0.5))
    return found


def treaties_in(text: str, language: str, titles: dict[str, str]) -> set[str]:
    """Codes of the treaties that a text names; `titles` adds those that only the register knows."""
    words = tokens(fold(text))
    known = phrases(language_of(language))
    found = {
        CODES[phrase.code]
        for at in range(len(words))
        if (phrase := known.at(words, at)) and phrase.kind == "treaty" and phrase.code in CODES
    }
    joined = f" {' '.join(words)} "
    for code, title in titles.items():
        if any(f" {' '.join(tokens(fold(name)))} " in joined for name in (code, title) if name):
            found.add(code)
    return found


def _articles_in(folded: str) -> frozenset[int]:
    spelled = " ".join(light(word) for word in folded.split())
    return frozenset(
        number
        for match in (*_ARTICLE.finditer(folded), *_ARTICLE.finditer(spelled))
        for number in articles_of(match["numbers"])
    )


def _why(word: str, one: Kept, same: Iterable[int]) -> str:
    articles = ", ".join(str(number) for number in sorted(same))
    return " · ".join(filter(None, [word, one.treaty, articles]))
