"""How often suggestions agree with what people gave: on records held back, beside the commonest labels.

SDG targets and groups of persons stand in for clusters and institutions, which real records do not carry.
The records are split by document, so that no paragraph is learned from its neighbours. Each of the six
languages is measured by itself, and a figure is the mean of the six. Its bar is the share that always naming
the commonest labels would have; those are counted over all records, held back or not, which flatters them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks import figures as told
from benchmarks.figures import Figure
from benchmarks.real import LANGUAGES, folder, site_records
from focal_points.suggesting.learner import Learner, groups_of
from focal_points.suggesting.measuring import agreement
from focal_points.suggesting.space import Space
from focal_points.suggesting.things import Thing

KINDS = {"targets": "SDG targets", "persons": "groups of persons"}


@dataclass
class Records:
    """The real records as the engine wants them, and the labels that people gave."""

    things: list[Thing] = field(default_factory=list)
    labelled: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)


def records() -> Records:
    """Targets by their codes; persons stay the site's own ids."""
    codes = _codes()
    found = Records(labelled={kind: {} for kind in KINDS})
    documents: dict[str, int] = {}
    themes: dict[str, int] = {}
    for key, record in enumerate(site_records()):
        hints = frozenset(themes.setdefault(theme, len(themes)) for theme in record["themesIds"] or ())
        document = documents.setdefault(record["documentId"], len(documents))
        texts = {language: record[language] for language in LANGUAGES}
        found.things.append(Thing(key, texts, hints, document, record["numberInDocument"]))
        targets = frozenset(codes[one] for one in record["sdgsIds"] or () if "." in codes.get(one, ""))
        for kind, labels in (("targets", targets), ("persons", frozenset(record["affectedPersonIds"] or ()))):
            if labels:
                found.labelled[kind][key] = labels
    return found


def _codes() -> dict[str, str]:
    with (folder() / "uhri-vocabulary-sdgs-en.jsonl").open(encoding="utf-8") as lines:
        return {entry["id"]: entry["text"].split(" - ")[0] for entry in map(json.loads, lines)}


def measured(
    found: Records, kind: str, language: str, *, with_hints: bool
) -> tuple[float, float, float, float]:
    """First and first three, of the suggestions and of the commonest, over five parts held back in turn."""
    labelled = found.labelled[kind]
    asked = [found.things[key] for key in sorted(labelled)]
    parts = groups_of(asked)
    counts = Counter(label for labels in labelled.values() for label in labels)
    shares = np.zeros(4)
    for part in range(parts.max() + 1):
        known = [thing for thing, its in zip(asked, parts, strict=True) if its != part]
        away = [thing for thing, its in zip(asked, parts, strict=True) if its == part]
        space = Space(language, known)
        learner = Learner(space, {thing.key: labelled[thing.key] for thing in known}, with_hints=with_hints)
        truth = np.zeros((len(away), len(learner.labels)), dtype=np.float32)
        for row, thing in enumerate(away):
            for column, label in enumerate(learner.labels):
                truth[row, column] = label in labelled[thing.key]
        usual = np.tile([counts[label] for label in learner.labels], (len(away), 1)).astype(np.float32)
        here = (*agreement(learner.scores(space.place(away)), truth), *agreement(usual, truth))
        shares += np.array(here) * len(away)
    return tuple(shares / len(asked))  # type: ignore[return-value]


def figures() -> Iterator[Figure]:
    """From texts alone, and with the themes that the source gave beside them."""
    found = records()
    for kind, name in KINDS.items():
        for with_hints in (False, True):
            each = []
            for language in LANGUAGES:
                one = measured(found, kind, language, with_hints=with_hints)
                each.append(one)
                told.say(
                    f"  {name}, {language}, {'texts and themes' if with_hints else 'texts alone'}: "
                    f"first {one[0]:.3f}, first three {one[1]:.3f} "
                    f"(commonest {one[2]:.3f}, {one[3]:.3f})"
                )
            top1, top3, common1, common3 = np.mean(each, axis=0)
            suffix = "_with_themes" if with_hints else ""
            yield Figure(f"suggestions_{kind}_top1{suffix}", float(top1), float(common1), at_least=True)
            yield Figure(f"suggestions_{kind}_top3{suffix}", float(top3), float(common3), at_least=True)
