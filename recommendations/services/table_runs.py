"""A table from the asking to the writing: begun, read, previewed, written as one operation.

`by` is None where the machine itself speaks: whoever may run commands on it needs no role here.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.permissions import require
from nmrf.base.services import jobs, operations
from nmrf.base.services.jobs import Lease
from recommendations import registry
from recommendations.models import ImportRun, StagedRecord
from recommendations.permissions import Can
from recommendations.services import table_applying, table_staging, table_vocabulary, uhri_register, uhri_runs
from recommendations.services.table_staging import TableReading
from recommendations.services.uhri_applying import Note
from recommendations.services.uhri_runs import ALL, Refused
from recommendations.tables import mapped, template, thematic_list, upr_info

State = ImportRun.State
Kind = ImportRun.Kind
Verdict = StagedRecord.Verdict
OPERATION = "table-import"
MANY = 1_000  # written, and the database counts again before it plans


def begin(
    *,
    kind: str,
    source: str,
    country: str,
    by: Any,
    sha256: str = "",
    state: str = State.STAGING,
    **options: Any,
) -> ImportRun:
    """A new run. `country` is an ISO3 code or `all`; `options` are the reader's."""
    if by is not None:
        require(by, Can.IMPORT)
    return ImportRun.objects.create(
        kind=kind,
        source=source[:400],
        country=country,
        by=by,
        sha256=sha256,
        state=state,
        options={name: value for name, value in options.items() if value or value is False},
    )


def reading(run: ImportRun, path: Path, *, name: str = "") -> TableReading:
    """The reader of the run's kind. Raises UnreadableTable where the file is none of its kind."""
    state = "" if run.country == ALL else run.country
    symbol = run.options.get("symbol", "")
    if run.kind == Kind.THEMATIC_LIST:
        return thematic_list.read(path, name=name, state=state, symbol=symbol)
    if run.kind == Kind.UPR_INFO:
        return upr_info.read(path, name=name, state=state, symbol=symbol)
    if run.kind == Kind.TEMPLATE:
        words = table_vocabulary.vocabulary()
        return template.read(path, name=name, state=state, home=settings.HOME_STATE, words=words)
    if run.kind == Kind.TABLE:
        words, mapping = table_vocabulary.vocabulary(), mapped.ColumnMapping.of(run.options)
        return mapped.read(
            path, name=name, state=state, home=settings.HOME_STATE, words=words, mapping=mapping
        )
    raise Refused(_("This kind of table is not known."), code="unknown_kind")


def read(*, run: ImportRun, reading: TableReading, lease: Lease | None = None) -> ImportRun:
    """Stage the table and conclude with a preview. Raises Refused where nothing in it is of the State."""
    compared_at = timezone.now()
    table_staging.stage(run=run, reading=reading, lease=lease)
    if not run.records.exists():
        raise Refused(_nothing(run, reading.rows), code="no_record")
    with transaction.atomic():
        run.language = reading.language
        by_verdict = {verdict: run.records.filter(verdict=verdict).count() for verdict in Verdict.values}
        run.counts = {
            "created": by_verdict[Verdict.NEW],
            "changed": by_verdict[Verdict.CHANGED],
            "unchanged": by_verdict[Verdict.UNCHANGED],
            "gone": 0,
            "rejected": by_verdict[Verdict.REJECTED],
            "please_look": run.records.exclude(please_look=[]).count(),
            "in_source": reading.rows,
            "present": 0,
            "compared_at": compared_at.isoformat(),
        }
        run.state = State.PREVIEW
        run.save(update_fields=["language", "counts", "state"])
        if lease:
            jobs.finish(lease, result=run.counts)
    return run


def _nothing(run: ImportRun, rows: int) -> str:
    """Why there is nothing to import, in one sentence."""
    if not rows:
        return _("There are no rows below the headings. Please fill the table in, then hand it in again.")
    values = {"number": rows, "country": uhri_runs.country_name(run.country)}
    message = ngettext(
        "The one row of the table is not about %(country)s.",
        "None of the %(number)s rows of the table is about %(country)s.",
        rows,
    )
    return message % values


@transaction.atomic
def apply(
    *, run: ImportRun, by: Any, door: str = "", lease: Lease | None = None, note: Note | None = None
) -> ImportRun:
    """Write a previewed table into the register, whole or not at all; rejected rows are left out.

    Raises NotNow if it is not waiting for confirmation, or `stale_preview` if another import was written or
    undone since it was read.
    """
    if by is not None:
        require(by, Can.IMPORT, run)
    uhri_runs.one_at_a_time()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (State.PREVIEW, State.APPLYING):
        raise NotNow(_("This import is not waiting for confirmation."), code=run.state)
    if uhri_runs.was_overtaken(run):
        raise NotNow(
            _("Another import was written since this one was read. It has to be read once more."),
            code="stale_preview",
        )
    if run.counts["created"] or run.counts["changed"]:
        _write(run, by, door, note)
        registry.imported(run)
    run.state, run.applied_at = State.APPLIED, timezone.now()
    run.save(update_fields=["state", "applied_at", "operation"])
    if lease:
        jobs.finish(lease, result=run.counts)
    return run


def _write(run: ImportRun, by: Any, door: str, note: Note | None) -> None:
    label = _("Import of a table: %(source)s") % {"source": run.source}
    operation = operations.begin(kind=OPERATION, label=label[:300], by=by)
    with history.recorded(by=by, action="table_import.apply", door=door, operation=operation.pk):
        changed = table_applying.write(run, note=note)
        if len(changed) > MANY:
            uhri_register.take_stock()
        registry.changed(changed)
    operation.size = len(changed)
    operation.save(update_fields=["size"])
    run.operation = operation
