"""Labels for generated records, as unevenly spread as the index's: few on very many, most on few."""

import csv
import itertools
import random
from dataclasses import dataclass

from benchmarks.documents import DATA
from benchmarks.real import tag_counts

KINDS = {"Themes": "theme", "AffectedPersons": "persons", "Sdgs": "sdg"}
RESERVATIONS = "Reservations"
"""The label that older records of the index bear by a fault of migration."""


@dataclass
class Tags:
    """Draws labels with chance falling as their rank rises."""

    labels: dict[str, list[str]]
    weights: dict[str, list[float]]

    @classmethod
    def of_the_register(cls, seed: int) -> "Tags":
        """All labels that the register knows, in an order drawn once."""
        chance = random.Random(f"tags:{seed}")
        labels: dict[str, list[str]] = {name: [] for name in KINDS}
        by_kind = {kind: name for name, kind in KINDS.items()}
        with (DATA / "tags.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["kind"] in by_kind and not row["code"].startswith("group-"):
                    labels[by_kind[row["kind"]]].append(row["en"])
        for known in labels.values():
            chance.shuffle(known)
        weights = {
            name: list(itertools.accumulate(1 / rank**0.9 for rank in range(1, len(known) + 1)))
            for name, known in labels.items()
        }
        return cls(labels, weights)

    def draw(self, chance: random.Random, year: int) -> dict[str, list[str]]:
        """The labels of one record."""
        drawn = {
            name: list(
                dict.fromkeys(
                    chance.choices(known, cum_weights=self.weights[name], k=chance.choice(tag_counts()[name]))
                )
            )
            for name, known in self.labels.items()
        }
        if chance.random() < max(0.0, 0.9 - (year - 2007) * 0.075) and RESERVATIONS not in drawn["Themes"]:
            drawn["Themes"].append(RESERVATIONS)
        return drawn
