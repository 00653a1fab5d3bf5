"""Recurring requests are looked for by themselves, in the background, once new texts are committed."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from nmrf.base.models import Job
from nmrf.base.services import jobs
from recommendations.services import ask_material

TASK = "recommendations.find_asks"
_FEW = 1_000


def look_after(keys: Collection[int]) -> None:
    """Have a worker look, after the commit, if among these recommendations are texts not compared yet."""
    few = frozenset(keys) if len(keys) <= _FEW else None
    transaction.on_commit(partial(begin, few), robust=True)


@transaction.atomic
def begin(keys: frozenset[int] | None = None) -> Job | None:
    """A job, where there is something to look at and none waits already. Without `keys`: of all texts."""
    unseen = ask_material.unseen(keys)
    if not unseen or Job.objects.filter(task=TASK, state=Job.State.QUEUED).exists():
        return None
    return jobs.enqueue(task=TASK, payload={}, by=None)


def find(job_id: UUID) -> None:
    """What a worker does. The arithmetic is loaded here alone: other processes need none of it."""
    from recommendations.services import ask_finding

    with jobs.leased(job_id) as lease:
        if lease:
            sums = ask_finding.find()
            with transaction.atomic():
                jobs.finish(lease, result={"proposed": sums.proposed})
