"""What is remembered of the last import of a source: so that the same is not fetched and read for nothing."""

from typing import TypedDict
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from recommendations.models import ImportRun, StagedRecord

State = ImportRun.State
Settled = StagedRecord.Settled
COUNTS = ("created", "changed", "unchanged", "gone", "rejected")


def in_step_with(
    *, country: str, source: str = "", sha256: str = "", complete: bool = False, strictly: bool = True
) -> ImportRun | None:
    """The applied run of this source (its address, or the same bytes) that the register still agrees with.

    None where a later import of the State was written or undone since. `strictly`: also where something of
    the run was not written.
    """
    runs = ImportRun.objects.filter(
        kind=ImportRun.Kind.UHRI, country=country, state=State.APPLIED, is_complete__gte=complete
    )
    if sha256:
        runs = runs.filter(sha256=sha256)
    else:  # what this address last gave may have been written from elsewhere
        unchanged = ImportRun.objects.filter(source=source, state=State.UNCHANGED).exclude(sha256="")
        runs = runs.filter(Q(source=source) | Q(sha256__in=unchanged.order_by("-at").values("sha256")[:1]))
    last = runs.order_by("-applied_at").first()
    if last is None or not last.sha256 or last.applied_at is None:
        return None
    others = ImportRun.objects.filter(kind=ImportRun.Kind.UHRI, language=last.language).exclude(pk=last.pk)
    since = Q(state=State.APPLIED, applied_at__gt=last.applied_at) | Q(
        state=State.UNDONE, operation__undone_at__gt=last.applied_at
    )
    if others.filter(since, operation__isnull=False).exists():
        return None
    if strictly and last.records.filter(settled__in=[Settled.WAITS, Settled.LEFT]).exists():
        return None
    return last


class Marks(TypedDict):
    """By what a server tells versions of a file apart."""

    etag: str
    last_modified: str


def conditions(last: ImportRun | None, source: str) -> Marks:
    """What to ask the server by: the newest marks it gave for what the register holds."""
    if last is None:
        return {"etag": "", "last_modified": ""}
    same = ImportRun.objects.filter(source=source, sha256=last.sha256, at__gte=last.at)
    seen = same.filter(state__in=[State.APPLIED, State.UNCHANGED]).exclude(etag="", last_modified="")
    newest = seen.order_by("-at").first()
    if newest is None:
        return {"etag": "", "last_modified": ""}
    return {"etag": newest.etag, "last_modified": newest.last_modified}


def note_unchanged(run: ImportRun, last: ImportRun, *, etag: str = "", last_modified: str = "") -> ImportRun:
    """The source is what it was: the run is over, and counts what the last one left."""
    counts = {name: last.counts.get(name, 0) for name in COUNTS}
    waiting = last.records.filter(settled__in=[Settled.WAITS, Settled.LEFT])
    gone = waiting.filter(verdict=StagedRecord.Verdict.GONE).count()
    run.counts = {
        **dict.fromkeys(COUNTS, 0),
        "unchanged": counts["created"] + counts["changed"] + counts["unchanged"] - waiting.count() + gone,
        "rejected": counts["rejected"],
        "in_source": last.counts.get("in_source", 0),
        "please_look": last.counts.get("please_look", 0),
        "as_in": last.pk,
    }
    run.state, run.applied_at = State.UNCHANGED, timezone.now()
    run.sha256, run.shape, run.language = last.sha256, last.shape, last.language
    run.is_complete, run.file = last.is_complete, last.file
    run.etag, run.last_modified = etag or run.etag, last_modified or run.last_modified
    run.save()
    return run


def run_called(name: str) -> ImportRun | None:
    """The import with this short number or id; None where there is none."""
    runs = ImportRun.objects.all()
    if name.isdecimal() and len(name) < 15:
        return runs.filter(pk=int(name)).first()
    try:
        return runs.filter(public_id=UUID(name)).first()
    except ValueError:
        return None
