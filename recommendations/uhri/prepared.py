"""A record made ready to be staged and written: all that can be known of it without the register.

The work is the same whichever process does it; `workshop` spreads it over several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from recommendations.uhri import codec, derived
from recommendations.uhri.build import Builder
from recommendations.uhri.known import KnownLabels
from recommendations.uhri.paragraph_order import order_of
from recommendations.uhri.please_look import ENGLISH_INSTEAD, UNKNOWN_LABEL, oddities
from recommendations.uhri.records import ENGLISH, Rejected, UhriRecord

Look = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the State in the source: its place, its id, its row as read, and as it stood."""

    place: int
    annotation_id: UUID
    row: Any
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is staged of a record nobody knows yet. `payload` and `source` are JSON.

    `digest` is that of the content, followed by that of the row where it has one.
    """

    place: int
    annotation_id: UUID
    digest: str
    payload: str
    source: str
    looks: list[Look]

    @property
    def record(self) -> UhriRecord:
        """The record itself, without its source row."""
        return codec.from_json(orjson.loads(self.payload))


def prepare(found: Found, builder: Builder, known: KnownLabels, row_digest: str) -> Prepared | Rejected:
    """Clean one record and take from it whatever does not depend on what is here already."""
    record = builder.build(found.place, found.annotation_id, found.row, found.content)
    if isinstance(record, Rejected):
        return record
    digest = codec.digest(record) + row_digest
    source = found.content if found.content and record.source is found.row else orjson.dumps(record.source)
    return Prepared(
        place=found.place,
        annotation_id=found.annotation_id,
        digest=digest,
        payload=codec.pack(record, ready=_ready(record, known, digest)).decode(),
        source=source.decode(),
        looks=looks_at(record, known),
    )


def _ready(record: UhriRecord, known: KnownLabels, digest: str) -> dict[str, Any]:
    """The columns of a new row, as the writing statement reads them; a text is given by where it begins.

    Tags are right as long as the labels stand for what they do now: `edition` says so.
    """
    kept, _instead = derived.kept_texts(record)
    paragraph = derived.paragraph_of(record)
    position, partly = derived.position_of(record.upr_positions)
    labels = [(known.tag_of(*label), label) for label in known.labels_of(record)]
    return {
        "kind": derived.kind_of(record),
        "paragraph": paragraph,
        "paragraph_order": order_of(paragraph),
        "upr_position": position,
        "is_partly_supported": partly,
        "texts": {language: _beginning(record, language, text) for language, text in kept.items()},
        "original": ENGLISH if ENGLISH in kept else next(iter(kept), ""),
        "source_digest": digest,
        "recommending": sorted(known.states_of(record.recommending_countries)),
        "tags": sorted({tag for tag, _label in labels if tag}),
        "unknown": [label for tag, label in labels if not tag],
        "edition": known.edition,
    }


def _beginning(record: UhriRecord, language: str, text: str) -> int | str:
    """How many characters of the record's own text come before the kept one, where that is its end."""
    if language == record.language and record.text.endswith(text):
        return len(record.text) - len(text)
    return text


def looks_at(record: UhriRecord, known: KnownLabels, english: str = "") -> list[Look]:
    """What a person should look at: what is odd, what nobody knows yet, English instead of French."""
    found = [{"code": code, "detail": detail} for code, detail in oddities(record)]
    found += [{"code": UNKNOWN_LABEL, "detail": label} for label in known.unknown_labels(record)]
    instead = derived.kept_texts(record, english)[1]
    return found + [{"code": ENGLISH_INSTEAD, "detail": language} for language in instead]
