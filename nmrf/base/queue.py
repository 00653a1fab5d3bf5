"""Hands a job to a worker, once the transaction that made it is committed."""

from uuid import UUID

from celery import current_app


def send(task: str, job_id: UUID) -> None:
    """Put the task's message into the broker; a message lost on the way is sent again by beat."""
    current_app.send_task(task, args=[str(job_id)])
