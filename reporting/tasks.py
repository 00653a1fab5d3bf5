"""What workers do for this room."""

from uuid import UUID

from celery import shared_task

from reporting.services import report_drafting


@shared_task(name=report_drafting.TASK, acks_late=True, reject_on_worker_lost=True)
def compile_draft(job_id: str) -> None:
    """Compile the draft report that job `job_id` stands for; the job's row says how it went."""
    report_drafting.compile_draft(UUID(job_id))
