"""The hand-labelled pairs of real texts, judged: how right what is proposed is, by half and language.

The pairs are kept by file and row (see `benchmarks/data/README.md`); the texts are read where they lie.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks import real
from recommendations.recurring import pairs
from recommendations.recurring.table import Table
from recommendations.uhri.clean import plain

LABELS = Path(__file__).parent / "data" / "recurring_pairs.csv"
UPR_INFO = "uprinfo-sessions-*.csv"


@dataclass(frozen=True)
class Labelled:
    """Two texts by their places, and whether one national answer would serve both."""

    half: str
    language: str
    a: tuple[str, str]
    b: tuple[str, str]
    same: bool
    hard: bool


@dataclass
class Judged:
    """How many were found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of what is the same, how much was found."""
        return self.right / max(self.right + self.missed, 1)


def labelled() -> list[Labelled]:
    """All pairs."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                row["half"],
                row["language"],
                (row["a_file"], row["a_row"]),
                (row["b_file"], row["b_row"]),
                row["same"] == "1",
                row["hard"] == "1",
            )
            for row in csv.DictReader(lines)
        ]


def judge() -> dict[tuple[str, str], Judged]:
    """By half and language; each pair among the texts it stands with, as in the product."""
    found: dict[tuple[str, str], Judged] = defaultdict(Judged)
    for pair, score in scores():
        judged = found[pair.half, pair.language]
        if score >= pairs.ALIKE:
            judged.right += pair.same
            judged.wrong += not pair.same
        else:
            judged.missed += pair.same
    return dict(found)


def scores() -> Iterator[tuple[Labelled, float]]:
    """Each pair with its score."""
    by_place: dict[tuple[str, str], list[Labelled]] = defaultdict(list)
    for pair in labelled():
        by_place[pair.language, _collection(pair.a)].append(pair)
    for (language, collection), found in sorted(by_place.items()):
        texts = _texts(language)[collection]
        keys = {place: key for key, place in enumerate(texts)}
        known = pairs.known_words(texts.values())
        asked = [pairs.asked(keys[place], text, language, known) for place, text in texts.items()]
        table = Table(asked)
        for pair in found:
            yield pair, _score(table, keys[pair.a], keys[pair.b], language)


def _score(table: Table, a: int, b: int, language: str) -> float:
    """The best of any two of their requests."""
    of_a, of_b = np.flatnonzero(table.keys == a), np.flatnonzero(table.keys == b)
    left, right = np.repeat(of_a, len(of_b)), np.tile(of_b, len(of_a))
    if not len(left):
        return 0.0
    return float(pairs.scored(table.look(left, right, table.likeness(left, right)), language).max())


def _collection(place: tuple[str, str]) -> str:
    """Which texts a text is compared with: those to its State, or all of the site's file."""
    return _states()[place] if place in _states() else place[0]


@cache
def _states() -> dict[tuple[str, str], str]:
    return {place: state for place, state, _ in _upr_info()}


@cache
def _texts(language: str) -> dict[str, dict[tuple[str, str], str]]:
    """Collection → place → text."""
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for record in real.site_records():
        found[real.SITE][real.SITE, record["annotationId"]] = plain(record[language])
    if language == "en":
        for place, state, text in _upr_info():
            found[state][place] = text
    return found


def _upr_info() -> Iterator[tuple[tuple[str, str], str, str]]:
    """Place, State and text of each row; rows are counted from one."""
    for path in sorted(real.folder().glob(UPR_INFO)):
        content = path.read_bytes().decode("mac_roman").replace("\r\n", "\n").replace("\r", "\n")
        for number, row in enumerate(csv.DictReader(io.StringIO(content, newline="")), start=1):
            yield (path.name, str(number)), row["To"] or "", " ".join((row["Text"] or "").split())


def upr_info_by_state() -> dict[str, list[str]]:
    """All texts of the UPR Info tables, State by State."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, state, text in _upr_info():
        if text:
            found[state].append(text)
    return dict(sorted(found.items()))
