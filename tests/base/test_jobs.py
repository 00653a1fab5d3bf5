"""Jobs survive lost workers, doubled messages and late comers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nmrf.base.errors import Invalid
from nmrf.base.models import Job
from nmrf.base.services import jobs


@pytest.fixture
def job(db):
    return Job.objects.create(task="base.note_heartbeat", lease_until=timezone.now())


def test_a_job_is_leased_once_while_its_lease_lasts(job):
    with jobs.leased(job.pk) as mine, jobs.leased(job.pk) as doubled:
        assert mine is not None
        assert doubled is None


def test_a_finished_job_is_nobodys(job):
    with jobs.leased(job.pk) as lease:
        jobs.finish(lease, result={"created": 3})

    job.refresh_from_db()
    assert (job.state, job.result, job.finished_at is not None) == ("done", {"created": 3}, True)
    with jobs.leased(job.pk) as again:
        assert again is None


def test_an_expired_lease_is_taken_over_and_the_first_worker_may_not_finish(job):
    with jobs.leased(job.pk) as first:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        with jobs.leased(job.pk) as second:
            assert second is not None
            with pytest.raises(jobs.LeaseLost):
                jobs.finish(first)
            jobs.finish(second)

    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_refusal_is_written_on_the_job_for_people(job):
    with jobs.leased(job.pk):
        raise Invalid("The file ends in the middle of record 12.")

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The file ends in the middle of record 12.")


def test_an_unforeseen_error_fails_the_job_without_showing_its_inside(job):
    with pytest.raises(ZeroDivisionError), jobs.leased(job.pk):
        raise ZeroDivisionError("secret")

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "internal")


def test_beat_sends_again_what_nobody_holds_and_only_that(job, monkeypatch):
    sent = []
    monkeypatch.setattr("nmrf.base.queue.send", lambda task, pk: sent.append(pk))
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    held = Job.objects.create(task="t", lease_until=timezone.now() + timedelta(seconds=30))

    jobs.requeue_expired()
    jobs.requeue_expired()

    assert sent == [job.pk]
    assert held.pk not in sent


def test_the_database_refuses_a_running_job_that_is_finished(job):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now())


def test_the_database_refuses_more_done_than_there_is(job):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(done=4, total=3)
