"""SMART check of a measure's or an outcome's wording: who, what, how much, until when. Hints, never a veto.

Word lists in six languages stand in `data/smart_words.csv`; a text in another language gets no hints.
"""

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recommendations.recurring.folding import fold, is_han, tokens

FILE = Path(__file__).resolve().parent / "data" / "smart_words.csv"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
LONG = 60  # words; a Chinese character counts for less
OPENING = 12  # words in which the verb stands
_YEAR = re.compile(r"(?<!\d)20[2-9]\d(?!\d)")
_FIGURE = re.compile(r"(?<![\w./-])\d+(?:[.,]\d+)*(?![\w/-])")
_HAN_FIGURE = re.compile(r"\d+")


class Asks(StrEnum):
    """What a wording is asked for."""

    ACTOR = "actor"
    DOING = "doing"
    MEASURE = "measure"
    TIME = "time"
    SHORT = "short"


BETTER: dict[Asks, str | Promise] = {
    Asks.ACTOR: _("Name the institution that does it, so that somebody answers for it."),
    Asks.DOING: _("Begin with a verb of doing whose end can be seen: adopt, open, train, publish."),
    Asks.MEASURE: _("Give a figure or an indicator by which anybody can tell that it is reached."),
    Asks.TIME: _("Say until when: a day, a month or a year."),
    Asks.SHORT: _("Say one thing: divide a long sentence into several measures."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint: what is missing, the words it is about, and what would be better."""

    asks: Asks
    what: str
    better: str
    words: str = ""


def check(text: str, language: str) -> list[Finding]:
    """What would make the wording specific, measurable and bound to a time; nothing where it is all there."""
    language = language.split("-")[0]
    if language not in LANGUAGES or not text.strip():
        return []
    folded = fold(text)
    words = tokens(folded)
    found = [
        _actor(language, words),
        _doing(language, words),
        _measure(language, words, folded),
        _time(language, words, folded),
        _short(words),
    ]
    return [finding for finding in found if finding]


def _actor(language: str, words: list[str]) -> Finding | None:
    return (
        None
        if _first(language, "actor", words)
        else _missing(Asks.ACTOR, say("Nobody is named who does it."))
    )


def _doing(language: str, words: list[str]) -> Finding | None:
    weak = _first(language, "weak", words)
    doing = _first(language, "doing", words)
    if weak and (not doing or weak[0] < doing[0]) and weak[0] < OPENING:
        what = say("“%(words)s” can be said to be done at any time.") % {"words": weak[1]}
        return Finding(Asks.DOING, what, str(BETTER[Asks.DOING]), weak[1])
    return None if doing else _missing(Asks.DOING, say("No verb says what is done."))


def _measure(language: str, words: list[str], folded: str) -> Finding | None:
    figures = (_HAN_FIGURE if language == "zh" else _FIGURE).findall(_YEAR.sub(" ", folded))
    if figures or _first(language, "measure", words):
        return None
    return _missing(Asks.MEASURE, say("Nothing tells how much is enough."))


def _time(language: str, words: list[str], folded: str) -> Finding | None:
    if _YEAR.search(folded) or _first(language, "time", words):
        return None
    return _missing(Asks.TIME, say("No time limit is given."))


def _short(words: list[str]) -> Finding | None:
    length = sum(0.6 if is_han(word) else 1 for word in words)
    return _missing(Asks.SHORT, say("It is long.")) if length > LONG else None


def _missing(asks: Asks, what: str) -> Finding:
    return Finding(asks, what, str(BETTER[asks]))


def _first(language: str, name: str, words: list[str]) -> tuple[int, str] | None:
    """Where the first phrase of a list stands, and its words."""
    phrases = _phrases(language)[name]
    for at in range(len(words)):
        for phrase in phrases:
            if _fits(phrase, words, at):
                joined = ("" if language == "zh" else " ").join(words[at : at + len(phrase)])
                return at, joined
    return None


def _fits(phrase: tuple[str, ...], words: list[str], at: int) -> bool:
    return at + len(phrase) <= len(words) and all(
        have == want or (want[-1] == "*" and have.startswith(want[:-1]))
        for want, have in zip(phrase, words[at : at + len(phrase)], strict=True)
    )


@cache
def _phrases(language: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    return {row["what"]: tuple(_spelled(one) for one in row[language].split("|")) for row in rows}


def _spelled(spelling: str) -> tuple[str, ...]:
    """Words as `tokens` makes them, each with its star."""
    return tuple(
        token + ("*" if piece.endswith("*") else "")
        for piece in spelling.split()
        for token in tokens(fold(piece.removesuffix("*")))
    )
