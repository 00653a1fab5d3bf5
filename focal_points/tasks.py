"""What workers do for the working room."""

from uuid import UUID

from celery import shared_task

from focal_points import kept_queries
from focal_points.services import (
    departures,
    file_reading,
    search_alerts,
    sheet_jobs,
    sheet_runs,
    suggestion_jobs,
)
from focal_points.services.reminders import running, sending


@shared_task(name=suggestion_jobs.TASK)
def suggest(job_id: str) -> None:
    """Look for suggestions for the State that job `job_id` names."""
    suggestion_jobs.run(UUID(job_id))


@shared_task(name="focal_points.suggest_weekly")
def suggest_weekly() -> None:
    """Look again: more has been confirmed since."""
    suggestion_jobs.ask_by_itself()


@shared_task(name=file_reading.TASK, acks_late=True, reject_on_worker_lost=True)
def read_files(job_id: str) -> None:
    """Read the words of the attached files that wait; the row of job `job_id` says how far it is."""
    file_reading.run(UUID(job_id))


@shared_task(name="focal_points.tell_of_searches")
def tell_of_searches() -> None:
    """Mail what is new in the searches that people keep."""
    search_alerts.tell_everybody(matching=kept_queries.matching)


@shared_task(name="focal_points.send_digests", acks_late=True, reject_on_worker_lost=True)
def send_digests() -> None:
    """Make the day's digests, and send what waits."""
    running.by_beat()


@shared_task(name="focal_points.retry_digests")
def retry_digests() -> None:
    """Send what a lost worker left, and what a mail server refused, once its time has come."""
    sending.send_waiting()


@shared_task(name="focal_points.settle_handovers")
def settle_handovers() -> None:
    """Nothing stays with somebody whose last day has passed."""
    departures.settle_all()


@shared_task(name=sheet_runs.READ, acks_late=True, reject_on_worker_lost=True)
def read_sheet(job_id: str) -> None:
    """Read and compare the table that job `job_id` points at."""
    sheet_jobs.read(UUID(job_id))


@shared_task(name=sheet_runs.APPLY, acks_late=True, reject_on_worker_lost=True)
def apply_sheet(job_id: str) -> None:
    """Write the confirmed table that job `job_id` points at."""
    sheet_jobs.apply(UUID(job_id))
