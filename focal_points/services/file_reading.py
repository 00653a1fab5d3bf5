"""The words of attached files: asked for when a file is attached, read by a worker, written page by page."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from focal_points.languages import CONFIGURATIONS, SIMPLE, parted
from focal_points.models import Evidence, FileText
from focal_points.word_guess import language_of
from nmrf.base import filewords
from nmrf.base.filewords import Read
from nmrf.base.models import Job, StoredFile
from nmrf.base.services import jobs
from recommendations.models import DocumentFile

TASK = "focal_points.read_files"
LONGEST = 500_000
"""Letters of a file that are searched as one; its passages hold the rest."""
FEWEST_LETTERS = 8
_WRITE_FILE = """
UPDATE focal_points_filetext
SET words = to_tsvector(%s::regconfig, %s) || array_to_tsvector(%s) WHERE file_id = %s
"""
_WRITE_PASSAGES = """
INSERT INTO focal_points_filepassage (text_of_id, number, is_page, text, words)
SELECT %s, number, %s, text, to_tsvector(%s::regconfig, words)
FROM unnest(%s::int[], %s::text[], %s::text[]) AS given(number, text, words)
"""


def ask(file: StoredFile, by: Any = None) -> Job | None:
    """Have a worker read it, unless it is of a kind that holds no text. One job reads all that wait."""
    if file.media_type not in filewords.READABLE:
        return None
    FileText.objects.get_or_create(file=file)
    waiting = Job.objects.filter(task=TASK, state=Job.State.QUEUED).first()
    return waiting or jobs.enqueue(task=TASK, payload={}, by=by)


def run(job_id: UUID) -> None:
    """Read the files that wait, each kept as soon as it is read; the job's row says how far it is."""
    with jobs.leased(job_id) as lease:
        if lease is None:
            return
        done = 0
        while file := _next():
            lease.progress(done=done, step=file.name[:200])
            found = extract(file)
            with transaction.atomic():
                lease.hold()
                write(file=file, found=found)
            done += 1
        with transaction.atomic():
            jobs.finish(lease, result={"files": done})


def _next() -> StoredFile | None:
    row = FileText.objects.filter(state=FileText.State.WAITING).select_related("file").order_by("pk").first()
    return row.file if row else None


def read_now(file: StoredFile) -> FileText:
    """Read it here and now, whoever else may be at it."""
    found = extract(file)
    with transaction.atomic():
        return write(file=file, found=found)


def extract(file: StoredFile) -> Read:
    """What is in it. The bytes may lie elsewhere, so they are copied to where a process can read them."""
    settings.WORKING_ROOT.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.WORKING_ROOT, prefix="reading-") as copy:
        try:
            with file.content.open("rb") as stored:
                for chunk in stored.chunks():
                    copy.write(chunk)
        except (OSError, ValueError):  # not there, or never stored
            return Read(why="gone")
        copy.flush()
        return filewords.read(Path(copy.name), file.media_type)


def write(*, file: StoredFile, found: Read) -> FileText:
    """Keep what was read in place of what was there. Call inside a transaction."""
    whole = "\n".join(text for _number, text in found.passages)
    is_empty = sum(letter.isalnum() for letter in whole[:10_000]) < FEWEST_LETTERS
    state = FileText.State.EMPTY if is_empty else FileText.State.READ
    language = "" if is_empty else language_of(whole)
    row, _made = FileText.objects.update_or_create(
        file=file,
        defaults={
            "state": FileText.State.UNREADABLE if found.why else state,
            "why": found.why,
            "language": language,
            "pages": found.pages,
            "is_cut": found.is_cut,
            "read_at": timezone.now(),
            "words": None,
        },
    )
    row.passages.all().delete()
    if row.state == FileText.State.READ:
        _write_words(row, found, whole)
    return row


def _write_words(row: FileText, found: Read, whole: str) -> None:
    config = CONFIGURATIONS.get(row.language, SIMPLE)
    numbers = [number for number, _text in found.passages]
    texts = [text for _number, text in found.passages]
    parts = [_words(row.language, text) for text in texts]
    mark = [f"§l:{row.language}"] if row.language else []
    named = f"{row.file.name.rpartition('.')[0]} {_words(row.language, whole[:LONGEST])}"
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_PASSAGES, [row.pk, found.has_pages, config, numbers, texts, parts])
        cursor.execute(_WRITE_FILE, [config, named, mark, row.pk])


def _words(language: str, text: str) -> str:
    return parted(text) if language == "zh" else text


def attached_files() -> QuerySet[StoredFile]:
    """Files of evidence and of documents that are of a kind with text."""
    evidence = Evidence.objects.filter(file__isnull=False, removed_at=None).values("file")
    documents = DocumentFile.objects.standing().values("file")
    return StoredFile.objects.filter(
        Q(pk__in=evidence) | Q(pk__in=documents), media_type__in=filewords.READABLE
    )


def missing() -> QuerySet[StoredFile]:
    """Those that nobody has read: attached before files were read, or left waiting by a lost job."""
    return attached_files().filter(Q(text=None) | Q(text__state=FileText.State.WAITING)).order_by("pk")


def read_all(files: Iterable[StoredFile]) -> dict[str, int]:
    """Read these one after the other; state → how many."""
    counts = {state.value: 0 for state in FileText.State if state != FileText.State.WAITING}
    for file in files:
        counts[read_now(file).state] += 1
    return counts
