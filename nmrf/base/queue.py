"""Hands a job to a worker, once the transaction that made it is committed."""

import logging
from functools import cache
from uuid import UUID

from celery import Celery
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


@cache
def _sender() -> Celery:
    """Knows the broker and the queue, from any process: page, command or worker."""
    app = Celery("sender", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app


def send(task: str, job_id: UUID) -> None:
    """Put the task's message into the broker; a message lost on the way is sent again by beat."""
    try:
        _sender().send_task(task, args=[str(job_id)], retry=False)
    except OperationalError:
        log.warning("The broker is away; job %s waits for beat to send it again.", job_id)
