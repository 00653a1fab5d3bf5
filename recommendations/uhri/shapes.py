"""The names that each of UHRI's shapes gives to its fields, and how an object's shape is told."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.records import LANGUAGES

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


class Shape(enum.Enum):
    """What an object's keys say. Only the full export lists everything that UHRI holds of a country."""

    FULL_EXPORT = "full_export"
    COLUMNS = "columns"
    SITE = "site"
    OTHER = "other"


# Our field → keys that carry it, as `fold_key` writes them; the first that is present counts.
FIELDS: dict[str, tuple[str, ...]] = {
    "annotation_id": ("annotationid", "ohchrannotationid", "id"),
    "document_id": ("documentid",),
    "symbol": ("symbol", "documentsymbol"),
    "body_label": ("body", "recommendingbody", "bodyid"),
    "annotation_type": ("annotationtype", "type"),
    "countries": ("countries", "countriesconcerned", "countryids"),
    "regions": ("regions", "regionsconcerned", "regionids"),
    "text": ("text",),
    "published_on": ("publicationdate", "documentpublicationdate", "date"),
    "uhri_published_at": ("publicationdateonuhri", "dateofpublicationonuhri", "datefrontendpublished"),
    "themes": ("themes", "themesids", "themeids"),
    "persons": ("affectedpersons", "affectedpersonids", "affectedpersonsids"),
    "sdgs": ("sdgs", "sdgsids", "sdgids"),
    "upr_cycle": ("uprcycle",),
    "upr_session": ("uprsession", "uprsessions", "uprsessionids"),
    "upr_positions": ("uprpositions", "uprposition", "uprpositionids"),
    "recommending_countries": (
        "uprrecommendingcountry",
        "uprrecommendingstates",
        "uprrecommendingcountries",
        "uprrecommendingcountryids",
    ),
    "number_in_document": ("numberindocument",),
}
_FIELD_OF_KEY = {key: (field, rank) for field, keys in FIELDS.items() for rank, key in enumerate(keys)}
_FULL_EXPORT_KEYS = frozenset(
    [
        "AnnotationId",
        "DocumentId",
        "Symbol",
        "AnnotationType",
        "Body",
        "Countries",
        "Text",
        "PublicationDate",
        "Themes",
        "Sdgs",
    ]
)
_COLUMN_KEYS = frozenset(
    [
        "countriesconcerned",
        "recommendingbody",
        "documentsymbol",
        "documentpublicationdate",
        "uprrecommendingstates",
        "ohchrannotationid",
        "regionsconcerned",
        "dateofpublicationonuhri",
    ]
)
_SITE_KEYS = frozenset(["countryids", "bodyid", "themesids", "affectedpersonids", "sdgsids", "sectionid"])


def fold_key(key: str) -> str:
    """A key or heading without case, spaces, punctuation and UHRI's typing error ("Reccomending")."""
    return _NOT_LETTERS.sub("", key.casefold()).replace("reccomend", "recommend")


def shape_of(keys: Iterable[Any]) -> Shape:
    """What an object with these keys is."""
    return _shape_of(tuple(keys))


@lru_cache(maxsize=256)  # all records of a source have the same keys
def _shape_of(given: tuple[Any, ...]) -> Shape:
    keys = {key for key in given if isinstance(key, str)}
    folded = {fold_key(key) for key in keys}
    if len(folded & _SITE_KEYS) >= 2:
        return Shape.SITE
    if len(folded & _COLUMN_KEYS) >= 2:
        return Shape.COLUMNS
    if len(keys & _FULL_EXPORT_KEYS) >= 3:
        return Shape.FULL_EXPORT
    return Shape.OTHER


def is_heading(cells: Iterable[Any]) -> bool:
    """Whether a row of a table is UHRI's row of headings."""
    known = {
        _FIELD_OF_KEY[folded][0]
        for cell in cells
        if isinstance(cell, str) and (folded := fold_key(cell)) in _FIELD_OF_KEY
    }
    return len(known) >= 3 and bool({"annotation_id", "text"} & known)


def must_have_id(heading: Iterable[Any]) -> None:
    """Refuse a table in which no row can have an id. Raises UnreadableSource."""
    if "annotation_id" not in fields_of({cell: "" for cell in heading if isinstance(cell, str)}):
        raise UnreadableSource("no_ids")


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row under our names: what it carries, empty values included, and nothing else."""
    return {field: row[key] for field, key in _keys_of_fields(tuple(row))}


@lru_cache(maxsize=256)
def _keys_of_fields(keys: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    best: dict[str, tuple[int, str]] = {}
    for key in keys:
        found = _FIELD_OF_KEY.get(fold_key(key)) if isinstance(key, str) else None
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], key)
    return tuple((field, key) for field, (_rank, key) in best.items())


def language_keys(row: Mapping[str, Any]) -> dict[str, Any]:
    """Texts under the names of their languages, as collectors of the site's answers store them."""
    return {language: row[language] for language in LANGUAGES if isinstance(row.get(language), str)}
