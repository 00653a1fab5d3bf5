"""What is kept although something about it is odd: codes, so that a person looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommendations.uhri import vocab
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.records import UhriRecord

EMPTY_TEXT = "empty_text"
ANNEX = "annex"
STATE_RESPONSE = "state_response"
UNREADABLE_DATE = "unreadable_date"
UNREADABLE_VALUE = "unreadable_value"
UNKNOWN_LABEL = "unknown_label"
NO_COUNTRY = "no_country"
ENGLISH_INSTEAD = "english_instead"

_DATES = frozenset({"published_on", "uhri_published_at"})
_NOT_A_PARAGRAPH = re.compile(
    r"(?:annex(?:es)?|appendix|introduction|annexe|anexo|introducción)\b.{0,40}\Z", re.I | re.S
)
_NOT_INDEXED = re.compile(r"comments by the government\b.*\bnot indexed\b", re.I | re.S)
_RESPONSE = re.compile(r"(?:[\d.()a-z]{1,12}\s+)?response of\b", re.I)
_WORD = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")


def oddities(record: UhriRecord) -> Iterator[tuple[str, str]]:
    """Code and detail of whatever is odd in the record itself. Themes and groups are compared elsewhere."""
    if not _WORD.search(record.text):
        yield EMPTY_TEXT, record.text[:20]
    elif _NOT_A_PARAGRAPH.match(record.text) or _NOT_INDEXED.match(record.text):
        yield ANNEX, record.text[:60]
    elif _RESPONSE.match(record.text):
        yield STATE_RESPONSE, record.text[:60]
    for field in record.odd:
        yield (UNREADABLE_DATE if field in _DATES else UNREADABLE_VALUE), field
    for label in record.countries:
        if not COUNTRIES.find(label):
            yield UNKNOWN_LABEL, label
    if not record.states and not record.countries:
        yield NO_COUNTRY, record.symbol
    if record.annotation_type and not vocab.annotation_kind(record.annotation_type):
        yield UNKNOWN_LABEL, record.annotation_type
    for position in record.upr_positions:
        if not vocab.position_code(position):
            yield UNKNOWN_LABEL, position
    for field in record.unlabelled:
        yield UNKNOWN_LABEL, field
