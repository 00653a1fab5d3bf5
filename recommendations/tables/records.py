"""What a reader of tables hands on: one recommendation in one form, or why there is none."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

from recommendations.uhri.clean import comparable
from recommendations.uhri.records import ENGLISH, Sdg


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a table says of the document that a recommendation stands in."""

    symbol: str = ""
    title: str = ""
    kind: str = ""
    session: str = ""
    cycle: int | None = None
    adopted_on: dt.date | None = None
    published_on: dt.date | None = None
    address: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One recommendation as a table has it. What is empty says nothing, and takes nothing away.

    `place` counts records from 1; `at` is where it stands in the table, for people ("D7", "table 1, row 12").
    `key` stays the same as long as it is the same recommendation. `looks` are codes with a detail each.
    """

    place: int
    at: str
    key: str
    states: tuple[str, ...]
    mechanism: str
    document: DocumentFacts
    text: str
    language: str = ENGLISH
    paragraph: str = ""
    kind: str = ""
    title: str = ""
    position: str = ""
    is_partly_supported: bool = False
    position_on: dt.date | None = None
    position_source: str = ""
    remark: str = ""
    recommending: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    sdgs: tuple[Sdg, ...] = ()
    followup_due_on: dt.date | None = None
    due_on: dt.date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    looks: tuple[tuple[str, str], ...] = ()
    ref: str = ""
    labels_are_mapped: bool = False  # from another vocabulary: given only where there are none


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that cannot be taken: where it stands, what it holds, why, and what would be right."""

    at: str
    heading: str
    value: str
    reason: str
    detail: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be taken, with its bad cells or a reason of its own, and its cells as they stand."""

    place: int
    at: str
    reason: str
    detail: str = ""
    cells: tuple[BadCell, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict)


_NOT_CONTENT = frozenset(["place", "at", "key", "looks", "ref", "labels_are_mapped"])
_DATES = frozenset(["position_on", "followup_due_on", "due_on", "adopted_on", "published_on"])


def to_json(record: TableRecord) -> dict[str, Any]:
    """Plain values only; what is empty is left out."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(record))
    found["document"] = {name: value for name, value in found["document"].items() if value}
    return {name: value for name, value in found.items() if value or name == "place"}


def from_json(plain: Mapping[str, Any]) -> TableRecord:
    """The record back from its plain values."""
    given = {name.name: plain[name.name] for name in fields(TableRecord) if name.name in plain}
    given["document"] = DocumentFacts(**_with_dates(plain.get("document", {})))
    given["sdgs"] = tuple(Sdg(**one) for one in plain.get("sdgs", ()))
    given["looks"] = tuple((code, detail) for code, detail in plain.get("looks", ()))
    for name in ("states", "recommending", "themes", "persons"):
        given[name] = tuple(plain.get(name, ()))
    given.setdefault("text", "")
    return TableRecord(**_with_dates(given))


def content_of(record: TableRecord) -> dict[str, Any]:
    """What the record says, without where it stands in the file."""
    return {name: value for name, value in to_json(record).items() if name not in _NOT_CONTENT}


def digest_of(content: Mapping[str, Any]) -> str:
    """The same for the same content."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def key_of(*parts: Any) -> str:
    """A key from what does not change; spacing and case do not count."""
    whole = "\x1f".join(comparable(str(part)).casefold() for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _with_dates(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: dt.date.fromisoformat(value) if name in _DATES and isinstance(value, str) else value
        for name, value in plain.items()
    }
