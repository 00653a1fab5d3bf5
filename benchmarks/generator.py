"""As many records as wanted, in the shape of the full export, multiplied from the real ones beside the clone.

Texts are recombined from real sentences, so that none repeats another; lengths, tags, States and bodies are
as uneven as the real index's. Every record says `Generated: true`, and its `AnnotationId` is one of our own
namespace. The same numbers give the same records on every machine.
"""

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from benchmarks.documents import UPR, Document, plan, states
from benchmarks.real import Material, material
from benchmarks.tags import Tags

NAMESPACE = UUID("6f0e2d5c-3c61-5d0b-9a52-5d7c3d1b8f10")
TRANSLATED = 0.1
"""Share of the records that also come in the other languages."""
POSITIONS = (["Supported"],) * 76 + (["Noted"],) * 21 + (["Supported/Noted"],) * 3


def records(
    count: int, seed: int = 1, country: str | None = None, language: str = "en"
) -> Iterator[dict[str, Any]]:
    """`count` records (of one State, by its ISO3 code). Another language: its share of the same."""
    texts, tags = material(language), Tags.of_the_register(seed)
    number = 0
    for document in plan(count, seed, country):
        for place in range(1, document.size + 1):
            number += 1
            if language == "en" or is_translated(number):
                chance = random.Random(f"{seed}:{country}:{number}")
                yield _record(document, place, number, seed, chance, texts, tags)


def is_translated(number: int) -> bool:
    """Whether the record with this number also exists in the other languages."""
    return number * 7919 % 1000 < TRANSLATED * 1000


def _record(
    document: Document, place: int, number: int, seed: int, chance: random.Random, texts: Material, tags: Tags
) -> dict[str, Any]:
    is_upr = document.body == UPR
    day = dt.date(document.year, 1 + len(document.symbol) % 12, 1 + place % 3)
    published = dt.datetime.combine(day, dt.time(10, 53, 45)) + dt.timedelta(days=30, seconds=number % 9000)
    kind = "Recommendations" if is_upr or chance.random() < 0.6 else "Concerns/Observations"
    recommending = chance.sample(states(), 1 + int(chance.random() ** 6 * 6)) if is_upr else []
    recommending = [state for state in recommending if state.iso3 != document.iso3]
    return {
        "AnnotationId": str(uuid5(NAMESPACE, f"{seed}:{document.symbol}:{place}")),
        "DocumentId": str(uuid5(NAMESPACE, f"{seed}:{document.symbol}")),
        "Symbol": document.symbol,
        "AnnotationType": "-" if chance.random() < 0.007 else f"- {kind}",
        "Body": f"- {document.body}",
        "Countries": [document.state],
        "Regions": [document.region] if document.region else [],
        "PublicationDate": f"{day.isoformat()}T00:00:00",
        "PublicationDateOnUhri": published.isoformat() + f".{number % 1000:03d}".rstrip("0").rstrip("."),
        **tags.draw(chance, document.year),
        "UprCycle": f"{_ordinal(_cycle(document.session))} cycle" if document.session else None,
        "UprSession": [f"{_ordinal(document.session)} Session - {document.year}"] if document.session else [],
        "UprPositions": list(chance.choice(POSITIONS)) if is_upr else [],
        "UprRecommendingCountry": [state.name for state in recommending],
        "UprRecommendingRegions": sorted({state.region for state in recommending if state.region}),
        "Text": (
            _upr_text(document, place, chance, texts, [state.name for state in recommending])
            if is_upr
            else _body_text(document, place, chance, texts)
        ),
        "Generated": True,
    }


def _upr_text(
    document: Document, place: int, chance: random.Random, texts: Material, recommending: list[str]
) -> str:
    """One request as States word it: a real one, or the beginning of one with the end of another."""
    text = chance.choice(texts.upr)
    if chance.random() < 0.7:
        first, second = text.split(", ", 1)[0], chance.choice(texts.upr).rsplit(", ", 1)[-1]
        text = f"{first}, {second[:1].lower()}{second[1:]}"
    section = 60 + document.year % 40 + (place > document.size * 0.8)
    return f"{section}.{place} {text} ({', '.join(recommending) or 'Peru'});"


def _body_text(document: Document, place: int, chance: random.Random, texts: Material) -> str:
    """A paragraph of an outcome, as long as a real one, of sentences from the same body where it has any."""
    body = document.body if document.body in texts.sentences else chance.choice(sorted(texts.sentences))
    wanted = chance.choice(texts.lengths) * chance.uniform(0.6, 1.3)
    parts = [chance.choice(texts.openings[body])]
    length, letter = len(parts[0]), 0
    while length < wanted and len(parts) < 60:
        if chance.random() < 0.4 and letter < 26:
            request = chance.choice(texts.upr)
            part = f"({chr(97 + letter)}) {request[:1].upper()}{request[1:]};"
            letter += 1
        else:
            part = chance.choice(texts.sentences[body])
        parts.append(part)
        length += len(part) + 1
    return f"{place + 4}. {' '.join(parts)}"


def _cycle(session: int) -> int:
    return 1 if session <= 12 else 2 + (session - 13) // 14


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{ending}"


def write_json(
    path: Path, count: int, seed: int = 1, country: str | None = None, language: str = "en"
) -> None:
    """One array, as the full export is."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for place, record in enumerate(records(count, seed, country, language)):
            file.write(("," if place else "") + "\n" + json.dumps(record, ensure_ascii=False))
        file.write("\n]\n")


COLUMNS = {
    "Text": "Text",
    "Countries Concerned": "Countries",
    "Reccomending Body": "Body",
    "Document Symbol": "Symbol",
    "Themes": "Themes",
    "Affected Persons": "AffectedPersons",
    "Sdgs": "Sdgs",
    "Document Publication Date": "PublicationDate",
    "UPR Reccomending States": "UprRecommendingCountry",
    "UPR Position": "UprPositions",
    "Type": "AnnotationType",
    "OHCHR Annotation Id": "AnnotationId",
    "UPR Session": "UprSession",
    "Regions Concerned": "Regions",
    "Recommending Regions": "UprRecommendingRegions",
    "Date of publication on UHRI": "PublicationDateOnUhri",
}
"""The workbook's headings, spelt as they are there, and the key of each in the array."""


def write_xlsx(
    path: Path, count: int, seed: int = 1, country: str | None = None, language: str = "en"
) -> None:
    """One sheet in the columns of the index's own workbook, and one more that marks it as generated."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("UHRI")
    sheet.append(list(COLUMNS))
    for record in records(count, seed, country, language):
        sheet.append([_cell(record[key]) for key in COLUMNS.values()])
    book.create_sheet("Generated").append(["Generated records, none of them real"])
    book.save(path)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "\n".join(f"- {one}" for one in value)
    if isinstance(value, str) and len(value) < 30 and value[4:5] == "-" and value[10:11] == "T":
        return dt.datetime.fromisoformat(value)
    return value[:32_000] if isinstance(value, str) else value
