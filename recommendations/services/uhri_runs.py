"""An import from the asking to the undoing: begin, read, preview, apply or discard, undo.

`by` is None where the machine itself speaks: whoever may run commands on it needs no role here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import HouseError, NotNow
from nmrf.base.permissions import require
from nmrf.base.services import jobs, operations
from nmrf.base.services.jobs import Lease
from recommendations import registry
from recommendations.models import ImportRun, StagedRecord
from recommendations.permissions import Can
from recommendations.services import (
    replacement_proposals,
    uhri_applying,
    uhri_conflicts,
    uhri_holding,
    uhri_reissues,
    uhri_staging,
    uhri_undo,
)
from recommendations.services.uhri_applying import Note
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.reading import Reading

State = ImportRun.State
Verdict = StagedRecord.Verdict
ALL = uhri_staging.ALL
OPERATION = "uhri-import"
FEW_GONE = 20  # so many may go without anybody being asked …
SHARE_GONE = 5  # … or a fifth of all
_ONE_AT_A_TIME = 7_148_301  # advisory lock: imports are written one after the other
Then = Callable[[ImportRun], object]  # what follows in the same transaction


class Refused(HouseError):
    """The source or the request is refused as a whole; nothing was written."""


def begin(
    *,
    source: str,
    country: str,
    by: Any,
    complete: bool = False,
    accepts_gone: bool = False,
    sha256: str = "",
    etag: str = "",
    last_modified: str = "",
) -> ImportRun:
    """A new run. `country` is an ISO3 code or `all`."""
    if by is not None:
        require(by, Can.IMPORT)
    return ImportRun.objects.create(
        source=source[:400],
        country=country,
        by=by,
        is_complete=complete,
        accepts_gone=accepts_gone,
        sha256=sha256,
        etag=etag[:200],
        last_modified=last_modified[:60],
    )


def country_code(name: str) -> str:
    """ISO3 or `all`. Raises Refused where nobody is called so."""
    if code := uhri_staging.country_code(name):
        return code
    said = _("No State is called “%(name)s” here.") % {"name": name[:80]}
    if near := COUNTRIES.nearest(name):
        said += " " + _("Did you mean %(name)s?") % {"name": near}
    raise Refused(said, code="unknown_country")


def country_name(code: str) -> str:
    """The name that stands in messages."""
    language = (get_language() or "en").split("-")[0]
    return _("any State") if code == ALL else COUNTRIES.name_of(code, language)


def read(
    *, run: ImportRun, reading: Reading, lease: Lease | None = None, then: Then | None = None
) -> ImportRun:
    """Stage the source, or what is left of it, and conclude with a preview.

    `then` is called in the concluding transaction. Raises UnreadableSource, or Refused where the source
    holds nothing of the State.
    """
    compared_at = timezone.now()
    seen = uhri_staging.stage(run=run, reading=reading, lease=lease)
    if not uhri_staging.concerns_state(run):
        message = _("None of the %(number)s records in the source is about %(country)s.")
        values = {"number": number_format(seen.in_source), "country": country_name(run.country)}
        raise Refused(message % values, code="no_record")
    with transaction.atomic():
        run.shape = reading.source.kind + (":full" if seen.is_full_export else "")
        run.is_complete = run.is_complete or seen.is_full_export
        run.language = seen.language or "en"
        if run.is_complete:
            uhri_staging.stage_gone(run=run)
        uhri_reissues.propose(run=run)
        uhri_holding.hold(run)
        run.counts = _counts(run, in_source=seen.in_source, compared_at=compared_at)
        run.state = State.PREVIEW
        run.save(update_fields=["shape", "is_complete", "language", "counts", "state"])
        if lease:
            jobs.finish(lease, result=run.counts)
        if then:
            then(run)
    return run


def _counts(run: ImportRun, *, in_source: int, compared_at: datetime) -> dict[str, Any]:
    by_verdict = {verdict: run.records.filter(verdict=verdict).count() for verdict in Verdict.values}
    return {
        "created": by_verdict[Verdict.NEW],
        "changed": by_verdict[Verdict.CHANGED],
        "unchanged": by_verdict[Verdict.UNCHANGED],
        "gone": by_verdict[Verdict.GONE],
        "rejected": by_verdict[Verdict.REJECTED],
        "please_look": run.records.exclude(please_look=[]).count(),
        "conflicts": run.records.filter(hold=StagedRecord.Hold.CONFLICT).count(),
        "in_source": in_source,
        "present": uhri_staging.present(run.country).count() if run.is_complete else 0,
        "compared_at": compared_at.isoformat(),
    }


def summary(run: ImportRun) -> str:
    """The line that ends every import."""
    names = ("created", "changed", "unchanged", "gone", "rejected")
    return " ".join(f"{name}={run.counts.get(name, 0)}" for name in names)


def too_many_gone(run: ImportRun) -> bool:
    """More than a handful and more than a fifth: rather a broken source than news."""
    gone: int = run.counts.get("gone", 0)
    return bool(gone > FEW_GONE and gone * SHARE_GONE > run.counts.get("present", 0))


@transaction.atomic
def apply(
    *,
    run: ImportRun,
    by: Any,
    accepts_gone: bool = False,
    door: str = "",
    lease: Lease | None = None,
    note: Note | None = None,
    then: Then | None = None,
) -> ImportRun:
    """Write a previewed run into the register, whole or not at all; a scheduled one by its policy.

    What a scheduled run does not write waits. `then` is called in the same transaction. Raises NotNow if it
    is not waiting for confirmation, `stale_preview` if another import was written or undone since it was
    read, and Refused if too much would go.
    """
    if by is not None:
        require(by, Can.IMPORT, run)
    one_at_a_time()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (State.PREVIEW, State.APPLYING):
        raise NotNow(_("This import is not waiting for confirmation."), code=run.state)
    if was_overtaken(run):
        raise NotNow(
            _("Another import was written since this one was read. It has to be read once more."),
            code="stale_preview",
        )
    if too_many_gone(run) and not (accepts_gone or run.accepts_gone or run.policy):
        raise Refused(
            _("%(gone)s of %(present)s records would be marked as gone. Nothing was written.")
            % {"gone": run.counts["gone"], "present": run.counts["present"]},
            code="too_many_gone",
        )
    if any(run.counts[name] for name in ("created", "changed", "gone")):
        _write(run, by, door, note)
        registry.imported(run)
    uhri_holding.overtake(run)
    run.state, run.applied_at = State.APPLIED, timezone.now()
    run.save(update_fields=["state", "applied_at", "operation", "counts"])
    if lease:
        jobs.finish(lease, result=run.counts)
    if then:
        then(run)
    return run


def _write(run: ImportRun, by: Any, door: str, note: Note | None) -> None:
    label = _("UHRI import: %(source)s") % {"source": run.source}
    operation = operations.begin(kind=OPERATION, label=label[:300], by=by)
    chosen = uhri_holding.to_write(run, too_many_gone=too_many_gone(run)) if run.policy else None
    with history.recorded(by=by, action="uhri_import.apply", door=door, operation=operation.pk):
        changed = uhri_applying.write(run, records=chosen, note=note)
        uhri_conflicts.raise_for(run, run.records.all())
        replacement_proposals.propose(run)
        registry.changed(changed)
    if chosen is not None:
        run.counts["waiting"] = uhri_holding.keep_waiting(run, chosen)
    operation.size = len(changed)
    operation.save(update_fields=["size"])
    run.operation = operation


def one_at_a_time(*, defer_checks: bool = False) -> None:
    """Wait for the import before. Checks of foreign keys are made at once: put off, they slow down each row
    that follows, and a long transaction grows with the square of its length. An undo minds no order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        if not defer_checks:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def was_overtaken(run: ImportRun) -> bool:
    """Whether another run was written or undone after this one was compared."""
    compared_at = datetime.fromisoformat(run.counts["compared_at"])
    others = ImportRun.objects.exclude(pk=run.pk).exclude(operation=None)
    return (
        others.filter(applied_at__gte=compared_at).exists()
        or others.filter(operation__undone_at__gte=compared_at).exists()
    )


@transaction.atomic
def discard(*, run: ImportRun, by: Any) -> ImportRun:
    """Throw a preview away. The run stays in the list, what it staged does not."""
    require(by, Can.IMPORT, run)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (State.PREVIEW, State.STAGING, State.MAPPING):
        raise NotNow(_("This import cannot be discarded any more."), code=run.state)
    uhri_staging.let_go(run)
    run.state = State.DISCARDED
    run.save(update_fields=["state"])
    return run


def refuse(*, run: ImportRun, problem: str) -> None:
    """Note why a run came to nothing, and let go of what it staged."""
    uhri_staging.let_go(run)
    under_way = ImportRun.objects.filter(pk=run.pk, state__in=[State.MAPPING, State.STAGING, State.APPLYING])
    under_way.update(state=State.REFUSED, problem=problem)


def forget(*, run: ImportRun) -> None:
    """Leave no trace of a run that wrote nothing: a rehearsal, or a refusal at the command line."""
    uhri_staging.let_go(run)
    run.delete()


@transaction.atomic
def undo(*, run: ImportRun, by: Any, door: str = "", lease: Lease | None = None) -> ImportRun:
    """Put back what the run changed. Records on which national work rests stay, whole, and are listed."""
    if by is not None:
        require(by, Can.UNDO_IMPORT, run)
    one_at_a_time(defer_checks=True)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in (State.APPLIED, State.UNDOING) or run.operation is None:
        raise NotNow(_("There is nothing of this import to undo."), code=run.state)
    uhri_undo.undo(run, by=by, door=door)
    run.state = State.UNDONE
    run.save(update_fields=["state"])
    run.operation.refresh_from_db()
    if lease:
        jobs.finish(lease)
    return run
