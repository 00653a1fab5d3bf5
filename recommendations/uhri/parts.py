"""The lettered requests (a), (b), … of a text, proposed as spans for a person to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "أبجدهوزحطيكلمنسعفصقرشت",
)
# "(a)", "( a )", "a)", also glued to the word before or after; not "article 2 (a)" nor "f(a)".
_MARKER = re.compile(r"(?P<open>\(\s?)?(?P<letter>[a-z\u0430-\u044fأ-ي])(?:ـ)?\s?\)\s*(?=\S)")
_REFERENCE = re.compile(r"(?:\d|\bart\.?|\barts\.?|\bpara\.?|\bparas\.?|\)|\band|\bor|,)\s*\Z", re.IGNORECASE)
_BARE_MAY_FOLLOW = re.compile(r"(?:[:;.,؛،\uff1a\uff1b。]|^|\n)\s*(?:and|or|et|y|e|и)?\s*\Z", re.IGNORECASE)
_SEQUENCE_JOIN = re.compile(r"[;,؛\uff1b]\s*(?:and|or|et|y|и)?\s*\Z", re.IGNORECASE)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Span:
    """One lettered request: its letter, and where it stands in the text, marker included."""

    letter: str
    start: int
    end: int


def propose_parts(text: str) -> list[Span]:
    """The longest run of letters that begins with the first one, in order; empty if there is no such run.

    The last part runs to the end of its paragraph.
    """
    markers = [
        (match["letter"], match.start()) for match in _MARKER.finditer(text) if _is_marker(text, match)
    ]
    best: list[tuple[str, int]] = []
    for alphabet in ALPHABETS:
        for first, (letter, _start) in enumerate(markers):
            if letter == alphabet[0]:
                run = _run_from(markers[first:], alphabet)
                best = max(best, run, key=len)
    if len(best) < FEWEST:
        return []
    ends = [start for _letter, start in best[1:]] + [_end_of_paragraph(text, best[-1][1])]
    return [
        Span(letter, start, start + len(text[start:end].rstrip()))
        for (letter, start), end in zip(best, ends, strict=True)
    ]


def _is_marker(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 24) : match.start()]
    if not match["open"]:
        return bool(_BARE_MAY_FOLLOW.search(before))
    return not _REFERENCE.search(before) or bool(_SEQUENCE_JOIN.search(before))


def _run_from(markers: list[tuple[str, int]], alphabet: str) -> list[tuple[str, int]]:
    run: list[tuple[str, int]] = []
    for letter, start in markers:
        if len(run) < len(alphabet) and letter == alphabet[len(run)]:
            run.append((letter, start))
    return run


def _end_of_paragraph(text: str, start: int) -> int:
    blank = text.find("\n\n", start)
    return len(text) if blank < 0 else blank
