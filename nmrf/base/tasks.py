"""What beat does for the house itself."""

from celery import shared_task
from django.utils import timezone

from nmrf.base.models import Heartbeat
from nmrf.base.services import jobs


@shared_task(name="base.requeue_expired_jobs")
def requeue_expired_jobs() -> None:
    """Give the jobs of lost workers to others."""
    jobs.requeue_expired()


@shared_task(name="base.note_heartbeat")
def note_heartbeat() -> None:
    """Beat sent this and a worker ran it: both are alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
