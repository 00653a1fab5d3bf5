"""A record as JSON and back, for the time between reading and writing; its digest, and that of its row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson

from recommendations.uhri.clean import comparable
from recommendations.uhri.records import ENGLISH, Sdg, UhriRecord
from recommendations.uhri.shapes import FIELDS

CLEANED_BY = b"3"
"""Part of a row's own digest. Raise it when cleaning changes: known rows are then cleaned anew."""
DIGEST_SIZE = 16
CONTENT_LENGTH = 2 * DIGEST_SIZE  # of the digest of a record's content, in letters

_TUPLES = frozenset(
    ["countries", "states", "regions", "themes", "persons", "upr_positions", "recommending_countries"]
)
_NOT_KEPT = frozenset(["raw_text", "source", "texts", "sdgs", "carried"])
_NOT_CONTENT = frozenset(
    ["place", "raw_text", "source", "carried", "odd", "unlabelled", "number_in_document"]
)
_KEPT = tuple(field.name for field in fields(UhriRecord) if field.name not in _NOT_KEPT)
_CONTENT = tuple(field.name for field in fields(UhriRecord) if field.name not in _NOT_CONTENT)
_ALL_FIELDS = frozenset(FIELDS) - {"annotation_id"}


def pack(record: UhriRecord, **more: Any) -> bytes:
    """Small JSON, without what is empty. The source row is kept apart, and has `raw_text`."""
    plain: dict[str, Any] = dict(more)
    for name in _KEPT:
        value = getattr(record, name)
        if value or value == 0:
            plain[name] = value
    if record.texts.keys() != {record.language}:
        plain["texts"] = dict(record.texts)
    if record.sdgs:
        plain["sdgs"] = [[sdg.code, sdg.label] for sdg in record.sdgs]
    if lacks := _ALL_FIELDS - record.carried:
        plain["lacks"] = sorted(lacks)
    return orjson.dumps(plain)


def to_json(record: UhriRecord) -> dict[str, Any]:
    """Plain values only, the source row among them."""
    plain: dict[str, Any] = orjson.loads(pack(record))
    return plain | {"source": record.source}


def from_json(plain: Mapping[str, Any], source: Mapping[str, Any] | None = None) -> UhriRecord:
    """The record that was packed, without its raw text; `source` is its row where that is kept apart."""
    values = {name: plain[name] for name in _KEPT if name in plain}
    values["annotation_id"] = UUID(values["annotation_id"])
    if "document_id" in values:
        values["document_id"] = UUID(values["document_id"])
    if "published_on" in values:
        values["published_on"] = dt.date.fromisoformat(values["published_on"])
    if "uhri_published_at" in values:
        values["uhri_published_at"] = dt.datetime.fromisoformat(values["uhri_published_at"])
    values["sdgs"] = tuple(Sdg(code, label) for code, label in plain.get("sdgs", ()))
    for name in ("odd", "unlabelled", *_TUPLES):
        values[name] = tuple(values.get(name, ()))
    values["carried"] = _ALL_FIELDS.difference(plain.get("lacks", ()))
    alone = {values.get("language", ENGLISH): values.get("text", "")}
    return UhriRecord(**values, texts=plain.get("texts", alone), source=source or plain.get("source") or {})


def digest(record: UhriRecord) -> str:
    """Equal for equal content: order of tags, spacing and the place in the source do not count."""
    content: list[Any] = []
    for name in _CONTENT:
        value = getattr(record, name)
        if name in _TUPLES:
            content.append(sorted(value))
        elif name == "sdgs":
            content.append(sorted(sdg.code or sdg.label for sdg in value))
        elif name == "texts":
            content.append({language: comparable(text) for language, text in value.items()})
        elif name == "text":
            content.append(comparable(value))
        else:
            content.append(value)
    content.append(sorted(record.carried))
    return _hex(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def stored_digest(plain: Mapping[str, Any]) -> str:
    """The digests that were packed with a record: of its content, and of its row."""
    return str(plain.get("ready", {}).get("source_digest", ""))


def row_digest(row: Any, content: bytes | None, edition: str) -> str:
    """Of a row as it stands in the source: who meets it again need not clean it. It may have none.

    `edition` is the builder's: language, and how dates are read.
    """
    if content is None:
        try:
            content = orjson.dumps(row)
        except TypeError:
            return ""
    return _hex(content, CLEANED_BY + edition.encode()[:15])


def _hex(content: bytes, person: bytes = b"") -> str:
    return hashlib.blake2b(content, digest_size=DIGEST_SIZE, person=person).hexdigest()
