"""The field's own words in six languages: treaties, groups of persons, acts, set openings."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recommendations.recurring.folding import fold, tokens

FILE = Path(__file__).resolve().parent.parent / "data" / "recurring_words.csv"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
ANY = "*"
_APART = {"treatykey", "implied"}  # looked up by `treaty_keys` and `implied`


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that stand for something; one that ends in `*` stands for all that begin so."""

    words: tuple[str, ...]
    kind: str
    code: str

    def fits(self, found: list[str], at: int) -> bool:
        """Whether the words from `at` on are these."""
        if at + len(self.words) > len(found):
            return False
        return all(
            word == wanted or (wanted[-1] == ANY and word.startswith(wanted[:-1]))
            for wanted, word in zip(self.words, found[at : at + len(self.words)], strict=True)
        )


class Phrases:
    """What a language's words stand for; the longest fitting phrase counts."""

    def __init__(self, phrases: list[Phrase]) -> None:
        self._whole: dict[str, list[Phrase]] = defaultdict(list)
        self._begun: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            first = phrase.words[0]
            (self._begun if first[-1] == ANY else self._whole)[first.removesuffix(ANY)].append(phrase)
        self._lengths = sorted({len(beginning) for beginning in self._begun})
        self._known: dict[str, tuple[Phrase, ...]] = {}

    def _starting_with(self, word: str) -> tuple[Phrase, ...]:
        known = self._known.get(word)
        if known is None:
            found = list(self._whole.get(word, ()))
            for length in self._lengths:
                if length > len(word):
                    break
                found += self._begun.get(word[:length], ())
            known = self._known[word] = tuple(sorted(found, key=lambda phrase: -len(phrase.words)))
        return known

    def at(self, found: list[str], at: int) -> Phrase | None:
        """The longest phrase that begins here."""
        for phrase in self._starting_with(found[at]):
            if phrase.fits(found, at):
                return phrase
        return None


def language_of(code: str) -> str:
    """Whose words to use: another language than the six is compared by its letters alone."""
    code = code.split("-")[0]
    return code if code in LANGUAGES else ""


@cache
def phrases(language: str) -> Phrases:
    """Read once; an unknown language knows the acronyms of treaties, as English writes them."""
    found: list[Phrase] = []
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for spelling in filter(None, row[language or "en"].split("|")):
                if (language or row["kind"] == "treaty") and row["kind"] not in _APART:
                    found.append(Phrase(_words(spelling), row["kind"], row["code"]))
            if language not in ("", "en") and row["kind"] == "treaty":
                found += [Phrase((name,), "treaty", row["code"]) for name in _acronyms(row["en"])]
    return Phrases([phrase for phrase in found if phrase.words])


@cache
def treaty_keys(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words by which a convention is known however its title is put: code and words in a row."""
    return tuple(
        (row["code"], _words(spelling))
        for row in _rows("treatykey")
        for spelling in row[language or "en"].split("|")
    )


@cache
def implied() -> dict[str, frozenset[str]]:
    """Term → the groups of persons whom it concerns without naming them."""
    groups: dict[str, set[str]] = defaultdict(set)
    for row in _rows("implied"):
        for term in row["en"].split("|"):
            groups[term].add(row["code"])
    return {term: frozenset(found) for term, found in groups.items()}


def codes(kind: str) -> list[str]:
    """What the phrases of a kind stand for."""
    return [row["code"] for row in _rows(kind)]


def _rows(kind: str) -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["kind"] == kind]


def _words(spelling: str) -> tuple[str, ...]:
    folded = fold(spelling)
    parted = [
        token + (ANY if end < len(folded) and folded[end] == ANY else "") for token, end in _placed(folded)
    ]
    return tuple(parted)


def _placed(folded: str) -> list[tuple[str, int]]:
    """Each word with where it ends."""
    placed, reached = [], 0
    for token in tokens(folded):
        reached = folded.index(token, reached) + len(token)
        placed.append((token, reached))
    return placed


def _acronyms(spellings: str) -> list[str]:
    return [name for name in spellings.split("|") if name.isalpha() and len(name) <= 8]
