"""UPR Info's issues behind the labels of our themes and groups of persons, where that is certain.

The file of issues is ours; one that stands there without a tag says nothing ("Other"), one that is missing
goes to the labels that wait to be mapped. The words of UPR Info are kept beside in any case.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from recommendations.uhri.vocab import fold

DATA = Path(__file__).resolve().parent.parent / "data"
THEME, PERSONS = "theme", "persons"


def labels_of(issues: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Themes and groups of persons that stand for these issues; an unknown issue stands as a theme."""
    themes: dict[str, None] = {}
    persons: dict[str, None] = {}
    for issue in issues:
        known = _issues().get(fold(issue))
        if known is None:
            themes.setdefault(issue)
            continue
        for kind, label in known:
            (themes if kind == THEME else persons).setdefault(label)
    return tuple(themes), tuple(persons)


@cache
def _issues() -> dict[str, list[tuple[str, str]]]:
    with (DATA / "tags.csv").open(encoding="utf-8", newline="") as file:
        names = {(row["kind"], row["code"]): row["en"] for row in csv.DictReader(file)}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (DATA / "upr_info_issues.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tags = found[fold(row["issue"])]
            if row["code"]:
                tags.append((row["kind"], names[row["kind"], row["code"]]))
    return dict(found)
