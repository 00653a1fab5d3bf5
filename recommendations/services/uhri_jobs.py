"""Imports from the page: asked for, read by a worker, confirmed, written by a worker."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nmrf.base.errors import HouseError, Invalid, NotNow
from nmrf.base.models import Job
from nmrf.base.permissions import require
from nmrf.base.services import jobs, notices
from nmrf.base.services.files import clean_name
from nmrf.base.services.jobs import Lease, LeaseLost
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import (
    table_runs,
    uhri_arriving,
    uhri_following,
    uhri_runs,
    uhri_sources,
    uhri_staging,
)
from recommendations.services.uhri_applying import Note
from recommendations.uhri.addresses import AddressRefused
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.fetch import FetchFailed
from recommendations.uhri.sources import Source

STAGE, APPLY = uhri_following.STAGE, uhri_following.APPLY
UNDO = "recommendations.undo_import"
MANY = 2_000  # more recommendations than that go back in the background
State = ImportRun.State
_UNREADABLE = (UnreadableSource, AddressRefused, FetchFailed)


@transaction.atomic
def ask_for_file(*, upload: "UploadedFile[Any]", country: str, by: Any, complete: bool = False) -> ImportRun:
    """Keep the file and have a worker read it. Raises Invalid where it is plainly no export of UHRI's."""
    require(by, Can.IMPORT)
    name = clean_name(upload.name or "")
    if upload.size > settings.UHRI_MAX_BYTES:
        message = _("The file is larger than %(limit)s MB.") % {"limit": settings.UHRI_MAX_BYTES // 1_000_000}
        raise Invalid(message, fields={"file": message})
    with TemporaryDirectory(dir=uhri_arriving.working_root()) as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        try:
            Source(path, name=name)
        except UnreadableSource as unreadable:
            raise Invalid(str(unreadable), fields={"file": str(unreadable)}) from unreadable
        run = uhri_runs.begin(source=name, country=country, by=by, complete=complete)
        return _keep_and_read(run, path, name)


@transaction.atomic
def ask_for_address(*, address: str, country: str, by: Any, complete: bool = False) -> ImportRun:
    """Have a worker fetch and read it. Raises Invalid where the address may not be fetched."""
    require(by, Can.IMPORT)
    try:
        uhri_sources.allowed().check(address)
    except AddressRefused as refused:
        raise Invalid(str(refused), fields={"address": str(refused)}) from refused
    run = uhri_runs.begin(source=address, country=country, by=by, complete=complete)
    return _send(run, STAGE)


@transaction.atomic
def confirm(*, run: ImportRun, by: Any, accepts_gone: bool = False) -> ImportRun:
    """Have a worker write it. Raises NotNow on a second click, Invalid if too much would go unasked."""
    require(by, Can.IMPORT, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.PREVIEW:
        raise NotNow(_("This import is not waiting for confirmation."), code=run.state)
    if uhri_runs.too_many_gone(run) and not accepts_gone:
        message = _("Confirm that these records shall be marked as gone.")
        raise Invalid(message, fields={"accepts_gone": message})
    run.state, run.accepts_gone = State.APPLYING, accepts_gone
    run.save(update_fields=["state", "accepts_gone"])
    return _send(run, APPLY)


@transaction.atomic
def ask_undo(*, run: ImportRun, by: Any) -> ImportRun:
    """Undo a run: at once, or by a worker where much goes back."""
    require(by, Can.UNDO_IMPORT, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.APPLIED or run.operation is None or run.operation.size <= MANY:
        return uhri_runs.undo(run=run, by=by)
    run.state = State.UNDOING
    run.save(update_fields=["state"])
    run.job = jobs.enqueue(task=UNDO, payload={"run": run.pk}, by=by)
    run.save(update_fields=["job"])
    return run


def stage(job_id: UUID) -> None:
    """What a worker does first: fetch if need be, read, compare, preview."""
    with jobs.leased(job_id) as lease:
        if lease and (run := _run_of(lease, State.STAGING)):
            with _in_their_language(run), _problems_noted(run, lease):
                lease.progress(done=0, step=_("Reading and comparing"))
                with uhri_arriving.local_file(run, lease) as path:
                    if path is None:
                        return
                    _read(run, path, lease)
                if not run.is_scheduled:
                    _tell(run, gettext_lazy("The import you asked for is ready to be looked at."))


def apply(job_id: UUID) -> None:
    """What a worker does after the confirmation: write, whole or not at all."""
    with jobs.leased(job_id) as lease:
        if lease and (run := _run_of(lease, State.APPLYING)):
            with _in_their_language(run), _problems_noted(run, lease):
                lease.progress(done=0, step=_("Writing, in one transaction"))
                with _told_aside(lease) as note:
                    _apply(run, lease, note)
                if not run.is_scheduled:
                    _tell(run, gettext_lazy("The import is written."))


def _read(run: ImportRun, path: Path, lease: Lease) -> None:
    name = run.file.name if run.file else ""
    if run.kind == ImportRun.Kind.UHRI:
        reading = uhri_sources.reading(path, name=name, country=run.country)
        uhri_runs.read(run=run, reading=reading, lease=lease, then=uhri_following.go_on)
    else:
        table_runs.read(run=run, reading=table_runs.reading(run, path, name=name), lease=lease)


def _apply(run: ImportRun, lease: Lease, note: Note) -> None:
    common: dict[str, Any] = {"run": run, "by": run.by, "door": "task", "lease": lease, "note": note}
    if run.kind == ImportRun.Kind.UHRI:
        uhri_runs.apply(accepts_gone=run.accepts_gone, then=uhri_following.over, **common)
    else:
        table_runs.apply(**common)


def undo(job_id: UUID) -> None:
    """What a worker does where a whole large import goes back."""
    with jobs.leased(job_id) as lease:
        if lease and (run := _run_of(lease, State.UNDOING)):
            by = Job.objects.select_related("created_by").get(pk=lease.job_id).created_by
            with _in_their_language(run):
                lease.progress(done=0, step=_("Putting back, in one transaction"))
                try:
                    uhri_runs.undo(run=run, by=by, door="task", lease=lease)
                except HouseError:
                    ImportRun.objects.filter(pk=run.pk, state=State.UNDOING).update(state=State.APPLIED)
                    raise
            _tell(run, gettext_lazy("The import is undone."))


@contextmanager
def _told_aside(lease: Lease) -> Iterator[Note]:
    """Progress of one long transaction, told over a connection of its own: others see it while it runs."""
    step = _("Writing, in one transaction")

    def tell(done: int, total: int) -> None:
        lease.progress(done=done, total=total, step=step)

    with ThreadPoolExecutor(max_workers=1) as aside:
        try:
            yield lambda done, total: aside.submit(tell, done, total).result()
        finally:
            aside.submit(lambda: connection.close()).result()  # the thread's own


def _run_of(lease: Lease, state: str) -> ImportRun | None:
    """The job's run, if it still waits for this; else the job is over."""
    payload = Job.objects.values_list("payload", flat=True).get(pk=lease.job_id)
    run = ImportRun.objects.select_related("by", "file").filter(pk=payload["run"], state=state).first()
    if run is None:
        with transaction.atomic():
            jobs.finish(lease)
    return run


def _in_their_language(run: ImportRun) -> Any:
    return translation.override(run.by.language) if run.by else nullcontext()


@contextmanager
def _problems_noted(run: ImportRun, lease: Lease) -> Iterator[None]:
    """Say on the run why it came to nothing. A preview that is out of date is read once more."""
    try:
        yield
    except LeaseLost:
        raise
    except _UNREADABLE as unreadable:
        _refuse(run, str(unreadable))
        raise HouseError(str(unreadable)) from unreadable
    except NotNow as refused:
        if refused.code == "stale_preview":
            _read_again(run)
        raise
    except HouseError as refused:
        if refused.code == "too_many_gone":
            ImportRun.objects.filter(pk=run.pk, state=State.APPLYING).update(state=State.PREVIEW)
        else:
            _refuse(run, str(refused.message))
        raise
    except Exception:
        _refuse(run, _("Something went wrong here. Nothing was written."))
        raise


@transaction.atomic
def _refuse(run: ImportRun, problem: str) -> None:
    uhri_runs.refuse(run=run, problem=problem)
    uhri_following.over(run)


@transaction.atomic
def _read_again(run: ImportRun) -> None:
    uhri_staging.let_go(run)
    run.state = State.STAGING
    run.save(update_fields=["state"])
    _send(run, STAGE)


def _send(run: ImportRun, task: str) -> ImportRun:
    run.job = jobs.enqueue(task=task, payload={"run": run.pk}, by=run.by)
    run.save(update_fields=["job"])
    return run


def _keep_and_read(run: ImportRun, path: Path, name: str) -> ImportRun:
    uhri_arriving.keep(run, path, name)
    return _send(run, STAGE)


def _tell(run: ImportRun, text: Any) -> None:
    if run.by:
        notices.tell(
            to=[run.by],
            key=f"import:{run.public_id}:{run.state}:{run.job_id}",
            text=text,
            address=run.get_absolute_url(),
        )
