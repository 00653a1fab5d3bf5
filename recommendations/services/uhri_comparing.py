"""One record of UHRI beside what the register holds of it: what differs, and what only looks so."""

import datetime as dt
from typing import Any

from recommendations.models import Recommendation, Tag
from recommendations.services import national_fields
from recommendations.services.uhri_register import Known
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import derived, symbols
from recommendations.uhri.clean import comparable
from recommendations.uhri.derived import kept_texts, paragraph_of, position_of, without_number
from recommendations.uhri.records import ENGLISH, UhriRecord

SAME_MOMENT = dt.timedelta(seconds=1)  # Excel keeps a moment to the second
SAME_MINUTE = dt.timedelta(minutes=1)  # and shows it, or saves it as CSV, to the minute
TAG_FIELDS = {"themes": Tag.Kind.THEME, "persons": Tag.Kind.PERSONS, "sdgs": Tag.Kind.SDG}
_LABELS_ARE_TRANSLATED = frozenset(["themes", "persons", "annotation_type", "body_label", "upr_positions"])
Differences = dict[str, dict[str, Any]]
__all__ = ["kept_texts", "paragraph_of", "position_of", "without_number"]


def kind_of(record: UhriRecord, mechanism_kind: str) -> str:
    """UHRI's type; a State's reply is one; where UHRI says nothing, it is taken for what it mostly is."""
    return derived.kind_of(record) or kind_unsaid(mechanism_kind)


def kind_unsaid(mechanism_kind: str) -> str:
    """What a record without a type mostly is."""
    kinds = Recommendation.Kind
    return str(kinds.RECOMMENDATION if mechanism_kind == "upr" else kinds.OTHER)


def carried(record: UhriRecord) -> frozenset[str]:
    """Fields that can be compared: translated labels say nothing about ours."""
    usable = record.carried.difference(record.odd, record.unlabelled)
    return usable if record.language == ENGLISH else usable - _LABELS_ARE_TRANSLATED


def differences(record: UhriRecord, here: Known, words: Vocabulary) -> Differences:
    """Field → what was and what would be. Empty when nothing differs but order, spacing or spelling."""
    found: Differences = {}
    fields = carried(record)
    _texts(record, here, found)
    _document(record, here, words, fields, found)
    if "annotation_type" in fields and record.annotation_type:
        kind = kind_of(record, words.mechanism_kinds.get(here.mechanism, ""))
        _differ(found, "kind", here.kind, kind)
    if "published_on" in fields and record.published_on:
        _differ(found, "published_on", _day(here.published_on), _day(record.published_on))
    if "uhri_published_at" in fields and record.uhri_published_at:
        moment = record.uhri_published_at.replace(tzinfo=dt.UTC)
        if here.uhri_published_at is None or not is_same_moment(here.uhri_published_at, moment):
            _differ(found, "uhri_published_at", _moment(here.uhri_published_at), _moment(moment))
    if "countries" in fields and record.states:
        _differ_sets(found, "states", here.states, set(record.states))
    if "recommending_countries" in fields:
        _differ_sets(found, "recommending", here.recommending, words.states_of(record.recommending_countries))
    if "upr_positions" in fields:
        _position(record, here, found)
    _tags(record, here, words, fields, found)
    national_fields.shield(found, here.national_fields)
    if here.gone_at and (
        record.language == ENGLISH or ENGLISH not in here.texts
    ):  # English says what is gone
        found["gone"] = {"old": _moment(here.gone_at), "new": ""}
    return found


def _differ(found: Differences, name: str, old: Any, new: Any) -> None:
    if old != new:
        found[name] = {"old": old, "new": new}


def _differ_sets(found: Differences, name: str, old: set[str], new: set[str]) -> None:
    if old != new:
        found[name] = {"removed": sorted(old - new), "added": sorted(new - old)}


def _texts(record: UhriRecord, here: Known, found: Differences) -> None:
    """A text that is empty in the source takes nothing away; one in a language we have not is added."""
    english = here.texts.get(ENGLISH, (0, ""))[1]
    kept, _instead = kept_texts(record, english)
    for language, text in kept.items():
        old = here.texts.get(language, (0, ""))[1]
        if text and comparable(text) != comparable(old):
            found[f"text:{language}"] = {"old": old, "new": text}
    if record.language == ENGLISH or not here.paragraph:
        paragraph = paragraph_of(record)
        if paragraph and paragraph != here.paragraph:
            found["paragraph"] = {"old": here.paragraph, "new": paragraph}


def _document(
    record: UhriRecord, here: Known, words: Vocabulary, fields: frozenset[str], found: Differences
) -> None:
    if "symbol" in fields and record.symbol:
        _differ(found, "symbol", here.symbol, record.symbol)
    if "document_id" in fields and record.document_id and here.document_uhri_id:
        _differ(found, "document", str(here.document_uhri_id), str(record.document_id))
    if "body_label" in fields and record.body_label:
        mechanism = words.mechanism_of(record)
        if mechanism != here.mechanism:
            names = words.mechanism_names
            found["mechanism"] = {
                "old": names.get(here.mechanism, ""),
                "new": names.get(mechanism or 0, record.body_label),
            }
    if "upr_cycle" in fields and record.upr_cycle:
        _differ(found, "cycle", here.cycle, record.upr_cycle)


def _position(record: UhriRecord, here: Known, found: Differences) -> None:
    """A position that UHRI does not know takes nothing away."""
    new = position_of(record.upr_positions)
    if new[0]:
        _differ(found, "position", _said(here.position, here.is_partly_supported), _said(*new))


def _said(position: str, partly: bool) -> str:
    return "supported/noted" if partly else position


def _tags(
    record: UhriRecord, here: Known, words: Vocabulary, fields: frozenset[str], found: Differences
) -> None:
    wanted: dict[str, dict[int | str, str]] = {kind: {} for kind in TAG_FIELDS.values()}
    for kind, label, code in words.labels_of(record):
        wanted[kind][words.tag_of(kind, label, code) or label] = label
    for name, kind in TAG_FIELDS.items():
        old: set[int | str] = set(here.tags.get(kind, ()))
        if name in fields and old != wanted[kind].keys():
            added = [wanted[kind][key] for key in wanted[kind].keys() - old]
            removed = [words.tag_names.get(int(key), str(key)) for key in old - wanted[kind].keys()]
            found[name] = {"removed": sorted(removed), "added": sorted(added)}


def is_same_moment(one: dt.datetime, other: dt.datetime) -> bool:
    """Whether two moments are one, as far as the less exact of them says: to the second, minute or day."""
    for moment in (one, other):
        if not (moment.hour or moment.minute or moment.second or moment.microsecond):
            return one.date() == other.date()
    to_the_minute = any(not (moment.second or moment.microsecond) for moment in (one, other))
    return abs(one - other) < (SAME_MINUTE if to_the_minute else SAME_MOMENT)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""


def symbol_was_reissued(old: str, new: str) -> bool:
    """Whether a changed symbol is the same document in a later issue."""
    return symbols.is_reissue_of(new, old)
