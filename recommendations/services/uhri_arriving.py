"""A run's source as a file: kept beside the run, fetched from its address, or brought from the store."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base.models import StoredFile
from nmrf.base.services import jobs
from nmrf.base.services.jobs import Lease
from recommendations.models import ImportRun
from recommendations.services import uhri_following, uhri_memory, uhri_sources


def keep(run: ImportRun, path: Path, name: str) -> None:
    """Store the source beside the run, so that any worker can read it and anybody can see what was read."""
    sha256 = uhri_sources.digest(path)
    stored = StoredFile(
        name=(name or "source")[:255],
        media_type="application/octet-stream",
        size=path.stat().st_size,
        sha256=sha256,
        stored_by=run.by,
    )
    with path.open("rb") as content:
        stored.content.save("source", File(content), save=False)
    stored.save()
    run.file, run.sha256 = stored, sha256
    run.save(update_fields=["file", "sha256"])


@contextmanager
def local_file(run: ImportRun, lease: Lease) -> Iterator[Path | None]:
    """The source as a file on this machine: fetched, or brought from the store, or there already.

    None where a scheduled run found nothing new at the source: the run is over then.
    """
    with TemporaryDirectory(dir=working_root()) as folder:
        path = Path(folder) / "source"
        if run.file is None:
            yield path if _fetched(run, path, lease) else None
            return
        yield _brought(run.file, path)


@contextmanager
def at_hand(run: ImportRun) -> Iterator[Path]:
    """The kept source as a file on this machine, outside of any job."""
    if run.file is None:
        raise FileNotFoundError(run.source)
    with TemporaryDirectory(dir=working_root()) as folder:
        yield _brought(run.file, Path(folder) / "source")


def _brought(file: StoredFile, path: Path) -> Path:
    try:
        return Path(file.content.path)
    except NotImplementedError:  # a store that is not a disk
        with file.content.open("rb") as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        return path


def _fetched(run: ImportRun, path: Path, lease: Lease) -> bool:
    """Fetch the source and keep it; no where nothing is new, which only the schedule asks about."""
    step = _("Fetching the file")
    lease.progress(done=0, step=step)
    last = None
    if run.is_scheduled:
        last = uhri_memory.in_step_with(country=run.country, source=run.source, strictly=False)
    asked = uhri_memory.conditions(last, run.source)
    told = uhri_sources.now_and_then(lambda done, total: lease.progress(done=done, total=total, step=step))
    fetched = uhri_sources.fetch_to(path, run.source, progress=told, **asked)
    with transaction.atomic():
        lease.hold()
        run.etag, run.last_modified = fetched.etag[:200], fetched.last_modified[:60]
        if last and (fetched.unchanged or uhri_sources.digest(path) == last.sha256):
            uhri_memory.note_unchanged(run, last)
            jobs.finish(lease, result=run.counts)
            uhri_following.over(run)
            return False
        run.save(update_fields=["etag", "last_modified"])
        keep(run, path, fetched.name)
    return True


def working_root() -> Path:
    root: Path = settings.WORKING_ROOT
    root.mkdir(parents=True, exist_ok=True)
    return root
