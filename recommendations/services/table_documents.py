"""The documents that rows of tables stand in: found by symbol, title, or State and session."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from recommendations.models import Document, Mechanism, Recommendation
from recommendations.services.table_words import TableWords
from recommendations.tables.records import DocumentFacts, TableRecord
from recommendations.uhri import symbols, vocab
from recommendations.uhri.countries import COUNTRIES

_KINDS = {
    Mechanism.Kind.UPR: Document.Kind.UPR_REPORT,
    Mechanism.Kind.TREATY_BODY: Document.Kind.CONCLUDING_OBSERVATIONS,
    Mechanism.Kind.SPECIAL_PROCEDURE: Document.Kind.VISIT_REPORT,
    Mechanism.Kind.REGIONAL: Document.Kind.REGIONAL_REPORT,
    Mechanism.Kind.COURT: Document.Kind.JUDGMENT,
}
_ADDED = ("title", "session", "cycle", "adopted_on", "published_on", "address", "case_number")
Key = tuple[Any, ...]


class TableDocuments:
    """The documents of one run, each looked up or made once."""

    def __init__(self, words: TableWords) -> None:
        self.words = words
        self.found: dict[Key, Document | None] = {}
        self.renamed: set[int] = set()

    def ensure(self, record: TableRecord) -> Document:
        """The document that a row stands in: found, or made."""
        mechanism = self.words.ensure_mechanism(record.mechanism)
        key = _key(record, mechanism)
        document = self._find(record, mechanism, key) or self._make(record, mechanism)
        self.found[key] = document
        self._add_what_it_lacks(document, record.document)
        return document

    def for_symbol(self, record: TableRecord, current: Document) -> Document:
        """Where a recommendation of a document without symbol stands once its symbol is known."""
        key = _key(record, current.mechanism_id)
        document = self._find(record, current.mechanism_id, key)
        if document is None or document.pk == current.pk:
            current.symbol = symbols.tidy(record.document.symbol)[:120]
            current.save(update_fields=["symbol"])
            self.renamed.add(current.pk)
            document = current
        self.found[key] = document
        return document

    def _find(self, record: TableRecord, mechanism: int, key: Key) -> Document | None:
        if key in self.found:
            return self.found[key]
        facts, here = record.document, Document.objects.filter(mechanism=mechanism, replaced_by=None)
        if facts.symbol:
            found = here.filter(symbol=symbols.tidy(facts.symbol)).order_by("pk").first()
            return found or self._without_symbol(record, here)
        if facts.title:
            wanted = vocab.fold(facts.title)
            titled = here.exclude(title="").order_by("pk").only("pk", "title", "symbol", "mechanism")
            pk = next((one.pk for one in titled if vocab.fold(one.title) == wanted), None)
            return Document.objects.get(pk=pk) if pk else None
        return self._of_session(record, here)

    def _without_symbol(self, record: TableRecord, here: Any) -> Document | None:
        """The same session's document that came without its symbol: it is given to it."""
        document = self._of_session(record, here.filter(symbol="", uhri_id=None))
        if document:
            document.symbol = symbols.tidy(record.document.symbol)[:120]
            document.save(update_fields=["symbol"])
            self.renamed.add(document.pk)
        return document

    def _of_session(self, record: TableRecord, here: Any) -> Document | None:
        """The State's document of that session, where there is one and only one."""
        facts = record.document
        if not record.states or not (facts.session or facts.cycle):
            return None
        of_state = here.filter(
            pk__in=Recommendation.objects.addressed_to(record.states[0]).values("document")
        )
        wanted = {"session": facts.session} if facts.session else {"cycle": facts.cycle}
        found = list(of_state.filter(**wanted)[:2])
        if not found and facts.session and facts.cycle:
            found = list(of_state.filter(session="", cycle=facts.cycle)[:2])
        return found[0] if len(found) == 1 else None

    def _make(self, record: TableRecord, mechanism: int) -> Document:
        facts, kind = record.document, Mechanism.Kind(self.words.words.mechanism_kinds[mechanism])
        return Document.objects.create(
            mechanism_id=mechanism,
            symbol=symbols.tidy(facts.symbol)[:120],
            kind=facts.kind or _KINDS.get(kind, Document.Kind.OTHER),
            title=(facts.title or ("" if facts.symbol else _title_of(record)))[:400],
            session=facts.session[:120],
            cycle=facts.cycle,
            adopted_on=facts.adopted_on,
            published_on=facts.published_on or facts.adopted_on,
            address=facts.address[:400],
            case_number=facts.case_number[:120],
        )

    def _add_what_it_lacks(self, document: Document, facts: DocumentFacts) -> None:
        news = {
            name: value for name in _ADDED if (value := getattr(facts, name)) and not getattr(document, name)
        }
        if news and not (news.keys() == {"title"} and document.symbol):
            for name, value in news.items():
                setattr(document, name, value[:400] if isinstance(value, str) else value)
            document.save(update_fields=list(news))
            self.renamed.add(document.pk)


def _key(record: TableRecord, mechanism: int) -> Key:
    facts = record.document
    if facts.symbol:
        return mechanism, "symbol", symbols.tidy(facts.symbol)
    if facts.title:
        return mechanism, "title", vocab.fold(facts.title)
    return mechanism, record.states[:1], facts.session, facts.cycle


def _title_of(record: TableRecord) -> str:
    """What to call a document that its source does not name, in the house's first language."""
    state = COUNTRIES.name_of(record.states[0]) if record.states else ""
    with translation.override(settings.LANGUAGE_CODE):
        if record.mechanism == "UPR":
            if record.document.session:
                values = {"state": state, "session": record.document.session}
                return _("Universal Periodic Review of %(state)s, session %(session)s") % values
            return _("Universal Periodic Review of %(state)s") % {"state": state}
        return f"{record.mechanism}, {state}"
