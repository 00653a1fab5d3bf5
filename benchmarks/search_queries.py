"""Searches as people make them: one to four words of a text, up to three filters it meets, in six languages.

Each is drawn from a generated record, so that it finds something and its words are as common as words are.
The same seed gives the same searches, whatever the size of the register.
"""

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from benchmarks.documents import DATA, UPR
from benchmarks.generator import records
from benchmarks.real import LANGUAGES

COUNT = 220
DRAWN_FROM = 27_000
OTHER_LANGUAGES = 0.3
_WORD = re.compile(r"[^\W\d_]{4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")


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


def queries(count: int = COUNT, seed: int = 1) -> list[Query]:
    """`count` searches."""
    chance = random.Random(f"queries:{seed}")
    codes = _codes()
    chosen: list[Query] = []
    sources = {
        language: list(_asks(records(DRAWN_FROM, language=language), every=7 if language == "en" else 1))
        for language in LANGUAGES
    }
    common = {language: _too_common(found) for language, found in sources.items()}
    while len(chosen) < count:
        language = chance.choice(LANGUAGES[1:]) if chance.random() < OTHER_LANGUAGES else "en"
        record = chance.choice(sources[language])
        words = _words(record["Text"], language, common[language], chance)
        if words:
            chosen.append(Query(words, _filters(record, codes, chance), language))
    return chosen


def _asks(found: Iterator[dict[str, Any]], every: int) -> Iterator[dict[str, Any]]:
    """Recommendations alone: what a list shows where nothing else is asked for."""
    return (one for one in islice(found, 0, None, every) if one["AnnotationType"] == "- Recommendations")


def _too_common(found: list[dict[str, Any]]) -> set[str]:
    """Words in more than three texts of ten: nobody searches for `that`."""
    counts = Counter(word for one in found for word in set(_WORD.findall(one["Text"].lower())))
    return {word for word, number in counts.items() if number > 0.3 * len(found)}


def _words(text: str, language: str, common: set[str], chance: random.Random) -> tuple[str, ...]:
    number = chance.choice((1, 1, 2, 2, 2, 3, 3, 4))
    if language == "zh":
        return (
            tuple(dict.fromkeys(chance.sample(pairs, min(number, 2))))
            if (pairs := _HAN.findall(text))
            else ()
        )
    known = list(
        dict.fromkeys(word for word in _WORD.findall(text.split("(")[0].lower()) if word not in common)
    )
    if len(known) < number:
        return ()
    start = chance.randrange(len(known) - number + 1)
    return tuple(known[start : start + number])


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
