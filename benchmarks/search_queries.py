"""Searches as people make them: subject words, mostly one or two, with up to three filters, in six languages.

Each is drawn from a generated record, so that it finds something. Drawing a record and then one of its
words draws words in proportion to how many texts contain them. Most searches take subject words, which stand
in the names of themes, groups of persons, goals and rights; some take any words of a text; some take one word
drawn without regard to how rare it is. The same seed gives the same searches, whatever the size.
"""

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.documents import DATA, UPR
from benchmarks.generator import records
from benchmarks.real import LANGUAGES
from focal_points.languages import parted

COUNT = 220
DRAWN_FROM = 27_000
OTHER_LANGUAGES = 0.3
SUBJECTS, ANY, RARE = 0.7, 0.2, 0.1
"""Shares of searches by subject words, by any words of a text, and by one word as rare as words are."""
LENGTHS = {1: 0.5, 2: 0.3, 3: 0.13, 4: 0.07}
"""Number of words → share of searches."""
TOO_COMMON = 0.3
"""Words in more of the texts than this are not searched for: nobody looks for `that`."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


LeftOut = Callable[[str, list[str]], set[str]]


@dataclass(frozen=True)
class Query:
    """One search: its words, and the filters by their names in an address."""

    words: tuple[str, ...]
    filters: dict[str, str] = field(default_factory=dict)
    language: str = "en"

    @property
    def address(self) -> str:
        """Of the page, over all States."""
        return "?" + urlencode({"q": " ".join(self.words), "state": "all", **self.filters})


def queries(left_out: LeftOut, count: int = COUNT, seed: int = 1) -> list[Query]:
    """`count` searches without stop words, which `left_out` picks from the words of a language."""
    chance = random.Random(f"queries:{seed}")
    codes = _codes()
    sources = {language: _Source(language, left_out) for language in LANGUAGES}
    chosen: list[Query] = []
    while len(chosen) < count:
        language = chance.choice(LANGUAGES[1:]) if chance.random() < OTHER_LANGUAGES else "en"
        record, words = sources[language].draw(chance)
        if words:
            chosen.append(Query(words, _filters(record, codes, chance), language))
    return chosen


def write(path: Path, asked: list[Query]) -> None:
    """Keep searches for another process."""
    path.write_text(json.dumps([(one.words, one.filters, one.language) for one in asked]), encoding="utf-8")


def read(path: Path) -> list[Query]:
    """Those that were kept."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return [Query(tuple(words), filters, language) for words, filters, language in told]


class _Source:
    """Recommendations in one language, and what can be searched for in each."""

    def __init__(self, language: str, left_out: LeftOut) -> None:
        every = 7 if language == "en" else 1
        self.records = [
            one
            for one in islice(records(DRAWN_FROM, language=language), 0, None, every)
            if one["AnnotationType"] == "- Recommendations"
        ]
        self.words = [list(dict.fromkeys(_read(one["Text"].split("(")[0], language))) for one in self.records]
        counts = Counter(word for words in self.words for word in words)
        self.common = {word for word, number in counts.items() if number > TOO_COMMON * len(self.records)}
        self.common |= left_out(language, sorted(counts))
        self.distinct = sorted(counts.keys() - self.common)
        self.subjects = _subject_words(language)

    def draw(self, chance: random.Random) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A record and words of it; none where it has no such words."""
        way = chance.choices(("subjects", "any", "rare"), (SUBJECTS, ANY, RARE))[0]
        number = chance.choices(list(LENGTHS), list(LENGTHS.values()))[0]
        if way == "rare":
            word = chance.choice(self.distinct)
            places = [place for place, words in enumerate(self.words) if word in words]
            return self.records[chance.choice(places)], (word,)
        place = chance.randrange(len(self.records))
        known = [word for word in self.words[place] if word not in self.common]
        if way == "subjects":
            known = [word for word in known if word in self.subjects]
        if len(known) < number:
            return self.records[place], ()
        drawn = set(chance.sample(range(len(known)), number))
        return self.records[place], tuple(word for at, word in enumerate(known) if at in drawn)


def _subject_words(language: str) -> set[str]:
    """Of the names of themes, groups of persons, goals and rights in this language."""
    with (DATA / "tags.csv").open(encoding="utf-8") as file:
        return {word for row in csv.DictReader(file) for word in _read(row[language], language)}


def _read(text: str, language: str) -> list[str]:
    """Its words, in small letters."""
    if language == "zh":
        return [word for word in parted(text).split() if _HAN.fullmatch(word)]
    found: list[str] = _WORD.findall(text.lower())
    return found


def _filters(
    record: dict[str, Any], codes: dict[tuple[str, str], str], chance: random.Random
) -> dict[str, str]:
    """Up to three, each met by the record."""
    met: dict[str, str] = {"year": record["PublicationDate"][:4]}
    for name, kind in (("theme", "Themes"), ("persons", "AffectedPersons"), ("sdg", "Sdgs")):
        if record[kind]:
            met[name] = codes[name, chance.choice(record[kind])]
    body = record["Body"].removeprefix("- ")
    met["mechanism"] = codes["mechanism", body]
    if body == UPR:
        met["position"] = "supported" if "Supported" in record["UprPositions"] else "noted"
        met["cycle"] = record["UprCycle"][0]
    names = chance.sample(sorted(met), min(len(met), chance.choice((0, 0, 1, 1, 2, 3))))
    return {name: met[name] for name in sorted(names)}


def _codes() -> dict[tuple[str, str], str]:
    """(filter, label of the index) → code in an address."""
    codes: dict[tuple[str, str], str] = {}
    with (DATA / "tags.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes[row["kind"], row["en"]] = row["code"]
    with (DATA / "mechanisms.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes["mechanism", row["uhri_label"]] = row["code"]
    return codes
