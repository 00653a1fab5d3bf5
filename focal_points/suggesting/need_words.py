"""A start for needs, while nobody has confirmed any: words by which a text asks for a law or for money.

The lists (`need_words.csv`) are the house's own, in six languages, over folded text: lower case, no accents,
Arabic letters made alike. Words of the first column ask by themselves where the second is empty, else with
one of the second in the same sentence. What a list finds is marked as such, and is never more than possible.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from focal_points.suggesting.space import asked
from focal_points.suggesting.things import Proposal, Reason, Thing
from recommendations.recurring.folding import is_han

FILE = Path(__file__).resolve().parent / "need_words.csv"
LAW, BUDGET = "law", "budget"
BASIS = "words"
_BETWEEN = r"(?:(?![.;\u061b\u3002\uff1b]).){0,90}?"
"""What may stand between the two: not the end of a sentence."""


@cache
def patterns() -> dict[tuple[str, str], list[re.Pattern[str]]]:
    """Kind and language → what to look for."""
    found: dict[tuple[str, str], list[re.Pattern[str]]] = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            first = f"(?P<first>{_any_of(row['words'])})"
            near = f"{_BETWEEN}(?P<near>{_any_of(row['near'])})" if row["near"] else ""
            found[row["kind"], row["language"]].append(re.compile(first + near))
    return dict(found)


def _any_of(words: str) -> str:
    return "|".join(_as_pattern(word) for word in words.split("|"))


def _as_pattern(word: str) -> str:
    """A word as it stands, or all that begin so; Chinese has no spaces to begin after."""
    stem = re.escape(word.removesuffix("*")).replace(r"\*\ ", r"\w*\ ")
    if is_han(word[0]):
        return stem
    return rf"\b{stem}\w*" if word.endswith("*") else rf"\b{stem}\b"


def found_words(kind: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The words in these texts that ask for it, in the first language that does; nothing where none does."""
    for code, text in texts.items():
        for pattern in patterns().get((kind, code.split("-")[0]), ()):
            if found := pattern.search(asked(text)):
                return tuple(word for word in found.groupdict().values() if word)
    return ()


def proposals(kind: str, questions: Iterable[Thing]) -> list[Proposal]:
    """One for each question in which the list finds something. The reason is what it found."""
    return [
        Proposal(thing.key, kind, 0.0, False, BASIS, (Reason(thing.key, words),))
        for thing in questions
        if (words := found_words(kind, thing.texts))
    ]
