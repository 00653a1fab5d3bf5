"""Jobs: asked, leased, renewed, finished; an expired lease is given to another worker.

A worker holds a job by its lease. The lease is renewed from a thread with a connection of its own, so it
lives through one long transaction. Whoever lost the lease may not finish: `Lease.hold` is checked under lock.
"""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from nmrf.base import queue
from nmrf.base.errors import HouseError
from nmrf.base.models import Job

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the job; this one must stop without writing."""


@dataclass(frozen=True)
class Lease:
    """The right to work on one job, for as long as it is renewed."""

    job_id: uuid.UUID
    worker: uuid.UUID

    def hold(self) -> Job:
        """The job, locked until the transaction ends; raises LeaseLost if it is another's now."""
        job = Job.objects.select_for_update().filter(pk=self.job_id, worker=self.worker).first()
        if job is None or job.is_over:
            raise LeaseLost(str(self.job_id))
        return job

    def progress(self, *, done: int, total: int = 0, step: str = "") -> None:
        """Show how far it is. Call outside of long transactions, or through `jobs.note`."""
        Job.objects.filter(pk=self.job_id, worker=self.worker).update(done=done, total=total, step=step)


def enqueue(*, task: str, payload: dict[str, Any], by: Any) -> Job:
    """Make a job and send it when the transaction commits. `task` is the Celery task's name."""
    lease_until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    job = Job.objects.create(task=task, payload=payload, created_by=by, lease_until=lease_until)
    transaction.on_commit(partial(queue.send, task, job.pk))
    return job


@contextmanager
def leased(job_id: uuid.UUID) -> Iterator[Lease | None]:
    """Take the job, or yield None when it is over or another's. What goes wrong is written on the row.

    A HouseError is a clear message for people and ends the job; any other error does too, with the
    message that it was the house's fault. A lost worker ends nothing: its lease runs out.
    """
    lease = _claim(job_id)
    if lease is None:
        yield None
        return
    stop = threading.Event()
    renewer = threading.Thread(target=_renew, args=(lease, stop), daemon=True)
    renewer.start()
    try:
        yield lease
    except LeaseLost:
        log.warning("job %s: another worker took it", job_id)
    except HouseError as refused:
        fail(lease, str(refused.message))
    except Exception:
        log.exception("job %s failed", job_id)
        fail(lease, "")
        raise
    finally:
        stop.set()
        renewer.join()


def finish(lease: Lease, *, result: dict[str, Any] | None = None) -> None:
    """Over, with what came of it. Inside the transaction of the work itself, so both happen or neither."""
    job = lease.hold()
    job.state, job.result, job.finished_at = Job.State.DONE, result or {}, timezone.now()
    job.done = job.total or job.done
    job.save(update_fields=["state", "result", "finished_at", "done"])


def fail(lease: Lease, error: str) -> None:
    """Over, with a message; an empty one means that the house is at fault and the log says more."""
    Job.objects.open().filter(pk=lease.job_id, worker=lease.worker).update(
        state=Job.State.FAILED, error=error or "internal", finished_at=timezone.now()
    )


def requeue_expired() -> int:
    """Send again each open job that nobody holds; how many."""
    lost = list(Job.objects.without_worker().values_list("pk", "task"))
    later = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    for pk, task in lost:
        if Job.objects.without_worker().filter(pk=pk).update(lease_until=later, worker=None):
            queue.send(task, pk)
    return len(lost)


def _claim(job_id: uuid.UUID) -> Lease | None:
    """Mine if nobody holds it: never started, handed back by beat, or its lease ran out."""
    lease, now = Lease(job_id, uuid.uuid4()), timezone.now()
    free = Job.objects.open().filter(pk=job_id)
    free = free.filter(worker=None) | free.filter(lease_until__lt=now)
    claimed = free.update(
        worker=lease.worker,
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
    )
    return lease if claimed else None


def _renew(lease: Lease, stop: threading.Event) -> None:
    """Until told to stop, push the lease's end forward; a connection of this thread's own."""
    try:
        while not stop.wait(settings.JOB_RENEW_SECONDS):
            until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
            Job.objects.filter(pk=lease.job_id, worker=lease.worker).update(lease_until=until)
    finally:
        connection.close()
