"""Which documents a generated register holds: States, bodies, years, sizes, as uneven as the real index."""

import csv
import math
import random
from dataclasses import dataclass
from functools import cache

from nmrf.local import clone

DATA = clone.ROOT / "recommendations" / "data"
UPR = "UPR"
# Records of each body in the index of February 2026, in hundreds; the UPR's less what it gains where a State
# lacks some of the bodies.
TREATY_BODIES = {
    "CRC": 222, "CEDAW": 209, "CESCR": 130, "CCPR": 124, "CAT": 120, "CERD": 119, "CRPD": 94,
    "CMW": 46, "CRC-OP-SC": 38, "SPT": 37, "CED": 27, "CRC-OP-AC": 27,
}  # fmt: skip
UPR_SHARE = 1110
PROCEDURES_SHARE = 207
PROCEDURES_EACH = 7  # how many special procedures went to a State


@dataclass(frozen=True)
class Document:
    """One outcome: who was asked by whom, when, and how many records it has."""

    iso3: str
    state: str
    region: str
    body: str
    symbol: str
    year: int
    session: int | None
    size: int


@dataclass(frozen=True)
class State:
    """As the index names it."""

    iso3: str
    name: str
    region: str


@cache
def states() -> tuple[State, ...]:
    """Members of the United Nations."""
    with (DATA / "countries.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "member"]
    return tuple(State(row["iso3"], row["name_en"], row["region"]) for row in rows)


@cache
def procedures() -> tuple[str, ...]:
    """Special procedures by the label that the index gives them."""
    with (DATA / "mechanisms.csv").open(encoding="utf-8") as file:
        labels = [row["uhri_label"] for row in csv.DictReader(file)]
    return tuple(label for label in labels if label[:3] in {"SR ", "WG ", "IE "})


def plan(count: int, seed: int, country: str | None) -> list[Document]:
    """Documents with `count` records in all, in an order without meaning."""
    chance = random.Random(f"documents:{seed}")
    drafts: list[tuple[float, Document]] = []
    for place, state in enumerate(states()):
        weight = math.exp(chance.gauss(0, 0.55))
        for share, document in _of_state(state, 3 + place, chance):
            if country is None or state.iso3 == country:
                drafts.append((weight * share * math.exp(chance.gauss(0, 0.35)), document))
    if not drafts:
        raise ValueError(f"{country} is no State of the list")
    chance.shuffle(drafts)
    return _sized(drafts, count)


def _of_state(state: State, number: int, chance: random.Random) -> list[tuple[float, Document]]:
    """With a share of the State's records each; `number` parts its symbols from those of other States."""
    found = [
        (UPR_SHARE / 4 * share, _document(state, UPR, f"A/HRC/{session + 3}/{number}", year, session))
        for share, session, year in (
            (0.6, 1 + number % 12, 2008 + number % 4),
            (1.0, 13 + number % 14, 2012 + number % 5),
            (1.3, 27 + number % 14, 2017 + number % 5),
            (1.1, 41 + number % 8, 2022 + number % 4),
        )
    ]
    for body, share in TREATY_BODIES.items():
        times = chance.choice((1, 2, 3, 4)) if chance.random() < 0.92 else 0
        for time in range(1, times + 1):
            symbol = f"{body.replace('CRC-OP', 'CRC/C/OP').replace('-', '/')}/{state.iso3}/CO/{time}"
            if body not in {"CRC-OP-SC", "CRC-OP-AC"}:
                symbol = f"{'E/C.12' if body == 'CESCR' else body + '/C'}/{state.iso3}/CO/{time}"
            year = 2026 - (times - time) * 5 - chance.randrange(1, 5)
            found.append((share / times, _document(state, body, symbol, year, None)))
    visits = chance.sample(procedures(), PROCEDURES_EACH)
    for place, body in enumerate(visits):
        year = chance.randrange(2007, 2026)
        symbol = f"A/HRC/{(year - 2006) * 3 + 2}/{200 + number}/ADD.{place + 1}"
        found.append(
            (PROCEDURES_SHARE / PROCEDURES_EACH / (1 + place), _document(state, body, symbol, year, None))
        )
    return found


def _document(state: State, body: str, symbol: str, year: int, session: int | None) -> Document:
    return Document(state.iso3, state.name, state.region, body, symbol, year, session, 0)


def _sized(drafts: list[tuple[float, Document]], count: int) -> list[Document]:
    """Each document's share of the count, none lost by rounding."""
    whole = sum(weight for weight, _ in drafts)
    documents, given, passed = [], 0, 0.0
    for weight, draft in drafts:
        passed += weight
        size = round(count * passed / whole) - given
        given += size
        if size:
            documents.append(Document(**(draft.__dict__ | {"size": size})))
    return documents
