"""Words that say in which of two opposite directions a request goes (`data/opposites.csv`), and of what."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from recommendations.recurring.folding import fold, is_han, stem, tokens

FILE = Path(__file__).resolve().parent.parent / "data" / "opposites.csv"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
ANY = "*"
BEHIND = 12  # words after the cue that say of what
BEFORE = 6  # and before it, in languages that put it there
UNDONE = 12  # words back in which something undoes what follows: "repeal the law that criminalizes …"
NEAR = 4  # words back in which such a law is led on from
# Lists of the file that are no axis: words without weight; objects of no consequence; negations; verbs that
# undo what follows; laws; what leads on from them; aims; words that only tell; objects that turn a request;
# what begins a request anew; what an object ends at; measures, which say little by themselves.
_LIGHT, _IDLE, _NOT, _UNDO = "light", "idle", "not", "undo"
_NORM, _LINK, _AIM, _TELL, _TURN, _KEEP = "norm", "link", "aim", "tell", "turn", "keep"
_AND, _EDGE, _MEASURE = "and", "edge", "measure"
_NAMED = frozenset([_KEEP, "join"])  # of these a noun asks too: "towards the abolition of …"
_HEAD_LAST = frozenset(["en"])  # "the night court": the last word of an object names it
_HEAD_FIRST = frozenset(["fr", "es"])
# Words that name or describe: "the criminalization of", "expanded", "a ban".
_NAMING = re.compile(
    r"(?:[tsc]ion|ement|ance|ence)e?s?\Z|bans?\Z|aumentos?\Z|incrementos?\Z|(?:ни|ци)[еяюий]м?\Z"
)
_DESCRIBING = re.compile(r"(?:ed|able|ible)\Z")


@dataclass(frozen=True, slots=True)
class Cue:
    """One request with a direction: on which axis, which way, in which word, and the words of its object."""

    axis: str
    side: str
    word: str
    about: tuple[str, ...]
    head: frozenset[str] = frozenset()
    """What it is done to: all of it where the language shows what that is (`is_sure`), else what is near."""
    is_sure: bool = False

    def has_object_of(self, other: Cue) -> bool:
        """Whether both are done to the same thing."""
        if self.is_sure and other.is_sure:
            return self.head == other.head
        return bool(self.head & other.head)


@dataclass(frozen=True, slots=True)
class _Phrase:
    axis: str
    side: str
    words: tuple[str, ...]
    spelled: str


def cues(text: str, language: str) -> list[Cue]:
    """Every request of the text that goes in one of two directions."""
    language = language.split("-")[0]
    if language not in LANGUAGES:
        return []
    words = tokens(fold(text))
    found: list[Cue] = []
    at = 0
    while at < len(words):
        phrase = _at(language, words, at)
        if phrase is None:
            at += 1
            continue
        end = at + len(phrase.words)
        about = _about(words, at, end, language)
        side = _side(language, words, at, end, phrase)
        if side and about and about[0] not in _listed(language, _IDLE):
            said = phrase.spelled if language == "ar" else " ".join(words[at:end])
            head = _object(language, words, end)
            found.append(Cue(phrase.axis, side, said, about, head or frozenset(about[:3]), bool(head)))
        at = end
    return found


def _side(language: str, words: list[str], start: int, end: int, phrase: _Phrase) -> str:
    """Which way the request goes; nothing where the words only tell or describe how things are."""
    before = words[max(0, start - UNDONE) : start]
    last = len(before) - 1
    if last >= 0 and _is_listed(language, _TELL, before, last):
        return ""
    if _describes(language, words[end - 1], phrase) or _is_of_a_law(language, before):
        return ""
    begins = next((at for at in range(end, len(words)) if not _ends(language, words, at)), end)
    object_ends = next((at for at in range(begins, len(words)) if _ends(language, words, at)), len(words))
    turns = [
        _is_undone(language, before),
        bool(set(before[-2:]) & _words(language, _NOT)),
        phrase.axis == _KEEP
        and any(_is_listed(language, _TURN, words, at) for at in range(end, min(end + 5, object_ends))),
    ]
    return phrase.side if sum(turns) % 2 == 0 else {"+": "-", "-": "+"}[phrase.side]


def _describes(language: str, word: str, phrase: _Phrase) -> bool:
    """Whether the word names or describes a thing rather than asks for it: "poverty reduction"."""
    if _NAMING.search(word):
        return phrase.axis not in _NAMED
    return language == "en" and bool(_DESCRIBING.search(word))


def _is_of_a_law(language: str, before: list[str]) -> bool:
    """Whether the words say what a law does ("the law prohibiting …"), or what goes with what is undone."""
    last = len(before) - 1
    if last < 0 or _is_listed(language, _AND, before, last):
        return False
    for at in range(last, -1, -1):
        if _is_listed(language, _AIM, before, at):
            return False
        is_link = at >= last - NEAR and _is_listed(language, _LINK, before, at)
        if is_link or (at == last and _is_listed(language, _NORM, before, at)):
            return True
        if at < last - 1 and _is_listed(language, _UNDO, before, at):
            return True
    return False


def _is_undone(language: str, before: list[str]) -> bool:
    """Undone by the last word before that has weight: "prevent the closing of …"."""
    if before and _is_listed(language, _AND, before, len(before) - 1):
        return False
    weighty = [word for word in before[-3:] if word not in _words(language, _LIGHT)]
    return bool(weighty) and _is_listed(language, _UNDO, weighty, len(weighty) - 1)


def _object(language: str, words: list[str], start: int) -> frozenset[str]:
    """What the request is done to, by its chief word; a mere measure with what it measures.

    Nothing where the language does not show where an object ends.
    """
    if language not in (_HEAD_LAST | _HEAD_FIRST):
        return frozenset()
    heads: list[str] = []
    at = start
    while at < len(words) and len(heads) < 2:
        run: list[str] = []
        while at < len(words) and not _ends(language, words, at):
            run.append(words[at])
            at += 1
        run = [word for word in run if word not in _words(language, _LIGHT)]
        if run:
            chief = run[-1] if language in _HEAD_LAST else run[0]
            heads.append(stem(chief))
            if chief not in _words(language, _MEASURE):
                break
        at += 1
    return frozenset(heads)


def _ends(language: str, words: list[str], at: int) -> bool:
    return words[at] in _words(language, _EDGE)


def _is_listed(language: str, name: str, words: list[str], at: int) -> bool:
    """Whether a phrase of the list stands there; its words may end in a star."""
    return any(_fits(phrase, words, at) for phrase in _phrases(language, name))


def _about(words: list[str], start: int, end: int, language: str) -> tuple[str, ...]:
    """The content words after the cue; Chinese characters in pairs, before the cue too (把…废除)."""
    after = words[end : end + BEHIND]
    if language == "zh":
        near = [words[max(0, start - BEFORE) : start], after]
        return tuple(a + b for run in near for a, b in pairwise(run) if is_han(a) and is_han(b))
    light = _words(language, _LIGHT)
    return tuple(stem(word) for word in after if word not in light and (len(word) > 2 or word.isdigit()))


def _at(language: str, words: list[str], at: int) -> _Phrase | None:
    for phrase in _begun(language).get(words[at][:1], ()):
        if _fits(phrase.words, words, at):
            return phrase
    return None


def _fits(wanted: tuple[str, ...], words: list[str], at: int) -> bool:
    if at + len(wanted) > len(words):
        return False
    return all(
        have == want or (want[-1] == ANY and have.startswith(want[:-1]))
        for want, have in zip(wanted, words[at : at + len(wanted)], strict=True)
    )


@cache
def _words(language: str, name: str) -> frozenset[str]:
    """A list of single words, folded."""
    found = next((row[language] for row in _rows() if row["axis"] == name), "")
    return frozenset(token for spelling in found.split("|") for token in tokens(fold(spelling)))


@cache
def _phrases(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """A list of phrases, as `tokens` makes them."""
    found = next((row[language] for row in _rows() if row["axis"] == name), "")
    return tuple(tuple(_spelled(spelling)) for spelling in filter(None, found.split("|")))


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    """The same as they stand in what a request is about."""
    if language == "zh":
        spelled = next((row["zh"] for row in _rows() if row["axis"] == name), "")
        return frozenset(filter(None, spelled.split("|")))
    return frozenset(stem(word) for word in _words(language, name))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _begun(language: str) -> dict[str, tuple[_Phrase, ...]]:
    """First letter → phrases, the longest first."""
    found: dict[str, list[_Phrase]] = defaultdict(list)
    for row in _rows():
        for spelling in filter(None, row[language].split("|") if row["side"] else ()):
            words = tuple(_spelled(spelling))
            found[words[0][0]].append(_Phrase(row["axis"], row["side"], words, spelling))
    return {letter: tuple(sorted(rows, key=lambda one: -len(one.words))) for letter, rows in found.items()}


def _spelled(spelling: str) -> list[str]:
    """Words as `tokens` makes them, each with its star."""
    return [
        token + (ANY if piece.endswith(ANY) else "")
        for piece in spelling.split()
        for token in tokens(fold(piece.removesuffix(ANY)))
    ]
