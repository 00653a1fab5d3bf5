"""Writes a confirmed run into the register: in the caller's one transaction, and UHRI's own rows only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from recommendations.models import (
    Addressee,
    Document,
    ImportRun,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    StagedRecord,
)
from recommendations.services import uhri_comparing as comparing
from recommendations.services import national_fields, uhri_register
from recommendations.services.uhri_comparing import TAG_FIELDS
from recommendations.services.uhri_documents import Documents, as_moment
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import codec
from recommendations.uhri.paragraphs import sort_key
from recommendations.uhri.records import ENGLISH, UhriRecord

BATCH = 500
Verdict = StagedRecord.Verdict
T = TypeVar("T")
Note = Callable[[int, int], None]  # told how many of how many are written


def write(run: ImportRun, *, records: Any = None, note: Note | None = None) -> set[int]:
    """Write all that the run staged, or those of its staged records; keys of recommendations that changed."""
    return Application(run, note, records).write()


class Application:
    """One run on its way into the register, or some of its staged records."""

    def __init__(self, run: ImportRun, note: Note | None = None, records: Any = None) -> None:
        self.run = run
        self.note = note
        self.records = run.records.all() if records is None else records
        self.words = Vocabulary.load()
        self.documents = Documents(self.words)
        self.changed: set[int] = set()

    def write(self) -> set[int]:
        """Everything that the preview announced. Answers the keys of recommendations that changed."""
        staged = self.records.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).order_by("place")
        done, total = 0, staged.count()
        for batch in _batches(staged.iterator(chunk_size=BATCH), BATCH):
            records = {row: codec.from_json(row.payload) for row in batch}
            here = uhri_register.known([record.annotation_id for record in records.values()])
            new = [(row, record) for row, record in records.items() if record.annotation_id not in here]
            old = [
                (record, here[record.annotation_id])
                for record in records.values()
                if record.annotation_id in here
            ]
            self._create(new)
            self._update(old)
            done += len(batch)
            if self.note:
                self.note(done, total)
        gone = self.records.filter(verdict=Verdict.GONE).values("recommendation")
        keys = list(Recommendation.objects.filter(pk__in=gone, gone_at=None).values_list("pk", flat=True))
        Recommendation.objects.filter(pk__in=keys).update(gone_at=timezone.now())
        in_renamed = Recommendation.objects.filter(document__in=self.documents.renamed)
        return self.changed | set(keys) | set(in_renamed.values_list("pk", flat=True))

    # --- new records -------------------------------------------------------------------------------

    def _create(self, rows: list[tuple[StagedRecord, UhriRecord]]) -> None:
        made = Recommendation.objects.bulk_create(self._recommendation(row, record) for row, record in rows)
        self.changed.update(one.pk for one in made)
        texts, addressees, recommending, tags = [], [], [], []
        for (_row, record), one in zip(rows, made, strict=True):
            kept, _instead = comparing.kept_texts(record)
            original = ENGLISH if ENGLISH in kept else next(iter(kept), "")
            texts += [
                self._text(one.pk, language, text, language == original) for language, text in kept.items()
            ]
            states = self.words.ensure_countries(set(record.states))
            addressees += [Addressee(recommendation=one, country_id=pk) for pk in states]
            others = self.words.ensure_countries(self.words.states_of(record.recommending_countries))
            recommending += [RecommendingState(recommendation=one, country_id=pk) for pk in others]
            for found in self.words.ensure_tags(record).values():
                tags += [RecommendationTag(recommendation=one, tag_id=pk) for pk in found]
        RecommendationText.objects.bulk_create(texts)
        Addressee.objects.bulk_create(addressees)
        RecommendingState.objects.bulk_create(recommending)
        RecommendationTag.objects.bulk_create(tags)

    def _recommendation(self, row: StagedRecord, record: UhriRecord) -> Recommendation:
        document = self.documents.for_new(record)
        paragraph = comparing.paragraph_of(record)
        position, partly = comparing.position_of(record.upr_positions)
        return Recommendation(
            annotation_id=record.annotation_id,
            document=document,
            kind=comparing.kind_of(record, self.words.mechanism_kinds[document.mechanism_id]),
            paragraph=paragraph,
            paragraph_order=order_of(paragraph),
            position=record.number_in_document or record.place,
            is_home=settings.HOME_STATE in record.states,
            upr_position=position,
            is_partly_supported=partly,
            published_on=record.published_on,
            uhri_published_at=as_moment(record.uhri_published_at),
            please_look=sorted({look["code"] for look in row.please_look}),
            source_row=record.source,
            source_digest=codec.digest(record),
        )

    def _text(self, owner: int, language: str, text: str, is_original: bool) -> RecommendationText:
        return RecommendationText(
            recommendation_id=owner,
            language=language,
            origin=RecommendationText.Origin.UHRI,
            text=text,
            is_original=is_original,
            run=self.run,
        )

    # --- changed records ---------------------------------------------------------------------------

    def _update(self, pairs: list[tuple[UhriRecord, uhri_register.Known]]) -> None:
        rows = Recommendation.objects.select_related("document").in_bulk([here.pk for _record, here in pairs])
        by_fields: dict[tuple[str, ...], list[Recommendation]] = defaultdict(list)
        for record, here in pairs:
            found = comparing.differences(record, here, self.words)
            if not found:
                continue
            names = self._set_fields(rows[here.pk], record, here, found)
            self._set_relations(record, here, found)
            self.changed.add(here.pk)
            if names:
                by_fields[tuple(sorted(names))].append(rows[here.pk])
        for fields, changed in by_fields.items():
            Recommendation.objects.bulk_update(changed, fields, batch_size=BATCH)

    def _set_fields(
        self, row: Recommendation, record: UhriRecord, here: uhri_register.Known, found: comparing.Differences
    ) -> set[str]:
        """Set what differs on the row itself; the names of the fields that were set."""
        news: dict[str, Any] = {}
        found = {name: one for name, one in found.items() if not national_fields.is_national(one)}
        if found.keys() & {"symbol", "document", "mechanism", "cycle"}:
            news["document"] = self.documents.for_changed(record, self._document_of(row))
        if "kind" in found:
            news["kind"] = found["kind"]["new"]
        if "paragraph" in found:
            news |= {
                "paragraph": found["paragraph"]["new"],
                "paragraph_order": order_of(found["paragraph"]["new"]),
            }
        if "position" in found:
            news["upr_position"], news["is_partly_supported"] = comparing.position_of(record.upr_positions)
        if "published_on" in found:
            news["published_on"] = record.published_on
        if "uhri_published_at" in found:
            news["uhri_published_at"] = as_moment(record.uhri_published_at)
        if "states" in found:
            news["is_home"] = settings.HOME_STATE in record.states
        if "gone" in found:
            news["gone_at"] = None
        if record.language == ENGLISH:
            news |= {"source_row": record.source, "source_digest": codec.digest(record)}
        for name, value in news.items():
            setattr(row, name, value)
        return set(news)

    def _document_of(self, row: Recommendation) -> Document:
        """The row's document as this run knows it: another record may have renamed it already."""
        for document in self.documents.by_symbol.values():
            if document and document.pk == row.document_id:
                return document
        return row.document

    def _set_relations(
        self, record: UhriRecord, here: uhri_register.Known, found: comparing.Differences
    ) -> None:
        of_this = {"recommendation_id": here.pk}
        for name, difference in found.items():
            if name.startswith("text:"):
                self._set_text(here, name.removeprefix("text:"), difference["new"])
            elif name in ("states", "recommending"):
                model: Any = Addressee if name == "states" else RecommendingState
                model.objects.filter(country__iso3__in=difference["removed"], **of_this).delete()
                added = self.words.ensure_countries(set(difference["added"]))
                model.objects.bulk_create(model(country_id=pk, **of_this) for pk in added)
            elif name in TAG_FIELDS:
                self._set_tags(record, here, TAG_FIELDS[name])

    def _set_text(self, here: uhri_register.Known, language: str, text: str) -> None:
        if language in here.texts:
            RecommendationText.objects.filter(pk=here.texts[language][0]).update(
                text=text, run=self.run, at=timezone.now()
            )
            return
        has_original = RecommendationText.objects.filter(recommendation=here.pk, is_original=True).exists()
        self._text(here.pk, language, text, not has_original).save()

    def _set_tags(self, record: UhriRecord, here: uhri_register.Known, kind: str) -> None:
        wanted, old = self.words.ensure_tags(record)[kind], here.tags.get(kind, set())
        ours = RecommendationTag.objects.filter(recommendation=here.pk, origin=RecommendationTag.Origin.UHRI)
        ours.filter(tag__in=old - wanted).delete()
        RecommendationTag.objects.bulk_create(
            RecommendationTag(recommendation_id=here.pk, tag_id=pk) for pk in wanted - old
        )


def order_of(paragraph: str) -> list[int]:
    """The paragraph as numbers that sort: 50.9 before 50.10, 79 before 79(a); a letter is its place."""
    if not paragraph:
        return []
    return [number if kind == 0 else ord(letters[0]) - 96 for kind, number, letters in sort_key(paragraph)]


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
