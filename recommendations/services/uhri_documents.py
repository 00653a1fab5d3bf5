"""Finds, makes and renames the documents that annotations stand in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from nmrf.base.services.copying import copy_objects, next_keys
from recommendations.models import Document, Mechanism
from recommendations.services.uhri_comparing import symbol_was_reissued
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri.records import UhriRecord

_KINDS = {
    Mechanism.Kind.UPR: Document.Kind.UPR_REPORT,
    Mechanism.Kind.TREATY_BODY: Document.Kind.CONCLUDING_OBSERVATIONS,
    Mechanism.Kind.SPECIAL_PROCEDURE: Document.Kind.VISIT_REPORT,
}


class Documents:
    """The documents of one run, each looked up or made once.

    Look up a batch's documents first, ask for each record's, and `flush` before anything refers to them.
    """

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.by_uhri_id: dict[UUID, Document | None] = {}
        self.by_symbol: dict[tuple[int, str], Document | None] = {}
        self.by_key: dict[int, Document] = {}
        self.renamed: set[int] = set()
        self.unsaved: dict[int, Document] = {}
        self.keys: list[int] = []

    def look_up(self, records: Sequence[UhriRecord]) -> None:
        """Have at hand what these records may stand in, in three queries."""
        ids = {one.document_id for one in records if one.document_id} - self.by_uhri_id.keys()
        places = {(self.words.mechanism_of(one) or 0, one.symbol[:120]) for one in records if one.symbol}
        places -= self.by_symbol.keys()
        self.by_uhri_id |= dict.fromkeys(ids)
        self.by_symbol |= dict.fromkeys(places)
        for document in Document.objects.filter(uhri_id__in=ids):
            self._remember(document)
        same_symbol = Document.objects.filter(symbol__in={symbol for _mechanism, symbol in places})
        for document in same_symbol.order_by("pk"):
            document = self.by_key.setdefault(document.pk, document)
            if self.by_symbol.get((document.mechanism_id, document.symbol)) is None:
                self.by_symbol[document.mechanism_id, document.symbol] = document

    def flush(self) -> None:
        """Write the documents that were made."""
        copy_objects(list(self.unsaved.values()))
        self.unsaved.clear()

    def as_now(self, document: Document) -> Document:
        """The document as this run knows it: another record may have renamed it already."""
        return self.by_key.get(document.pk, document)

    def for_new(self, record: UhriRecord) -> Document:
        """The document a new annotation stands in."""
        mechanism = self.words.ensure_mechanism(record)
        document = self._find(record, mechanism) or self._make(record, mechanism)
        self._bring_up_to_date(document, record)
        return document

    def for_changed(self, record: UhriRecord, current: Document) -> Document:
        """Where a known annotation stands now: its document under another symbol, or another document."""
        mechanism = (
            self.words.ensure_mechanism(record) if "body_label" in record.carried else current.mechanism_id
        )
        found = self._find(record, mechanism)
        if found is None and record.symbol and self._is_same(record, current):
            found = current
        document = found or (current if not record.symbol else self._make(record, mechanism))
        self._bring_up_to_date(document, record)
        if mechanism != document.mechanism_id and document.pk == current.pk:
            self._change(document, mechanism_id=mechanism)
        return document

    def _is_same(self, record: UhriRecord, current: Document) -> bool:
        if record.document_id and current.uhri_id:
            return record.document_id == current.uhri_id or record.symbol == current.symbol
        return record.symbol == current.symbol or symbol_was_reissued(current.symbol, record.symbol)

    def _find(self, record: UhriRecord, mechanism: int) -> Document | None:
        if record.document_id and (found := self.by_uhri_id.get(record.document_id)):
            return found
        found = self._by_symbol(mechanism, record.symbol[:120])
        if found and record.document_id and found.uhri_id and found.uhri_id != record.document_id:
            return None
        return found

    def _by_symbol(self, mechanism: int, symbol: str) -> Document | None:
        key = (mechanism, symbol)
        if key not in self.by_symbol:  # without a symbol, or of a mechanism that was just made
            same = Document.objects.filter(mechanism=mechanism, symbol=symbol).order_by("pk")
            document = (same if symbol else same.filter(title="")).first()
            self.by_symbol[key] = document and self.by_key.setdefault(document.pk, document)
        return self.by_symbol[key]

    def _make(self, record: UhriRecord, mechanism: int) -> Document:
        document = Document(
            pk=self._next_key(),
            uhri_id=record.document_id,
            mechanism_id=mechanism,
            symbol=record.symbol[:120],
            kind=_KINDS.get(Mechanism.Kind(self.words.mechanism_kinds[mechanism]), Document.Kind.OTHER),
            cycle=record.upr_cycle,
            session=str(record.upr_session or ""),
            published_on=record.published_on,
        )
        self.unsaved[document.pk] = document
        self._remember(document)
        return document

    def _next_key(self) -> int:
        if not self.keys:
            self.keys = next_keys(Document, 200)[::-1]
        return self.keys.pop()

    def _bring_up_to_date(self, document: Document, record: UhriRecord) -> None:
        """What the record says of its document; what the house entered there stays."""
        news: dict[str, Any] = {}
        if record.symbol and record.symbol[:120] != document.symbol:
            news["symbol"] = record.symbol[:120]
        if record.document_id and record.document_id != document.uhri_id:
            news["uhri_id"] = record.document_id
        if (
            record.upr_cycle
            and (record.upr_cycle != document.cycle)
            and ("upr_cycle" in record.carried or not document.cycle)
        ):
            news["cycle"] = record.upr_cycle
        if record.upr_session and not document.session:
            news["session"] = str(record.upr_session)
        if record.published_on and not document.published_on:
            news["published_on"] = record.published_on
        if news := {name: value for name, value in news.items() if name not in document.national_fields}:
            self._change(document, **news)

    def _change(self, document: Document, **news: Any) -> None:
        for name, value in news.items():
            setattr(document, name, value)
        if document.pk not in self.unsaved:
            document.save(
                update_fields=[name.removesuffix("_id") if name == "mechanism_id" else name for name in news]
            )
            self.renamed.add(document.pk)
        self._remember(document)

    def _remember(self, document: Document) -> None:
        document = self.by_key.setdefault(document.pk, document)
        self.by_symbol[document.mechanism_id, document.symbol] = document
        if document.uhri_id:
            self.by_uhri_id[document.uhri_id] = document


def as_moment(naive: dt.datetime | None) -> dt.datetime | None:
    """UHRI's moments carry no zone; they are taken as UTC."""
    return naive.replace(tzinfo=dt.UTC) if naive else None
