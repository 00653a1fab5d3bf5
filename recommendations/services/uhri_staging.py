"""Reads a source batch by batch, compares each record with the register, and keeps what it found.

Each batch is committed by itself and is the cursor: whoever takes up an interrupted run goes on behind the
last record that is staged. Nothing of the register is written here. A row that stands in the source as it
did last time is known by its digest and not even cleaned; others are cleaned in several processes while the
batch before is being written.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Count, Exists, Func, Max, OuterRef, TextField
from django.utils.translation import gettext as _

from nmrf.base.errors import NotNow
from nmrf.base.services.copying import copy_in
from nmrf.base.services.jobs import Lease
from recommendations.models import (
    Addressee,
    ImportConflict,
    ImportRun,
    Recommendation,
    RecommendationText,
    StagedRecord,
)
from recommendations.services import uhri_comparing, uhri_register
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import codec, values
from recommendations.uhri.build import storable
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.prepared import Found, Prepared, looks_at
from recommendations.uhri.reading import Reading
from recommendations.uhri.records import ENGLISH, Rejected
from recommendations.uhri.shapes import Shape, fields_of, shape_of
from recommendations.uhri.workshop import Workshop

BATCH = 1_000
AHEAD = 2  # batches being cleaned while one is written
ALL = "all"
Verdict = StagedRecord.Verdict
T = TypeVar("T")

_COLUMNS = (
    "run", "place", "annotation_id", "verdict", "please_look", "reason", "payload", "source", "differences",
    "recommendation",
)  # fmt: skip
Row = tuple[Any, ...]


@dataclass
class Read:
    """What one pass over a source was: how many records it holds, and whether it lists all there is."""

    in_source: int = 0
    of_state: int = 0
    is_full_export: bool = False
    language: str = ""
    labels_from: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, and which it is; its row is let go of as soon as it is on its way."""

    place: int
    annotation_id: UUID


@dataclass
class Batch:
    """What stands in a batch in the source's order: rejected, known by its row, or on its way."""

    found: Sequence[Place | Rejected]
    here: dict[UUID, tuple[int, str]]  # what the register has of it, with its digest
    same: dict[int, int]  # place → recommendation that stands as it did
    cleaned: Callable[[], list[Prepared | Rejected]]


def stage(*, run: ImportRun, reading: Reading, lease: Lease | None = None) -> Read:
    """Stage what is left of the source. Raises UnreadableSource where the source breaks off."""
    start = run.records.aggregate(last=Max("place"))["last"] or 0
    words = Vocabulary.load()
    with Workshop(reading.builder, words) as workshop:
        under_way: deque[Batch] = deque()
        for batch in _batches(reading.found_rows(start), BATCH):
            under_way.append(_begun(batch, workshop))
            if len(under_way) > AHEAD:
                _keep(run, under_way.popleft(), words, reading, lease)
        while under_way:
            _keep(run, under_way.popleft(), words, reading, lease)
    return Read(
        in_source=reading.read,
        of_state=reading.found,
        is_full_export=reading.is_full_export,
        language=reading.source.language,
        labels_from=reading.labels.files,
    )


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def _begun(batch: Sequence[Found | Rejected], workshop: Workshop) -> Batch:
    """Have cleaned what does not stand as it did."""
    rows = [one for one in batch if isinstance(one, Found)]
    here = uhri_register.digests_of([one.annotation_id for one in rows])
    same: dict[int, int] = {}
    rest: list[tuple[Found, str]] = []
    for one in rows:
        pk, known = here.get(one.annotation_id, (0, ""))
        row_digest = _row_digest(one, workshop.builder.edition)
        if pk and row_digest and known[codec.CONTENT_LENGTH :] == row_digest:
            same[one.place] = pk
        else:
            rest.append((one, row_digest))
    places = [one if isinstance(one, Rejected) else Place(one.place, one.annotation_id) for one in batch]
    return Batch(places, here, same, workshop.begin(rest))


def _row_digest(found: Found, edition: str) -> str:
    """None for the site's rows: what their ids stand for may be known better the next time."""
    if shape_of(found.row) is Shape.SITE:
        return ""
    return codec.row_digest(found.row, found.content, edition)


def _keep(run: ImportRun, batch: Batch, words: Vocabulary, reading: Reading, lease: Lease | None) -> None:
    """Compare a batch and commit it, if this run is still ours."""
    rows = list(_compared(run, batch, words))
    with transaction.atomic():
        if lease:
            lease.hold()
        if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.STAGING).exists():
            raise NotNow(_("This import was stopped."), code="stopped")
        copy_in(StagedRecord, _COLUMNS, rows)
        if lease:
            done, total = reading.source.done, max(reading.source.total, reading.source.done)
            lease.progress(done=done, total=total, step=_("Reading and comparing"))


def known_states(country: str) -> dict[str, tuple[str, ...]]:
    """Annotations that the register addresses to this State already: its own, wherever they stand now."""
    if country == ALL:
        return {}
    rows = Addressee.objects.filter(country__iso3=country, recommendation__annotation_id__isnull=False)
    return {
        str(annotation): (country,)
        for annotation in rows.values_list("recommendation__annotation_id", flat=True)
    }


def _compared(run: ImportRun, batch: Batch, words: Vocabulary) -> Iterator[Row]:
    """Rows to stage, in the order of the source."""
    cleaned = {one.place: one for one in batch.cleaned()}
    prepared = [one for one in cleaned.values() if isinstance(one, Prepared)]
    same = {
        one.place: pk
        for one in prepared
        for pk, digest in [batch.here.get(one.annotation_id, (0, ""))]
        if pk and _same_content(digest, one.digest)
    }
    here = uhri_register.known([one.annotation_id for one in prepared if one.place not in same])
    for found in batch.found:
        one = cleaned.get(found.place, found)
        if isinstance(one, Rejected):
            yield _rejected(run, one)
        elif one.place in batch.same:
            yield _unchanged(run, one, batch.same[one.place])
        elif one.place in same:
            yield _unchanged(run, one, same[one.place])
        elif isinstance(one, Prepared):
            yield _judged(run, one, here.get(one.annotation_id), words)


def _same_content(here: str, given: str) -> bool:
    return here[: codec.CONTENT_LENGTH] == given[: codec.CONTENT_LENGTH]


def _rejected(run: ImportRun, rejected: Rejected) -> Row:
    payload = {"detail": rejected.detail, "source": storable(rejected.source)}
    return (
        run.pk, rejected.place, None, Verdict.REJECTED.value, "[]", rejected.reason,
        orjson.dumps(payload).decode(), None, "{}", None,
    )  # fmt: skip


def _unchanged(run: ImportRun, one: Place | Prepared, pk: int, looks: Sequence[Any] = ()) -> Row:
    return (
        run.pk, one.place, one.annotation_id, Verdict.UNCHANGED.value, _json(looks), "", "{}", None, "{}", pk,
    )  # fmt: skip


def _judged(run: ImportRun, one: Prepared, here: uhri_register.Known | None, words: Vocabulary) -> Row:
    if here is None:
        return (
            run.pk, one.place, one.annotation_id, Verdict.NEW.value, _json(one.looks), "", one.payload,
            one.source, "{}", None,
        )  # fmt: skip
    record = one.record
    found = uhri_comparing.differences(record, here, words)
    looks = looks_at(record, words, here.texts.get(ENGLISH, (0, ""))[1])
    if not found:
        return _unchanged(run, one, here.pk, looks)
    return (
        run.pk, one.place, one.annotation_id, Verdict.CHANGED.value, _json(looks), "", one.payload,
        one.source, _json(found), here.pk,
    )  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value).decode() if value else "[]" if isinstance(value, list | tuple) else "{}"


def stage_gone(*, run: ImportRun) -> int:
    """For a source that lists all there is: stage what the register has and the source has not. How many.

    What has an English text is gone when the English source says so: another may lag behind it, or lack it.
    """
    listed = run.records.filter(annotation_id__isnull=False).values_list("annotation_id")
    known = present(run.country)
    if run.language != ENGLISH:
        uhri = RecommendationText.Origin.UHRI
        english = RecommendationText.objects.filter(
            recommendation=OuterRef("pk"), language=ENGLISH, origin=uhri
        )
        known = known.filter(~Exists(english))
    missing = known.values_list("annotation_id").difference(listed)  # hashed, whatever is known
    rejected = _named_by_rejected(run)
    keys = [annotation for (annotation,) in missing if annotation not in rejected]
    gone = sorted(uhri_register.keys_of(keys))
    place = run.records.aggregate(last=Max("place"))["last"] or 0
    rows = [
        (run.pk, place + number, annotation, Verdict.GONE.value, "[]", "", "{}", None, "{}", pk)
        for number, (pk, annotation) in enumerate(gone, start=1)
    ]
    return copy_in(StagedRecord, _COLUMNS, rows) if rows else 0


def _named_by_rejected(run: ImportRun) -> set[UUID]:
    """Annotations that the source lists in records which were rejected: these are not gone."""
    rows = run.records.filter(verdict=Verdict.REJECTED).values_list("payload__source", flat=True)
    found: set[UUID] = set()
    for row in rows.iterator(chunk_size=500):
        with suppress(values.NotUnderstood):
            if isinstance(row, dict) and (key := values.guid_of(fields_of(row).get("annotation_id"))):
                found.add(key)
    return found


def changed_fields(run: ImportRun) -> dict[str, int]:
    """The fields in which records of the run differ, each with how many; the most frequent first."""
    keys = run.records.filter(verdict=Verdict.CHANGED).annotate(
        field=Func("differences", function="jsonb_object_keys", output_field=TextField())
    )
    return dict(keys.order_by().values_list("field").annotate(count=Count("pk")).order_by("-count", "field"))


def let_go(run: ImportRun) -> None:
    """Delete what the run staged, in the database: there may be more of it than fits into memory."""
    ImportConflict.objects.filter(staged__run=run).update(staged=None)
    records: Any = run.records.all()
    records._raw_delete(records.db)


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
