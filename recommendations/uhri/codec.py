"""A record as JSON and back, for the time between reading and writing; and its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson

from recommendations.uhri.clean import comparable
from recommendations.uhri.records import Sdg, UhriRecord

_TUPLES = frozenset(
    ["countries", "states", "regions", "themes", "persons", "upr_positions", "recommending_countries"]
)
_NOT_CONTENT = frozenset(
    ["place", "raw_text", "source", "carried", "odd", "unlabelled", "number_in_document"]
)


def to_json(record: UhriRecord) -> dict[str, Any]:
    """Plain values only. What is empty is left out; `raw_text` is in the source row already."""
    plain: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "raw_text" or (not value and value != 0):
            continue
        plain[field.name] = _to_plain(value)
    return plain


def _to_plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [[part.code, part.label] if isinstance(part, Sdg) else part for part in value]
    return value


def from_json(plain: dict[str, Any]) -> UhriRecord:
    """The record that `to_json` was given, without its raw text."""
    values = dict(plain)
    values["annotation_id"] = UUID(values["annotation_id"])
    if values.get("document_id"):
        values["document_id"] = UUID(values["document_id"])
    if values.get("published_on"):
        values["published_on"] = dt.date.fromisoformat(values["published_on"])
    if values.get("uhri_published_at"):
        values["uhri_published_at"] = dt.datetime.fromisoformat(values["uhri_published_at"])
    values["sdgs"] = tuple(Sdg(code, label) for code, label in values.get("sdgs", ()))
    for name in ("odd", "unlabelled", *_TUPLES):
        values[name] = tuple(values.get(name, ()))
    values["carried"] = frozenset(values.get("carried", ()))
    return UhriRecord(**values)


def digest(record: UhriRecord) -> str:
    """Equal for equal content: order of tags, spacing and the place in the source do not count."""
    content: list[Any] = []
    for field in fields(record):
        if field.name in _NOT_CONTENT:
            continue
        value = getattr(record, field.name)
        if field.name in _TUPLES or field.name == "sdgs":
            content.append(
                sorted(part.code or part.label if isinstance(part, Sdg) else part for part in value)
            )
        elif field.name == "texts":
            content.append({language: comparable(text) for language, text in value.items()})
        elif field.name == "text":
            content.append(comparable(value))
        else:
            content.append(value)
    content.append(sorted(record.carried))
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
