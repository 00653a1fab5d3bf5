"""One object of any shape → one record, or the reason why it cannot be kept."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from recommendations.uhri import symbols, values
from recommendations.uhri.clean import is_printable, plain, printable
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.labels import Labels
from recommendations.uhri.limits import DEFAULT, Limits
from recommendations.uhri.records import ENGLISH, Reason, Rejected, Sdg, UhriRecord
from recommendations.uhri.shapes import Shape, fields_of, language_keys, shape_of

T = TypeVar("T")

# Fields whose values the site gives as GUIDs.
_GUID_FIELDS = frozenset(
    [
        "body_label",
        "annotation_type",
        "countries",
        "regions",
        "themes",
        "persons",
        "sdgs",
        "upr_cycle",
        "upr_session",
        "upr_positions",
        "recommending_countries",
    ]
)


class Builder:
    """Builds records of one source: its language, its labels, its limits."""

    def __init__(
        self, language: str = ENGLISH, labels: Labels | None = None, limits: Limits = DEFAULT
    ) -> None:
        self.language = language or ENGLISH
        self.labels = Labels() if labels is None else labels
        self.limits = limits
        self.day_first: dict[str, bool] = {}
        """Field → how a date such as 3/4/2026 is meant there, where something tells it."""

    @property
    def edition(self) -> str:
        """Differs where the same row would be read otherwise."""
        orders = (f"{name[:1]}{'dm'[not first]}" for name, first in sorted(self.day_first.items()))
        return "+".join([self.language, *orders])

    def identify(self, place: int, row: Any) -> UUID | Rejected:
        """The annotation's id, which everything hangs on."""
        if not isinstance(row, Mapping):
            return Rejected(place, Reason.NO_OBJECT, _excerpt(row), row)
        value = fields_of(row).get("annotation_id")
        try:
            guid = values.guid_of(value)
        except values.NotUnderstood:
            return Rejected(place, Reason.BAD_ID, _excerpt(value), row)
        return guid or Rejected(place, Reason.NO_ID, "", row)

    def states_of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The ISO3 codes of the States addressed; from the symbol where no country is given at all."""
        fields = fields_of(row)
        try:
            labels = values.labels_of(fields.get("countries"))
        except values.NotUnderstood:
            labels = ()
        if shape_of(row) is Shape.SITE:
            labels = tuple(filter(None, (self._labelled(label) for label in labels)))
        return self._states(labels, fields.get("symbol"))

    def _states(self, labels: tuple[str, ...], symbol: Any) -> tuple[str, ...]:
        found = dict.fromkeys(filter(None, map(COUNTRIES.find, labels)))
        if not labels and isinstance(symbol, str) and (state := symbols.state_of(symbol)):
            return (state,)
        return tuple(found)

    def _labelled(self, label: str) -> str:
        return self.labels.find(label) if values.is_guid(label) else label

    def build(
        self, place: int, annotation_id: UUID, row: Mapping[str, Any], content: bytes | None = None
    ) -> UhriRecord | Rejected:
        """The whole record. Values that cannot be understood are left empty and named in `odd`.

        `content` is the row as it stands in a JSON source, where it comes from one.
        """
        reading = _Reading(fields_of(row), self.labels, from_site=shape_of(row) is Shape.SITE)
        texts = {language: plain(text) for language, text in language_keys(row).items()}
        raw_text = reading.take("text", values.text_of, "")
        if max(map(len, (raw_text, *texts.values()))) > self.limits.cell_characters:
            return Rejected(place, Reason.TEXT_TOO_LONG, str(len(raw_text)), row)
        if raw_text or not texts:
            texts[self.language] = plain(raw_text)
        else:
            reading.carried.add("text")
        language = (
            self.language if self.language in texts else ENGLISH if ENGLISH in texts else next(iter(texts))
        )
        symbol = symbols.tidy(printable(reading.take("symbol", values.label_of, "")))
        countries = reading.take("countries", values.labels_of, _NONE)
        session = reading.take("upr_session", values.session_of, None)
        cycle = reading.take("upr_cycle", values.cycle_of, None) or values.cycle_of_session(session)
        body = reading.take("body_label", values.label_of, "")
        if not body and (body := symbols.body_of(symbol)) and "body_label" in reading.unlabelled:
            reading.unlabelled.remove("body_label")
        return UhriRecord(
            annotation_id=annotation_id,
            place=place,
            document_id=reading.take("document_id", values.guid_of, None),
            symbol=symbol,
            body_label=body,
            annotation_type=reading.take("annotation_type", values.label_of, ""),
            countries=countries,
            states=self._states(countries, symbol),
            regions=reading.take("regions", values.labels_of, _NONE),
            language=language,
            text=texts[language],
            raw_text=printable(raw_text),
            texts=texts,
            published_on=reading.take("published_on", self._day, None),
            uhri_published_at=reading.take("uhri_published_at", self._moment, None),
            themes=reading.take("themes", values.labels_of, _NONE),
            persons=reading.take("persons", values.labels_of, _NONE),
            sdgs=reading.take("sdgs", values.sdgs_of, _NO_SDGS),
            upr_cycle=cycle,
            upr_session=session,
            upr_positions=reading.take("upr_positions", values.labels_of, _NONE),
            recommending_countries=reading.take("recommending_countries", values.labels_of, _NONE),
            number_in_document=reading.take("number_in_document", _whole_number, None),
            carried=frozenset(reading.carried),
            odd=tuple(reading.odd),
            unlabelled=tuple(reading.unlabelled),
            source=row if content and is_storable(row, content) else storable(row),
        )

    def _day(self, value: Any) -> dt.date | None:
        return values.day_of(value, self.day_first.get("published_on"))

    def _moment(self, value: Any) -> dt.datetime | None:
        return values.moment_of(value, self.day_first.get("uhri_published_at"))


_NONE: tuple[str, ...] = ()
_NO_SDGS: tuple[Sdg, ...] = ()


class _Reading:
    """Takes fields one by one, noting which are carried and which could not be understood."""

    def __init__(self, fields: Mapping[str, Any], labels: Labels, from_site: bool) -> None:
        self.fields = fields
        self.labels = labels
        self.from_site = from_site
        self.carried: set[str] = set()
        self.odd: list[str] = []
        self.unlabelled: list[str] = []

    def take(self, field: str, read: Callable[[Any], T], empty: T) -> T:
        if field not in self.fields:
            return empty
        value = self.fields[field]
        if self.from_site and field in _GUID_FIELDS:
            value, known = self._labelled(value)
            if not known:
                self.unlabelled.append(field)
            if not value:  # not carried: there is nothing here that we could compare
                return empty
        try:
            taken = read(value)
        except values.NotUnderstood:
            self.odd.append(field)
            return empty
        if field not in self.unlabelled:
            self.carried.add(field)
        return taken

    def _labelled(self, value: Any) -> tuple[Any, bool]:
        """The value with labels for its GUIDs, and whether all were known."""
        given = value if isinstance(value, list) else [] if value is None else [value]
        found = [
            self.labels.find(part) if isinstance(part, str) and values.is_guid(part) else part
            for part in given
        ]
        return [label for label in found if label], all(found)


def _whole_number(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000:
        raise values.NotUnderstood
    return value


def _excerpt(value: Any) -> str:
    return printable(str(value))[:80]


_SIMPLE = frozenset([str, bool, type(None)])
_ESCAPES = re.compile(rb'\\[^"\\/n]|\x7f')


def is_storable(row: Mapping[str, Any], content: bytes) -> bool:
    """Whether the row can be kept as it stands: flat, of strings alone, and nothing in it that is no text."""
    return (
        all(
            type(value) in _SIMPLE or (type(value) is list and all(type(part) is str for part in value))
            for value in row.values()
        )
        and not _ESCAPES.search(content)
        and (content.isascii() or is_printable(content.decode()))
    )


def storable(value: Any, depth: int = 0) -> Any:
    """The source row as JSON that the database takes: no control characters, no dates, nothing too deep."""
    if isinstance(value, str):
        return printable(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if depth > 8:
        return "…"
    if isinstance(value, Mapping):
        return {printable(str(key)): storable(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part, depth + 1) for part in value]
    return printable(str(value))
