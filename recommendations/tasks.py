"""What workers do for the register."""

from typing import Any
from uuid import UUID

from celery import shared_task

from recommendations.services import ask_jobs, mark_proposals, uhri_following, uhri_jobs, uhri_telling


@shared_task(name=uhri_jobs.STAGE)
def stage_import(job_id: str) -> None:
    """Read the source of the import that job `job_id` points at, and compare it with the register."""
    uhri_jobs.stage(UUID(job_id))


@shared_task(name=uhri_jobs.APPLY)
def apply_import(job_id: str) -> None:
    """Write the confirmed import that job `job_id` points at."""
    uhri_jobs.apply(UUID(job_id))


@shared_task(name=uhri_jobs.UNDO)
def undo_import(job_id: str) -> None:
    """Put back the import that job `job_id` points at."""
    uhri_jobs.undo(UUID(job_id))


@shared_task(name="recommendations.follow_uhri", bind=True)
def follow_uhri(task: Any) -> None:
    """Beat's tick: begin an occasion, named after the message, so that the same one twice is one."""
    uhri_following.begin(occasion=f"schedule-{task.request.id}")


@shared_task(name=uhri_following.REPORT)
def report_imports(job_id: str) -> None:
    """Tell the secretariat about the occasion that job `job_id` points at."""
    uhri_telling.report(UUID(job_id))


@shared_task(name="recommendations.propose_marks")
def propose_marks() -> None:
    """Look for contradictions and for what touches a reservation; what people decided is left out."""
    mark_proposals.propose()


@shared_task(name=ask_jobs.TASK)
def find_asks(job_id: str) -> None:
    """Compare new texts with the others, for job `job_id`."""
    ask_jobs.find(UUID(job_id))
