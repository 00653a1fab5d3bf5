"""Writes a confirmed run into the register: in the caller's one transaction, and UHRI's own rows only."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from recommendations.models import ImportRun, Recommendation, StagedRecord
from recommendations.services import uhri_register
from recommendations.services.uhri_changing import Changing, Given
from recommendations.services.uhri_creating import WITHOUT_TEXT, Creation
from recommendations.services.uhri_documents import Documents
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri import codec

BATCH = 500
NEW_BATCH = 5_000
MANY = 1_000  # after so many the database has to look anew at what it holds, or it misjudges what follows
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
        self.creation = Creation(run, self.words, self.documents)
        self.changing = Changing(run, self.words, self.documents)
        self.changed: set[int] = set()
        self.missing: list[int] = []  # known when they were staged, and not here any more
        self.done = self.total = 0

    def write(self) -> set[int]:
        """Everything that the preview announced. Answers the keys of recommendations that changed.

        What is known goes first, so that new records find their documents under the names they have now.
        """
        changed = self.records.filter(verdict=Verdict.CHANGED)
        self.total = self.records.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).count()
        for batch in _batches(_one_by_one(changed), BATCH):
            self._change(batch)
        rows = self.records.filter(Q(verdict=Verdict.NEW) | Q(pk__in=self.missing))
        rows = rows.order_by("place").values_list("pk", "annotation_id", WITHOUT_TEXT)
        for rows_of_batch in _batches(rows.iterator(chunk_size=NEW_BATCH), NEW_BATCH):
            self._create(rows_of_batch)
        if self.done >= MANY:
            uhri_register.take_stock()
        return self.changed | self._mark_gone() | self._in_renamed_documents()

    def _create(self, rows: list[Any]) -> None:
        """Make what is new; what came into the register since it was staged is brought up to date instead."""
        here = uhri_register.present_of([annotation for _pk, annotation, _payload in rows])
        self.changed.update(
            self.creation.write([(pk, payload) for pk, annotation, payload in rows if annotation not in here])
        )
        if known := [pk for pk, annotation, _payload in rows if annotation in here]:
            self._change(list(_one_by_one(self.run.records.filter(pk__in=known))), counted=False)
        self._count(len(rows))

    def _change(self, batch: list[StagedRecord], *, counted: bool = True) -> None:
        here = uhri_register.known([row.annotation_id for row in batch if row.annotation_id])
        given = [
            Given(codec.from_json(row.payload, row.source), codec.stored_digest(row.payload), here[key])
            for row in batch
            if (key := row.annotation_id) in here
        ]
        self.missing += [row.pk for row in batch if row.annotation_id not in here]
        self.changed |= self.changing.write(given)
        if counted:
            self._count(len(given))

    def _count(self, number: int) -> None:
        self.done += number
        if self.note:
            self.note(self.done, self.total)

    def _mark_gone(self) -> set[int]:
        gone: Any = self.records.filter(verdict=Verdict.GONE).values("recommendation")
        keys = set(Recommendation.objects.filter(pk__in=gone, gone_at=None).values_list("pk", flat=True))
        Recommendation.objects.filter(pk__in=keys).update(gone_at=timezone.now())
        return keys

    def _in_renamed_documents(self) -> set[int]:
        rows = Recommendation.objects.filter(document__in=self.documents.renamed)
        return set(rows.values_list("pk", flat=True))


def _one_by_one(records: Any) -> Iterator[StagedRecord]:
    found: Iterator[StagedRecord] = records.order_by("place").iterator(chunk_size=BATCH)
    return found


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
