"""Reads a source batch by batch, compares each record with the register, and keeps what it found.

Each batch is committed by itself and is the cursor: whoever takes up an interrupted run goes on behind the
last record that is staged. Nothing of the register is written here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from nmrf.base.errors import NotNow
from nmrf.base.services.jobs import Lease
from recommendations.models import Addressee, ImportRun, Recommendation, StagedRecord
from recommendations.services import uhri_comparing, uhri_register
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import codec
from recommendations.uhri.build import storable
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.please_look import ENGLISH_INSTEAD, UNKNOWN_LABEL, oddities
from recommendations.uhri.reading import Reading
from recommendations.uhri.records import Rejected, UhriRecord

BATCH = 500
ALL = "all"
Verdict = StagedRecord.Verdict


@dataclass
class Read:
    """What one pass over a source was: how many records it holds, and whether it lists all there is."""

    in_source: int = 0
    of_state: int = 0
    is_full_export: bool = False
    language: str = ""
    labels_from: list[str] = field(default_factory=list)


def stage(*, run: ImportRun, reading: Reading, lease: Lease | None = None) -> Read:
    """Stage what is left of the source. Raises UnreadableSource where the source breaks off."""
    start = run.records.aggregate(last=Max("place"))["last"] or 0
    words = Vocabulary.load()
    records = reading.records(start)
    while batch := list(islice(records, BATCH)):
        with transaction.atomic():
            if lease:
                lease.hold()
            if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.STAGING).exists():
                raise NotNow(_("This import was stopped."), code="stopped")
            StagedRecord.objects.bulk_create(_compared(run, batch, words), batch_size=BATCH)
            if lease:
                done, total = reading.source.done, max(reading.source.total, reading.source.done)
                lease.progress(done=done, total=total, step=_("Reading and comparing"))
    return Read(
        in_source=reading.read,
        of_state=reading.found,
        is_full_export=reading.is_full_export,
        language=reading.source.language,
        labels_from=reading.labels.files,
    )


def known_states(country: str) -> dict[str, tuple[str, ...]]:
    """Annotations that the register addresses to this State already: its own, wherever they stand now."""
    if country == ALL:
        return {}
    rows = Addressee.objects.filter(country__iso3=country, recommendation__annotation_id__isnull=False)
    return {
        str(annotation): (country,)
        for annotation in rows.values_list("recommendation__annotation_id", flat=True)
    }


def _compared(
    run: ImportRun, batch: Iterable[UhriRecord | Rejected], words: Vocabulary
) -> Iterator[StagedRecord]:
    records = [one for one in batch if isinstance(one, UhriRecord)]
    digests = {record.annotation_id: codec.digest(record) for record in records}
    same = {
        annotation: pk
        for annotation, (pk, digest) in uhri_register.digests_of(digests).items()
        if digest == digests[annotation]
    }
    here = uhri_register.known(digests.keys() - same.keys())
    for one in batch:
        if isinstance(one, Rejected):
            yield _rejected(run, one)
        elif one.annotation_id in same:
            yield _unchanged(run, one, same[one.annotation_id])
        else:
            yield _judged(run, one, here.get(one.annotation_id), words)


def _rejected(run: ImportRun, rejected: Rejected) -> StagedRecord:
    return StagedRecord(
        run=run,
        place=rejected.place,
        verdict=Verdict.REJECTED,
        reason=rejected.reason,
        payload={"detail": rejected.detail, "source": storable(rejected.source)},
    )


def _unchanged(run: ImportRun, record: UhriRecord, pk: int) -> StagedRecord:
    return StagedRecord(
        run=run,
        place=record.place,
        annotation_id=record.annotation_id,
        verdict=Verdict.UNCHANGED,
        recommendation_id=pk,
    )


def _judged(
    run: ImportRun, record: UhriRecord, here: uhri_register.Known | None, words: Vocabulary
) -> StagedRecord:
    found = uhri_comparing.differences(record, here, words) if here else {}
    if here and not found:
        staged = _unchanged(run, record, here.pk)
    else:
        staged = StagedRecord(
            run=run,
            place=record.place,
            annotation_id=record.annotation_id,
            verdict=Verdict.CHANGED if here else Verdict.NEW,
            payload=codec.to_json(record),
            differences=found,
            recommendation_id=here.pk if here else None,
        )
    staged.please_look = list(look_at(record, here, words))
    return staged


def look_at(
    record: UhriRecord, here: uhri_register.Known | None, words: Vocabulary
) -> Iterator[dict[str, Any]]:
    """What a person should look at: what is odd, what nobody knows yet, English instead of French."""
    for code, detail in oddities(record):
        yield {"code": code, "detail": detail}
    for label in words.unknown_labels(record):
        yield {"code": UNKNOWN_LABEL, "detail": label}
    english = here.texts.get("en", (0, ""))[1] if here else ""
    for language in uhri_comparing.kept_texts(record, english)[1]:
        yield {"code": ENGLISH_INSTEAD, "detail": language}


def stage_gone(*, run: ImportRun) -> int:
    """For a source that lists all there is: stage what the register has and the source has not. How many."""
    gone = present(run.country).exclude(
        annotation_id__in=run.records.filter(annotation_id__isnull=False).values("annotation_id")
    )
    place = run.records.aggregate(last=Max("place"))["last"] or 0
    rows = gone.order_by("pk").values_list("pk", "annotation_id")
    return len(
        StagedRecord.objects.bulk_create(
            StagedRecord(
                run=run,
                place=place + number,
                annotation_id=annotation,
                verdict=Verdict.GONE,
                recommendation_id=pk,
            )
            for number, (pk, annotation) in enumerate(rows, start=1)
        )
    )


def present(country: str) -> Any:
    """UHRI's records of a State that the register holds and that were there last time."""
    rows = Recommendation.objects.filter(annotation_id__isnull=False, gone_at=None)
    return rows if country == ALL else rows.addressed_to(country)


def concerns_state(run: ImportRun) -> bool:
    """Whether the source holds anything of the State at all: a record, or a rejected one that names it."""
    if run.records.filter(annotation_id__isnull=False).exists():
        return True
    if run.country == ALL:
        return run.records.exists()
    from recommendations.uhri.build import Builder

    builder = Builder()
    rows = run.records.filter(verdict=Verdict.REJECTED).values_list("payload__source", flat=True)[:1000]
    return any(isinstance(row, dict) and run.country in builder.states_of(row) for row in rows)


def country_code(name: str) -> str:
    """ISO3 of a State in any spelling, `all`, or nothing where nobody is called so."""
    return ALL if name.strip().casefold() == ALL else COUNTRIES.find(name)
