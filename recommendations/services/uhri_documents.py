"""Finds, makes and renames the documents that annotations stand in."""

import datetime as dt
from typing import Any
from uuid import UUID

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
    """The documents of one run, each looked up or made once."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.by_uhri_id: dict[UUID, Document | None] = {}
        self.by_symbol: dict[tuple[int, str], Document | None] = {}
        self.renamed: set[int] = set()

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
        if record.document_id:
            if record.document_id not in self.by_uhri_id:
                self.by_uhri_id[record.document_id] = Document.objects.filter(
                    uhri_id=record.document_id
                ).first()
            if found := self.by_uhri_id[record.document_id]:
                return found
        key = (mechanism, record.symbol)
        if key not in self.by_symbol:
            same = Document.objects.filter(mechanism=mechanism, symbol=record.symbol).order_by("pk")
            self.by_symbol[key] = (same if record.symbol else same.filter(title="")).first()
        found = self.by_symbol[key]
        if found and record.document_id and found.uhri_id and found.uhri_id != record.document_id:
            return None
        return found

    def _make(self, record: UhriRecord, mechanism: int) -> Document:
        document = Document.objects.create(
            uhri_id=record.document_id,
            mechanism_id=mechanism,
            symbol=record.symbol[:120],
            kind=_KINDS.get(Mechanism.Kind(self.words.mechanism_kinds[mechanism]), Document.Kind.OTHER),
            cycle=record.upr_cycle,
            session=str(record.upr_session or ""),
            published_on=record.published_on,
        )
        self._remember(document)
        return document

    def _bring_up_to_date(self, document: Document, record: UhriRecord) -> None:
        """What the record says of its document; what the house entered there stays."""
        news: dict[str, Any] = {}
        if record.symbol and record.symbol != document.symbol:
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
        if news:
            self._change(document, **news)

    def _change(self, document: Document, **news: Any) -> None:
        for name, value in news.items():
            setattr(document, name, value)
        document.save(
            update_fields=[name.removesuffix("_id") if name == "mechanism_id" else name for name in news]
        )
        self.renamed.add(document.pk)
        self._remember(document)

    def _remember(self, document: Document) -> None:
        self.by_symbol[document.mechanism_id, document.symbol] = document
        if document.uhri_id:
            self.by_uhri_id[document.uhri_id] = document


def as_moment(naive: dt.datetime | None) -> dt.datetime | None:
    """UHRI's moments carry no zone; they are taken as UTC."""
    return naive.replace(tzinfo=dt.UTC) if naive else None
