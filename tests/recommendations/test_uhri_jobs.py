"""Imports in the background: leased, resumed when a worker is lost, delivered twice without harm."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Job, Notice, StoredFile
from nmrf.base.services import jobs
from recommendations.models import ImportRun, Recommendation
from recommendations.services import uhri_jobs, uhri_runs, uhri_staging
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference", "_working_folder")


@pytest.fixture
def _working_folder(tmp_path: Path, settings: Any) -> None:
    settings.WORKING_ROOT = tmp_path / "working"


def upload(records: list[Any], name: str = "export-full-en.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(records).encode())


def ask(by: Any, records: list[Any]) -> ImportRun:
    return uhri_jobs.ask_for_file(upload=upload(records), country="XAA", by=by)


def fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_related("job", "file").get(pk=run.pk)


def test_a_file_is_kept_read_and_previewed_then_written(secretariat):
    run = ask(secretariat, [samples.record(1), samples.upr(2)])
    assert (run.file.name, run.file.sha256) == ("export-full-en.json", run.sha256)

    uhri_jobs.stage(run.job_id)
    run = fresh(run)
    assert (run.state, run.job.state, run.counts["created"]) == ("preview", "done", 2)
    assert not Recommendation.objects.exists()

    uhri_jobs.confirm(run=run, by=secretariat)
    uhri_jobs.apply(fresh(run).job_id)
    run = fresh(run)
    assert (run.state, run.job.state, run.operation.by) == ("applied", "done", secretariat)
    assert Recommendation.objects.count() == 2
    assert Notice.objects.filter(to=secretariat).count() == 2


def test_the_same_job_delivered_twice_does_it_once(secretariat):
    run = ask(secretariat, [samples.record(1)])
    uhri_jobs.stage(run.job_id)
    uhri_jobs.stage(run.job_id)
    assert run.records.count() == 1

    uhri_jobs.confirm(run=fresh(run), by=secretariat)
    job = fresh(run).job_id
    uhri_jobs.apply(job)
    uhri_jobs.apply(job)
    assert Recommendation.objects.count() == 1


def test_a_second_click_on_confirm_is_told_so(secretariat):
    run = ask(secretariat, [samples.record(1)])
    uhri_jobs.stage(run.job_id)
    uhri_jobs.confirm(run=run, by=secretariat)

    with pytest.raises(NotNow):
        uhri_jobs.confirm(run=run, by=secretariat)

    assert Job.objects.filter(task=uhri_jobs.APPLY).count() == 1


def test_a_lost_workers_reading_is_taken_up_behind_its_last_batch(secretariat, monkeypatch):
    monkeypatch.setattr(uhri_staging, "BATCH", 2)
    run = ask(secretariat, [samples.record(number) for number in range(1, 8)])
    compared = uhri_staging._compared
    batches: list[int] = []

    class Killed(BaseException):
        """What no handler catches, as with kill -9."""

    def die_in_the_third(run: ImportRun, batch: Any, words: Any) -> Any:
        batches.append(len(batch.found))
        if len(batches) == 3:
            raise Killed
        return compared(run, batch, words)

    monkeypatch.setattr(uhri_staging, "_compared", die_in_the_third)
    with pytest.raises(Killed):
        uhri_jobs.stage(run.job_id)
    assert run.records.count() == 4

    uhri_jobs.stage(run.job_id)  # still leased to the dead: not taken
    assert run.records.count() == 4

    Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now())
    uhri_jobs.stage(run.job_id)

    run = fresh(run)
    assert (run.state, run.counts["created"], run.records.count()) == ("preview", 7, 7)
    assert batches == [2, 2, 2, 2, 1]
    assert run.job.attempts == 2


def test_a_worker_that_lost_its_lease_writes_nothing_more(secretariat):
    run = ask(secretariat, [samples.record(1)])
    with jobs.leased(run.job_id) as lease:
        Job.objects.filter(pk=run.job_id).update(worker=samples.guid(5))
        with pytest.raises(jobs.LeaseLost):
            uhri_runs.read(
                run=run,
                reading=uhri_jobs.uhri_sources.reading(
                    Path(run.file.content.path), name="a.json", country="XAA"
                ),
                lease=lease,
            )

    assert not run.records.exists()


def test_a_lost_workers_writing_is_begun_again_whole(secretariat, monkeypatch):
    run = ask(secretariat, [samples.record(1), samples.record(2)])
    uhri_jobs.stage(run.job_id)
    uhri_jobs.confirm(run=fresh(run), by=secretariat)
    job = fresh(run).job_id

    class Killed(BaseException):
        """As above."""

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(uhri_runs.jobs, "finish", die)
        with pytest.raises(Killed):
            uhri_jobs.apply(job)
    assert not Recommendation.objects.exists()

    Job.objects.filter(pk=job).update(lease_until=timezone.now())
    uhri_jobs.apply(job)

    assert (fresh(run).state, Recommendation.objects.count()) == ("applied", 2)


@pytest.mark.parametrize("content", [b"<html></html>", b"", b"%PDF-1.7"])
def test_what_is_plainly_no_export_is_refused_at_the_door(secretariat, content):
    with pytest.raises(Invalid) as refused:
        uhri_jobs.ask_for_file(upload=SimpleUploadedFile("a.json", content), country="XAA", by=secretariat)

    assert "file" in refused.value.fields
    assert not ImportRun.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps([samples.record(1)])[:-9].encode(), "breaks off"),
        (
            json.dumps([samples.record(1, Countries=["Peru"], Symbol="A/HRC/1/1")]).encode(),
            "None of the 1 records",
        ),
    ],
)
def test_what_only_reading_shows_ends_in_a_clear_message_and_nothing_staged(secretariat, content, words):
    run = uhri_jobs.ask_for_file(
        upload=SimpleUploadedFile("export-full-en.json", content), country="XAA", by=secretariat
    )

    uhri_jobs.stage(run.job_id)

    run = fresh(run)
    assert (run.state, run.job.state) == ("refused", "failed")
    assert words in run.problem
    assert run.job.error == run.problem
    assert not run.records.exists()


def test_a_stopped_import_stages_nothing_more(secretariat):
    run = ask(secretariat, [samples.record(1)])
    uhri_runs.discard(run=run, by=secretariat)

    uhri_jobs.stage(run.job_id)

    run = fresh(run)
    assert (run.state, run.job.state) == ("discarded", "done")


def test_a_preview_that_was_overtaken_is_read_again(secretariat):
    late = ask(secretariat, [samples.record(1), samples.record(2)])
    uhri_jobs.stage(late.job_id)
    early = ask(secretariat, [samples.record(1)])
    uhri_jobs.stage(early.job_id)
    for run in (early, late):
        uhri_jobs.confirm(run=fresh(run), by=secretariat)
        uhri_jobs.apply(fresh(run).job_id)

    late = fresh(late)
    assert (late.state, late.job.task) == ("staging", uhri_jobs.STAGE)
    uhri_jobs.stage(late.job_id)
    late = fresh(late)
    assert (late.state, late.counts["created"], late.counts["unchanged"]) == ("preview", 1, 1)


def test_many_gone_need_a_word_of_their_own(secretariat):
    everything = [samples.record(number) for number in range(1, 31)]
    for records, accepts in ((everything, False), (everything[:5], True)):
        run = ask(secretariat, records)
        uhri_jobs.stage(run.job_id)
        if accepts:
            with pytest.raises(Invalid):
                uhri_jobs.confirm(run=fresh(run), by=secretariat)
        uhri_jobs.confirm(run=fresh(run), by=secretariat, accepts_gone=accepts)
        uhri_jobs.apply(fresh(run).job_id)

    assert Recommendation.objects.filter(gone_at__isnull=False).count() == 25


@pytest.fixture
def address(settings: Any) -> Any:
    """A server on this machine that serves one record, and redirects inward from /inward."""
    content = json.dumps([samples.record(1)]).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            inward = self.path == "/inward"
            self.send_response(302 if inward else 200)
            if inward:
                self.send_header("Location", "http://169.254.169.254/secret")
            self.send_header("Content-Length", str(0 if inward else len(content)))
            self.end_headers()
            if not inward:
                self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.UHRI_ALLOWED_HOSTS = [f"127.0.0.1:{http.server_address[1]}"]
    yield f"http://127.0.0.1:{http.server_address[1]}"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def answering(settings: Any) -> Any:
    """A server on this machine that answers 200 with whatever it is given."""
    given: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(given["content"])))
            self.end_headers()
            self.wfile.write(given["content"])

        def log_message(self, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.UHRI_ALLOWED_HOSTS = [f"127.0.0.1:{http.server_address[1]}"]
    yield lambda content: given.update(content=content) or f"http://127.0.0.1:{http.server_address[1]}/a.json"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        b"",
        b"%PDF-1.7 not what was asked for",
        json.dumps([samples.record(1)]).encode()[:-20],
        b'{"error": "busy"}',
    ],
)
def test_a_server_that_sends_something_else_ends_in_a_clear_message(secretariat, answering, content):
    run = uhri_jobs.ask_for_address(address=answering(content), country="XAA", by=secretariat)

    uhri_jobs.stage(run.job_id)

    run = fresh(run)
    assert (run.state, run.job.state) == ("refused", "failed")
    assert run.problem
    assert "Something went wrong" not in run.problem
    assert not run.records.exists()
    assert not Recommendation.objects.exists()


def test_an_address_is_fetched_kept_and_read(secretariat, address):
    run = uhri_jobs.ask_for_address(address=f"{address}/export-full-en.json", country="XAA", by=secretariat)

    uhri_jobs.stage(run.job_id)

    run = fresh(run)
    assert (run.state, run.file.name, run.is_complete) == ("preview", "export-full-en.json", True)


def test_an_address_that_is_not_listed_is_refused_at_once(secretariat, address):
    with pytest.raises(Invalid) as refused:
        uhri_jobs.ask_for_address(address="http://169.254.169.254/x", country="XAA", by=secretariat)

    assert "address" in refused.value.fields


def test_an_address_that_redirects_inward_ends_in_a_clear_message(secretariat, address):
    run = uhri_jobs.ask_for_address(address=f"{address}/inward", country="XAA", by=secretariat)

    uhri_jobs.stage(run.job_id)

    assert fresh(run).state == "refused"
    assert "169.254.169.254" in fresh(run).problem
