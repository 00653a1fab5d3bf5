"""Writes a confirmed table into the register: in the caller's one transaction, many rows a statement."""

from collections import defaultdict
from typing import Any

from django.conf import settings

from recommendations.models import (
    Addressee,
    Document,
    ImportRun,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    StagedRecord,
    TableEntry,
)
from recommendations.services import national_fields
from recommendations.services.table_comparing import TAG_FIELDS, Differences, differences
from recommendations.services.table_documents import TableDocuments
from recommendations.services.table_register import Here, Match, Register, known
from recommendations.services.table_words import TableWords
from recommendations.services.uhri_applying import BATCH, Note, _batches
from recommendations.tables.records import TableRecord, content_of, digest_of, from_json
from recommendations.uhri.paragraph_order import order_of

Verdict = StagedRecord.Verdict
_COLUMNS = {
    "position_on": "upr_position_on",
    "position_source": "upr_position_source",
    "remark": "upr_remark",
}
_USUAL: dict[str, str] = {
    Document.Kind.JUDGMENT: Recommendation.Kind.ORDER,
    Document.Kind.VIEWS: Recommendation.Kind.ORDER,
    Document.Kind.PLEDGES: Recommendation.Kind.PLEDGE,
}
NATIONAL = RecommendationTag.Origin.NATIONAL


def write(run: ImportRun, *, note: Note | None = None) -> set[int]:
    """Write all rows that the run staged as new or changed; keys of recommendations that changed."""
    return TableApplication(run, note).write()


class TableApplication:
    """One table on its way into the register."""

    def __init__(self, run: ImportRun, note: Note | None = None) -> None:
        self.run = run
        self.note = note
        self.words = TableWords()
        self.countries = self.words.words.ensure_countries
        self.documents = TableDocuments(self.words)
        self.register = Register(self.words)
        self.changed: set[int] = set()

    def write(self) -> set[int]:
        """Everything that the preview announced, compared once more with what is here now."""
        staged = self.run.records.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).order_by("place")
        done, total = 0, staged.count()
        for batch in _batches(staged.iterator(chunk_size=BATCH), BATCH):
            records = [from_json(row.payload) for row in batch]
            matches = self.register.matches(records)
            self._create([record for record in records if record.key not in matches])
            self._update([(record, matches[record.key]) for record in records if record.key in matches])
            done += len(batch)
            if self.note:
                self.note(done, total)
        in_renamed = Recommendation.objects.filter(document__in=self.documents.renamed)
        return self.changed | set(in_renamed.values_list("pk", flat=True))

    # --- new ---------------------------------------------------------------------------------------

    def _create(self, records: list[TableRecord]) -> None:
        made = Recommendation.objects.bulk_create(map(self._recommendation, records))
        self.changed.update(one.pk for one in made)
        texts, addressees, recommending, tags, entries = [], [], [], [], []
        for record, one in zip(records, made, strict=True):
            texts.append(self._text(one.pk, record, is_original=True))
            addressees += [
                Addressee(recommendation=one, country_id=pk) for pk in self.countries(set(record.states))
            ]
            recommending += [
                RecommendingState(recommendation=one, country_id=pk)
                for pk in self.countries(set(record.recommending))
            ]
            for found in self.words.ensure_tags(record).values():
                tags += [RecommendationTag(recommendation=one, tag_id=pk, origin=NATIONAL) for pk in found]
            entries.append(self._entry(one.pk, record))
        RecommendationText.objects.bulk_create(texts)
        Addressee.objects.bulk_create(addressees)
        RecommendingState.objects.bulk_create(recommending)
        RecommendationTag.objects.bulk_create(tags)
        TableEntry.objects.bulk_create(entries)

    def _recommendation(self, record: TableRecord) -> Recommendation:
        document = self.documents.ensure(record)
        return Recommendation(
            document=document,
            kind=record.kind or _USUAL.get(document.kind, Recommendation.Kind.RECOMMENDATION),
            paragraph=record.paragraph,
            paragraph_order=order_of(record.paragraph),
            position=record.place,
            title=record.title[:200],
            is_home=settings.HOME_STATE in record.states,
            upr_position=record.position,
            is_partly_supported=record.is_partly_supported,
            upr_position_on=record.position_on,
            upr_position_source=record.position_source[:200],
            upr_remark=record.remark,
            is_followup=record.followup_due_on is not None,
            followup_due_on=record.followup_due_on,
            due_on=record.due_on,
            published_on=document.published_on,
            please_look=sorted({code for code, _detail in record.looks}),
        )

    def _text(self, owner: int, record: TableRecord, *, is_original: bool) -> RecommendationText:
        return RecommendationText(
            recommendation_id=owner,
            language=record.language,
            origin=RecommendationText.Origin.NATIONAL,
            text=record.text,
            is_original=is_original,
            by=self.run.by,
            run=self.run,
        )

    def _entry(self, owner: int, record: TableRecord) -> TableEntry:
        said = content_of(record)
        return TableEntry(
            recommendation_id=owner,
            kind=self.run.kind,
            key=record.key,
            digest=digest_of(said),
            said=said,
            run=self.run,
        )

    # --- changed -----------------------------------------------------------------------------------

    def _update(self, pairs: list[tuple[TableRecord, Match]]) -> None:
        keys = [match.pk for _record, match in pairs]
        here, rows = known(keys), Recommendation.objects.select_related("document").in_bulk(keys)
        by_fields: dict[tuple[str, ...], list[Recommendation]] = defaultdict(list)
        new_entries, old_entries = [], []
        for record, match in pairs:
            found, _looks = differences(record, here[match.pk], match, self.words)
            if not found:
                continue
            if names := self._set_fields(rows[match.pk], record, found):
                by_fields[tuple(sorted(names))].append(rows[match.pk])
            self._set_relations(record, here[match.pk], match, found)
            self.changed.add(match.pk)
            entry = self._entry(match.pk, record)
            if match.entry:
                entry.pk, entry.recommendation_id = match.entry.pk, match.entry.recommendation_id
                old_entries.append(entry)
            else:
                new_entries.append(entry)
        for fields, changed in by_fields.items():
            Recommendation.objects.bulk_update(changed, fields, batch_size=BATCH)
        TableEntry.objects.bulk_create(new_entries)
        TableEntry.objects.bulk_update(old_entries, ["digest", "said", "run", "kind", "at"], batch_size=BATCH)

    def _set_fields(self, row: Recommendation, record: TableRecord, found: Differences) -> set[str]:
        """Set what differs on the row itself; the names of the fields that were set."""
        news: dict[str, Any] = {
            _COLUMNS.get(name, name): getattr(record, name)
            for name in ("kind", "title", "position_on", "position_source", "remark", "due_on")
            if name in found
        }
        if "symbol" in found:
            news["document"] = self._document_of(row, record)
        if "paragraph" in found:
            news |= {"paragraph": record.paragraph, "paragraph_order": order_of(record.paragraph)}
        if "position" in found:
            news |= {"upr_position": record.position, "is_partly_supported": record.is_partly_supported}
        if "followup_due_on" in found:
            news |= {"is_followup": True, "followup_due_on": record.followup_due_on}
        noted = national_fields.noted(row, news, self.run.by)
        if noted != row.national_fields:
            news["national_fields"] = noted
        for name, value in news.items():
            setattr(row, name, value)
        return set(news)

    def _document_of(self, row: Recommendation, record: TableRecord) -> Document:
        return self.documents.for_symbol(record, row.document)

    def _set_relations(self, record: TableRecord, here: Here, match: Match, found: Differences) -> None:
        of_this = {"recommendation_id": here.pk}
        language = record.language
        if f"text:{language}" in found:
            self._set_text(record, here)
        if "recommending" in found:
            gone = found["recommending"]["removed"]
            RecommendingState.objects.filter(country__iso3__in=gone, **of_this).delete()
            added = self.countries(set(found["recommending"]["added"]))
            RecommendingState.objects.bulk_create(RecommendingState(country_id=pk, **of_this) for pk in added)
        if found.keys() & TAG_FIELDS.keys():
            wanted = self.words.ensure_tags(record)
            last = self.words.tags_of(_said_before(match)) if match.entry else {}
            for name, kind in TAG_FIELDS.items():
                if name not in found:
                    continue
                before = {key for key in last.get(kind, ()) if isinstance(key, int)}
                ours = here.own_tags[kind]
                gone_tags = ours - wanted[kind] if match.is_own else (before - wanted[kind]) & ours
                RecommendationTag.objects.filter(tag__in=gone_tags, origin=NATIONAL, **of_this).delete()
                RecommendationTag.objects.bulk_create(
                    RecommendationTag(tag_id=pk, origin=NATIONAL, **of_this)
                    for pk in wanted[kind] - before - here.tags[kind]
                )

    def _set_text(self, record: TableRecord, here: Here) -> None:
        if present := here.texts.get((record.language, "national")):
            RecommendationText.objects.filter(pk=present[0]).update(text=record.text, run=self.run)
        else:
            self._text(here.pk, record, is_original=not here.texts).save()


def _said_before(match: Match) -> TableRecord:
    """The row as the table last had it."""
    said = match.entry.said if match.entry else {}
    return from_json(said | {"place": 0, "at": "", "key": ""})
