"""Tables that people hand in: kept, read (by a worker where they are long), thrown away. All kinds alike."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from focal_points.models import SheetRow, SheetRun
from focal_points.permissions import Can
from nmrf.base.errors import HouseError, Invalid, NotNow
from nmrf.base.models import StoredFile, User
from nmrf.base.permissions import require
from nmrf.base.services import jobs
from nmrf.base.services.files import clean_name
from nmrf.base.services.jobs import Lease
from recommendations.services import uhri_arriving, uhri_sources
from recommendations.tables.limits import LIMITS, MEBIBYTE

READ = "focal_points.read_sheet"
APPLY = "focal_points.apply_sheet"
AT_ONCE = 2_000  # rows; more are read by a worker
BATCH = 1_000
State = SheetRun.State


@contextmanager
def put_on_disk(upload: "UploadedFile[Any]") -> Iterator[Path]:
    """What was handed in, as a file. Raises Invalid where it is too large."""
    if (upload.size or 0) > LIMITS.file:
        message = _("The file is larger than %(limit)s MB.") % {"limit": LIMITS.file // MEBIBYTE}
        raise Invalid(message, fields={"file": message})
    with TemporaryDirectory(dir=uhri_arriving.working_root()) as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        yield path


def begin(*, kind: str, path: Path, name: str, by: User | None, **more: Any) -> SheetRun:
    """A new run with its file kept beside it. Permission is the caller's: each kind has its own verb."""
    named = clean_name(name)
    run = SheetRun(kind=kind, source=named[:400], by=by, sha256=uhri_sources.digest(path), **more)
    stored = StoredFile(
        name=named[:255],
        media_type="application/octet-stream",
        size=path.stat().st_size,
        sha256=run.sha256,
        stored_by=by,
    )
    with path.open("rb") as content:
        stored.content.save("table", File(content), save=False)
    stored.save()
    run.file = stored
    run.save()
    return run


@contextmanager
def at_hand(run: SheetRun) -> Iterator[Path]:
    """The kept file as a file on this machine."""
    with uhri_arriving.at_hand(run) as path:  # type: ignore[arg-type] # it asks for the file alone
        yield path


def is_long(rows: Iterable[Any]) -> bool:
    """Whether a table has so many rows that a worker reads it."""
    return sum(1 for _row in islice(rows, AT_ONCE + 1)) > AT_ONCE


def by_worker(run: SheetRun, task: str, state: str) -> SheetRun:
    """Give the run to a worker."""
    run.state = state
    run.job = jobs.enqueue(task=task, payload={"run": run.pk}, by=run.by)
    run.save(update_fields=["state", "job"])
    return run


def work(job_id: UUID, act: Callable[[SheetRun, Lease], Any], *, failed: str) -> None:
    """Do what a worker does for the run of a job; where that is refused, the run says why."""
    with jobs.leased(job_id) as lease:
        if lease is None:
            return
        run = SheetRun.objects.select_related("by", "confirmed_by").get(job=job_id)
        person = run.confirmed_by or run.by
        with translation.override(person.language if person else None):
            try:
                act(run, lease)
            except HouseError as refused:
                SheetRun.objects.filter(pk=run.pk).update(state=failed, problem=str(refused.message))
                raise


def stage(run: SheetRun, rows: list[SheetRow]) -> None:
    """The rows of the preview, in the place of any before."""
    run.rows.all().delete()
    for place, row in enumerate(rows, start=1):
        row.run, row.place = run, place
    SheetRow.objects.bulk_create(rows, batch_size=BATCH)


def counted(run: SheetRun) -> dict[str, int]:
    """Verdict → how many rows."""
    found = dict.fromkeys(SheetRow.Verdict.values, 0)
    for verdict in run.rows.values_list("verdict", flat=True):
        found[verdict] += 1
    return found


def claimed(run: SheetRun, *states: str) -> SheetRun:
    """The run under lock, if it is in one of these states; NotNow for whoever clicks twice."""
    locked = SheetRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in states:
        raise NotNow(_("This table is not waiting for that any more."), code=locked.state)
    return locked


@transaction.atomic
def discard(*, run: SheetRun, by: User) -> SheetRun:
    """Throw it away unwritten."""
    require(by, Can.KEEP_SHEET, run)
    locked = claimed(run, State.MAPPING, State.READING, State.PREVIEW)
    locked.state = State.DISCARDED
    locked.save(update_fields=["state"])
    locked.rows.all().delete()
    return locked


def refuse(run: SheetRun, problem: str) -> SheetRun:
    """It cannot be taken as a whole."""
    run.state, run.problem = State.REFUSED, problem
    run.save(update_fields=["state", "problem"])
    return run


def forget(run: SheetRun) -> None:
    """Nothing of it stays: it was only to be looked at, by a command."""
    file = run.file
    run.delete()
    if file:
        file.content.delete(save=False)
        file.delete()
