"""Words by which States' own tables say how far something is, and which status each seems to mean.

A guess, shown before it counts: where the word is none of these, a person says once what it means.
"""

import csv
from functools import cache
from pathlib import Path

from focal_points.sheets import columns as kinds
from focal_points.sheets import words
from recommendations.uhri.vocab import fold

_FILE = Path(__file__).with_name("status_words.csv")


@cache
def _known() -> dict[str, str]:
    """The file's words, and what the statuses are called here in every language, which goes before."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        guessed = {fold(line["word"]): line["status"] for line in csv.DictReader(file)}
    return guessed | words.spellings(kinds.STATUS)


def status_of(text: str) -> str:
    """The status that the words seem to mean; nothing where they are not known."""
    return _known().get(fold(text.strip(" .;:")), "")
