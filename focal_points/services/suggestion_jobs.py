"""Looking for suggestions in the background: asked for from a page, after an import, and once a week."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from focal_points.permissions import Can
from focal_points.services import suggestion_switch
from nmrf.base.models import Job, User
from nmrf.base.permissions import require
from nmrf.base.services import jobs

if TYPE_CHECKING:
    from focal_points.services.suggestion_finding import Outcome

TASK = "focal_points.suggest"


@transaction.atomic
def ask(*, by: User, iso3: str = "") -> Job:
    """Have a worker look; one that waits already is enough."""
    require(by, Can.DECIDE_SUGGESTIONS)
    suggestion_switch.require_on()
    return _enqueue(iso3 or settings.HOME_STATE, by)


@transaction.atomic
def ask_by_itself() -> Job | None:
    """After an import, or because a week has passed. Nothing where suggestions are off."""
    return _enqueue(settings.HOME_STATE, None) if suggestion_switch.is_on() else None


def after_import(run: Any) -> None:
    """Look again when an import of this State's records, or of all, was written."""
    if run.country in (settings.HOME_STATE, "all"):
        ask_by_itself()


def _enqueue(iso3: str, by: User | None) -> Job:
    waiting = Job.objects.filter(task=TASK, payload__country=iso3, state=Job.State.QUEUED).first()
    return waiting or jobs.enqueue(task=TASK, payload={"country": iso3}, by=by)


def run(job_id: UUID) -> None:
    """Look, with progress on the job's row. What learns is loaded here alone: it takes ninety megabytes."""
    from focal_points.services import suggestion_finding

    with jobs.leased(job_id) as lease:
        if lease is None:
            return
        iso3 = Job.objects.get(pk=job_id).payload["country"]
        outcome = suggestion_finding.find(
            iso3=iso3, note=lambda done, total: lease.progress(done=done, total=total)
        )
        with transaction.atomic():
            jobs.finish(lease, result=as_result(outcome))


def note_done(outcome: "Outcome", *, iso3: str) -> Job:
    """Keep what a look at the command line found beside those of the workers."""
    now = timezone.now()
    return Job.objects.create(
        task=TASK,
        payload={"country": iso3},
        state=Job.State.DONE,
        result=as_result(outcome),
        started_at=now,
        finished_at=now,
    )


def as_result(outcome: "Outcome") -> dict[str, Any]:
    """What the job keeps of it: counts, and how well each kind was learned."""
    return {
        "stored": outcome.stored,
        "by_kind": outcome.by_kind,
        "measured": {kind: asdict(measured) for kind, measured in outcome.measured.items()},
    }


def last(iso3: str = "") -> Job | None:
    """The newest look, running or over."""
    looks = Job.objects.filter(task=TASK, payload__country=iso3 or settings.HOME_STATE)
    return looks.order_by("-created_at").first()
