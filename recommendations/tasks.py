"""What workers do for the register."""

from uuid import UUID

from celery import shared_task

from recommendations.services import uhri_jobs


@shared_task(name=uhri_jobs.STAGE)
def stage_import(job_id: str) -> None:
    """Read the source of the import that job `job_id` points at, and compare it with the register."""
    uhri_jobs.stage(UUID(job_id))


@shared_task(name=uhri_jobs.APPLY)
def apply_import(job_id: str) -> None:
    """Write the confirmed import that job `job_id` points at."""
    uhri_jobs.apply(UUID(job_id))
