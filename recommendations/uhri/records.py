"""What a reader hands on: a record of UHRI in one shape whatever it came in, or why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sdg:
    """A goal (`16`) or target (`16.3`, `16.b`). The code counts; labels are reworded from year to year."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class UhriRecord:
    """One annotation: a paragraph or sub-paragraph of a document, as UHRI gives it.

    `carried` names the fields that this record's shape has at all: a field outside it is not known to be
    empty, and its absence is never a change. `odd` names fields whose value could not be understood,
    `unlabelled` those with ids of the site that no list explains. `countries` are labels as given, `states`
    the ISO3 codes behind them (or in the symbol, where no label is).
    `texts` holds the text in every language given, `text` the one of the file's own language.
    """

    annotation_id: UUID
    place: int
    document_id: UUID | None = None
    symbol: str = ""
    body_label: str = ""
    annotation_type: str = ""
    countries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    language: str = ENGLISH
    text: str = ""
    raw_text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    published_on: dt.date | None = None
    uhri_published_at: dt.datetime | None = None
    themes: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    sdgs: tuple[Sdg, ...] = ()
    upr_cycle: int | None = None
    upr_session: int | None = None
    upr_positions: tuple[str, ...] = ()
    recommending_countries: tuple[str, ...] = ()
    number_in_document: int | None = None
    carried: frozenset[str] = frozenset()
    odd: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """What cannot be kept: its place in the source (counted from 1), a reason code, what was seen."""

    place: int
    reason: str
    detail: str = ""
    source: Any = field(default=None, compare=False, repr=False)


class Reason:
    """Why a record is rejected."""

    NO_ID = "no_id"
    BAD_ID = "bad_id"
    NO_OBJECT = "no_object"
    DOUBLED_ID = "doubled_id"
    TOO_DEEP = "too_deep"
    TEXT_TOO_LONG = "text_too_long"
    CUT_ROW = "cut_row"
