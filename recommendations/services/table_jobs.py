"""Tables from the page: handed in, read by a worker, confirmed, written by a worker."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base.errors import Invalid, NotNow
from nmrf.base.permissions import require
from nmrf.base.services import jobs
from nmrf.base.services.files import clean_name
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import table_runs, uhri_arriving
from recommendations.services.uhri_following import APPLY, STAGE
from recommendations.tables import list_head
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import EXCEL, TEXT, WORD, kind_of
from recommendations.tables.limits import LIMITS, MEBIBYTE

State = ImportRun.State
Kind = ImportRun.Kind
_FILES = {
    Kind.THEMATIC_LIST: (WORD,),
    Kind.UPR_INFO: (TEXT, EXCEL),
    Kind.TEMPLATE: (EXCEL, TEXT),
    Kind.TABLE: (EXCEL, TEXT),
}


@transaction.atomic
def ask(*, upload: "UploadedFile[Any]", kind: str, country: str, by: Any, symbol: str = "") -> ImportRun:
    """Keep the file and have a worker read it; a table of another system waits for its columns first.

    Raises Invalid where it is plainly no file of that kind.
    """
    require(by, Can.IMPORT)
    name = clean_name(upload.name or "")
    if symbol and not list_head.is_symbol(symbol):
        message = str(UnreadableTable("bad_symbol", symbol=symbol[:80]))
        raise Invalid(message, fields={"symbol": message})
    if (upload.size or 0) > LIMITS.file:
        message = _("The file is larger than %(limit)s MB.") % {"limit": LIMITS.file // MEBIBYTE}
        raise Invalid(message, fields={"file": message})
    with TemporaryDirectory(dir=uhri_arriving.working_root()) as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        _check(path, name, kind)
        waits = State.MAPPING if kind == Kind.TABLE else State.STAGING
        run = table_runs.begin(
            kind=kind, source=name, country=country, by=by, state=waits, symbol=symbol.strip()
        )
        uhri_arriving.keep(run, path, name)
    return run if kind == Kind.TABLE else send(run, STAGE)


def _check(path: Path, name: str, kind: str) -> None:
    """Whether the file can be of this kind at all; what is in it is seen by the worker."""
    try:
        found = kind_of(path, name)
        if found not in _FILES[Kind(kind)]:
            if kind == Kind.THEMATIC_LIST:
                raise UnreadableTable("no_word", found=found)
            raise UnreadableTable("no_table_file", found="Word")
    except UnreadableTable as unreadable:
        raise Invalid(str(unreadable), fields={"file": str(unreadable)}) from unreadable


def send(run: ImportRun, task: str) -> ImportRun:
    """Give the run to a worker."""
    run.job = jobs.enqueue(task=task, payload={"run": run.pk}, by=run.by)
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def confirm(*, run: ImportRun, by: Any, accepts_rejected: bool = False) -> ImportRun:
    """Have a worker write it. Raises NotNow on a second click, Invalid if rows would be left out unasked."""
    require(by, Can.IMPORT, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.PREVIEW:
        raise NotNow(_("This import is not waiting for confirmation."), code=run.state)
    if run.counts.get("rejected") and not accepts_rejected:
        message = _(
            "Say that the rows which cannot be read shall be left out, or mend them and hand them in again."
        )
        raise Invalid(message, fields={"accepts_rejected": message})
    run.state = State.APPLYING
    run.options = run.options | {"accepts_rejected": True} if accepts_rejected else run.options
    run.save(update_fields=["state", "options"])
    return send(run, APPLY)
