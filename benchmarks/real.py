"""The real records beside the clone, as the generator's material: texts by kind, lengths, numbers of tags."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from nmrf.local import clone

FEWEST_SENTENCES = 20
"""A body with fewer takes those of another."""
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
SITE = "uhri-api-many-countries-6lang.jsonl"
_NUMBER = re.compile(r"^\s*(?:[\d\u0660-\u0669]{1,3}[.\-–]\s?)?[\d\u0660-\u0669]{1,4}\s?[.\-–]?\s*")
_SENTENCES = re.compile(r"(?<=[.;:。；])\s+|(?<=[。；])")
_STATES_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]{2,60}[)）]\s*[;；؛.]?\s*$")


def missing(line: str) -> NoReturn:
    """End with one clear line."""
    print(line, file=sys.stderr, flush=True)
    raise SystemExit(2)


@cache
def folder() -> Path:
    """Where the real records lie: REAL_RECORDS, or `../shared/data` beside the clone."""
    place = Path(os.environ.get("REAL_RECORDS") or clone.ROOT.parent / "shared" / "data")
    if not (place / SITE).is_file():
        missing(f"The real records are not here: {place / SITE}. See docs/performance.md.")
    return place


@dataclass
class Material:
    """Texts of one language without their numbers and States, whole and in sentences."""

    upr: list[str] = field(default_factory=list)
    openings: dict[str, list[str]] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)


def site_records() -> Iterator[dict[str, Any]]:
    """The site's answers: each text in six languages."""
    with (folder() / SITE).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def upr_info_texts() -> Iterator[str]:
    """The texts of the UPR Info tables."""
    for path in sorted(folder().glob("uprinfo-sessions-*.csv")):
        content = path.read_bytes().decode("mac_roman").replace("\r\n", "\n").replace("\r", "\n")
        for row in csv.DictReader(io.StringIO(content)):
            text = " ".join((row.get("Text") or "").split())
            if 20 <= len(text) <= 2_000:
                yield text.rstrip(" .;")


@cache
def material(language: str = "en") -> Material:
    """What texts of this language are made of."""
    found = Material()
    labels = json.loads((folder() / "uhri-api-guid-labels.inferred.json").read_text(encoding="utf-8"))[
        "bodyId"
    ]
    for record in site_records():
        text = _NUMBER.sub("", " ".join(record[language].split()))
        body = labels.get(record["bodyId"], "UPR")
        if body == "UPR":
            found.upr.append(_STATES_IN_BRACKETS.sub("", text).rstrip(" .;"))
            continue
        first, *others = [part for part in _SENTENCES.split(text) if part.strip()] or [text]
        found.openings.setdefault(body, []).append(first)
        found.sentences.setdefault(body, []).extend(others)
        found.lengths.append(len(text))
    if language == "en":
        found.upr.extend(upr_info_texts())
    found.sentences = {body: own for body, own in found.sentences.items() if len(own) >= FEWEST_SENTENCES}
    return found


@cache
def tag_counts() -> dict[str, list[int]]:
    """How many themes, groups of persons and SDGs real records bear."""
    names = {"Themes": "themesIds", "AffectedPersons": "affectedPersonIds", "Sdgs": "sdgsIds"}
    counts: dict[str, list[int]] = {name: [] for name in names}
    for record in site_records():
        for name, key in names.items():
            counts[name].append(len(record[key] or []))
    return counts
