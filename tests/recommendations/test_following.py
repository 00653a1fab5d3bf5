"""UHRI followed by the schedule: fetched if new, written by policy, the rest kept; nothing doubled."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Job, Notice
from recommendations.models import ImportConflict, ImportRun, Recommendation, RecommendationText, StagedRecord
from recommendations.services import (
    conflict_decisions,
    uhri_following,
    uhri_jobs,
    uhri_runs,
    uhri_settling,
    uhri_telling,
)
from tests.recommendations import uhri_samples as samples

pytestmark = pytest.mark.usefixtures("reference", "secretariat")


class Uhri:
    """UHRI on this machine: serves files by name, with ETags, and says what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.broken = False
        uhri = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                uhri.asked.append((self.path, self.headers.get("If-None-Match", "")))
                content, etag = uhri.files.get(self.path, (b"", ""))
                if uhri.broken or not content:
                    self.send_response(404)
                    content = b""
                elif self.headers.get("If-None-Match") == etag:
                    self.send_response(304)
                    content = b""
                else:
                    self.send_response(200)
                    self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.host = f"127.0.0.1:{self.http.server_address[1]}"

    def serve(self, records: list[Any], language: str = "en", etag: str = "") -> None:
        content = json.dumps(records).encode()
        self.files[f"/export-full-{language}.json"] = content, etag or f'"{hash(content)}"'

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def uhri(settings: Any, tmp_path: Path) -> Iterator[Uhri]:
    one = Uhri()
    settings.WORKING_ROOT = tmp_path / "working"
    settings.UHRI_ALLOWED_HOSTS = [one.host]
    settings.UHRI_ADDRESS = f"http://{one.host}/export-full-{{language}}.json"
    settings.UHRI_COUNTRY, settings.UHRI_LANGUAGES = "XAA", ["en"]
    settings.UHRI_AUTO_WRITE = "careful"
    yield one
    one.close()


def work() -> None:
    """What workers do until nothing is left to do."""
    doors = {
        uhri_jobs.STAGE: uhri_jobs.stage,
        uhri_jobs.APPLY: uhri_jobs.apply,
        uhri_following.REPORT: uhri_telling.report,
    }
    mine = Job.objects.open().filter(task__in=doors)  # rooms above have theirs after an import
    while job := mine.order_by("created_at").first():
        doors[job.task](job.pk)


def tick(occasion: str) -> ImportRun:
    """One tick of the schedule, worked through; the last run."""
    with history.recorded(by=None, action="test.tick"):  # one transaction here, many in a house
        uhri_following.begin(occasion=occasion)
        work()
    return ImportRun.objects.order_by("-pk")[0]


def one(number: int = 1) -> Recommendation:
    return Recommendation.objects.get(annotation_id=samples.guid(number))


def english(number: int = 1) -> str:
    return one(number).texts.get(language="en", origin="uhri").text


FIRST = [samples.record(number) for number in range(1, 6)]
SECOND = [
    samples.record(1, Themes=["Right to health"]),
    samples.record(2, Text="2. Another text."),
    samples.record(3),
    samples.record(4),
    samples.record(6),
]  # tags of 1, text of 2, 5 gone, 6 new


def test_the_first_tick_takes_everything_in_and_tells_once(uhri, secretariat):
    uhri.serve(FIRST)

    run = tick("one")

    assert (run.state, run.by, run.policy) == ("applied", None, "careful")
    assert uhri_runs.summary(run).startswith("created=5 changed=0")
    assert Recommendation.objects.count() == 5
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == [secretariat.email]
    assert str(run.public_id) in mail.outbox[0].body
    assert Notice.objects.filter(to=secretariat).count() == 1


def test_nothing_new_at_the_source_is_noted_and_told_to_nobody(uhri):
    uhri.serve(FIRST)
    tick("one")
    mail.outbox.clear()

    run = tick("two")

    assert run.state == "unchanged"
    assert uhri_runs.summary(run) == "created=0 changed=0 unchanged=5 gone=0 rejected=0"
    assert uhri.asked[1][1] == run.etag != ""
    assert not run.records.exists()
    assert not mail.outbox


def test_the_same_bytes_under_another_mark_are_nothing_new_either(uhri):
    uhri.serve(FIRST, etag='"a"')
    tick("one")
    uhri.serve(FIRST, etag='"b"')

    assert tick("two").state == "unchanged"
    tick("three")

    assert uhri.asked[2][1] == '"b"'


def test_new_records_and_tags_are_written_texts_and_gone_records_wait(uhri):
    uhri.serve(FIRST)
    tick("one")
    before = english(2)
    uhri.serve(SECOND)
    mail.outbox.clear()

    run = tick("two")

    assert one(6)
    assert set(one(1).tags.filter(tag__kind="theme").values_list("tag__code", flat=True)) == {"health"}
    assert english(2) == before
    assert one(5).gone_at is None
    assert dict(uhri_settling.waiting(run).values_list("annotation_id", "hold")) == {
        one(2).annotation_id: "text",
        one(5).annotation_id: "gone",
    }
    assert run.counts["waiting"] == 2
    assert "2 records wait for you" in mail.outbox[0].subject


def test_what_waits_is_written_singly_or_as_a_whole_and_comes_back_when_undone(uhri, secretariat):
    uhri.serve(FIRST)
    tick("one")
    uhri.serve(SECOND)
    run = tick("two")
    before = english(2)
    place = uhri_settling.waiting(run).get(hold="text").place

    single = uhri_settling.write(run=run, places=[place], by=secretariat)
    assert english(2) == "Another text."
    uhri_settling.write(run=run, by=secretariat)
    assert one(5).gone_at is not None
    with pytest.raises(NotNow):
        uhri_settling.write(run=run, by=secretariat)

    uhri_settling.undo(operation=single, by=secretariat)
    assert english(2) == before
    assert [staged.hold for staged in uhri_settling.waiting(run)] == ["text"]


def test_the_whole_run_is_undone_with_what_was_written_of_it_later(uhri, secretariat):
    uhri.serve(FIRST)
    tick("one")
    uhri.serve(SECOND)
    run = tick("two")
    before = english(2)
    uhri_settling.write(run=run, by=secretariat)

    undone = uhri_runs.undo(run=run, by=secretariat)

    assert undone.operation.kept == []
    assert english(2) == before
    assert one(5).gone_at is None
    assert not Recommendation.objects.filter(annotation_id=samples.guid(6)).exists()
    assert one(1).tags.filter(tag__kind="theme").count() == 2
    assert not uhri_settling.waiting(run).exists()


def test_what_was_left_is_not_asked_again_until_uhri_says_something_else(uhri, secretariat):
    uhri.serve(FIRST)
    tick("one")
    uhri.serve(SECOND)
    uhri_settling.leave(run=tick("two"), by=secretariat)

    uhri.serve([*SECOND, samples.record(7)])
    run = tick("three")
    assert run.counts["waiting"] == 0
    assert set(run.records.filter(settled="left").values_list("hold", flat=True)) == {"text", "gone"}

    uhri.serve([SECOND[0], samples.record(2, Text="2. A third text."), *SECOND[2:]])
    run = tick("four")
    assert [staged.hold for staged in uhri_settling.waiting(run) if staged.verdict == "changed"] == ["text"]


def test_what_waits_is_overtaken_by_the_next_run_that_speaks_of_it(uhri):
    uhri.serve(FIRST)
    tick("one")
    uhri.serve(SECOND)
    earlier = tick("two")
    uhri.serve([*FIRST, samples.record(6)])  # all as before
    tick("three")

    assert not StagedRecord.objects.filter(settled="waits").exists()
    assert earlier.records.filter(settled="overtaken").count() == 2


def in_french(records: list[Any]) -> list[Any]:
    """The same as the file in French has it."""
    text = "L’État partie devrait ouvrir des refuges pour les femmes et les filles."
    return [{**record, "Text": text, "Themes": ["Droit à la santé"]} for record in records]


def test_what_waits_of_the_english_file_waits_while_another_language_is_written(uhri, settings):
    settings.UHRI_LANGUAGES = ["en", "fr"]
    uhri.serve(FIRST)
    uhri.serve(in_french(FIRST), "fr")
    tick("one")
    uhri.serve(SECOND)
    uhri.serve(in_french(SECOND), "fr")
    mail.outbox.clear()

    french = tick("two")

    english_one = ImportRun.objects.get(occasion="two", language="en")
    holds = uhri_settling.waiting(english_one).values_list("hold", flat=True)
    assert (french.language, sorted(holds)) == ("fr", ["gone", "text"])
    assert "2 records wait for you" in mail.outbox[0].subject


def test_a_file_in_another_language_does_not_say_what_is_gone_from_the_english_one(uhri, settings):
    settings.UHRI_LANGUAGES = ["en", "fr"]
    uhri.serve(FIRST)
    uhri.serve([*in_french(FIRST[:3]), *in_french([samples.record(9)])], "fr")
    tick("one")
    uhri.serve(in_french(FIRST[:3]), "fr")

    run = tick("two")

    assert [staged.annotation_id for staged in uhri_settling.waiting(run)] == [one(9).annotation_id]


def test_a_file_in_another_language_does_not_bring_back_what_is_gone_from_the_english_one(uhri, settings):
    settings.UHRI_LANGUAGES, settings.UHRI_AUTO_WRITE = ["en", "fr"], "all"
    uhri.serve(FIRST)
    tick("one")
    uhri.serve(FIRST[:4])
    uhri.serve(in_french(FIRST), "fr")

    tick("two")

    assert one(5).gone_at is not None
    assert one(5).texts.filter(language="fr").exists()


@pytest.mark.parametrize(
    ("policy", "texts", "waiting"), [("all", "Another text.", False), ("nothing", "open 2 shelters", False)]
)
def test_the_setting_says_otherwise(uhri, settings, policy, texts, waiting):
    uhri.serve(FIRST)
    tick("one")
    settings.UHRI_AUTO_WRITE = policy
    uhri.serve(SECOND)

    run = tick("two")

    assert texts in english(2)
    assert run.state == ("applied" if policy == "all" else "preview")
    assert uhri_settling.waiting(run).exists() is waiting
    assert (one(5).gone_at is not None) is (policy == "all")


def test_too_many_gone_wait_even_where_everything_is_written(uhri, settings):
    settings.UHRI_AUTO_WRITE = "all"
    uhri.serve([samples.record(number) for number in range(1, 31)])
    tick("one")
    uhri.serve([samples.record(number) for number in range(1, 5)])

    run = tick("two")

    assert uhri_settling.waiting(run).count() == 26
    assert not Recommendation.objects.filter(gone_at__isnull=False).exists()


def test_a_failure_is_told_once_with_its_reason(uhri):
    uhri.broken = True

    run = tick("one")

    assert run.state == "refused"
    assert len(mail.outbox) == 1
    assert "404" in mail.outbox[0].body
    assert not Recommendation.objects.exists()


def test_a_tick_delivered_twice_is_one(uhri):
    uhri.serve(FIRST)
    uhri_following.begin(occasion="one")
    assert uhri_following.begin(occasion="one") == []  # under way
    work()
    assert uhri_following.begin(occasion="one") == []  # over
    work()

    assert ImportRun.objects.count() == 1
    assert len(mail.outbox) == 1


def test_jobs_delivered_twice_write_once_and_tell_once(uhri):
    uhri.serve(FIRST)
    tick("one")
    for job in Job.objects.order_by("created_at"):
        Job.objects.filter(pk=job.pk).update(state="running", finished_at=None, lease_until=timezone.now())
    work()

    assert Recommendation.objects.count() == 5
    assert len(mail.outbox) == 1


def test_a_worker_lost_after_writing_leaves_the_message_to_another(uhri, monkeypatch):
    uhri.serve(FIRST)

    class Killed(BaseException):
        """What no handler catches, as with kill -9."""

    def die(*args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(uhri_telling, "_message", die)
        with pytest.raises(Killed):
            tick("one")
    assert not mail.outbox
    assert Recommendation.objects.count() == 5

    Job.objects.open().update(lease_until=timezone.now())
    work()
    assert len(mail.outbox) == 1


def test_each_language_is_a_run_of_its_own_and_the_message_is_one(uhri, settings):
    settings.UHRI_LANGUAGES = ["fr", "en"]
    uhri.serve(FIRST)
    french = "1. L’État partie devrait ouvrir des centres d’accueil dans toutes les provinces du pays."
    uhri.serve([samples.record(1, Text=french)], "fr")

    tick("one")

    states = list(ImportRun.objects.order_by("pk").values_list("language", "state"))
    assert states == [("en", "applied"), ("fr", "applied")]
    assert one(1).texts.get(language="fr").text == french.removeprefix("1. ")
    assert len(mail.outbox) == 1


def test_without_an_address_the_schedule_does_nothing(settings, secretariat):
    settings.UHRI_ADDRESS = ""

    assert uhri_following.begin(occasion="one") == []
    with pytest.raises(NotNow):
        uhri_following.begin(occasion="two", by=secretariat)


# --- conflicts ---------------------


@pytest.fixture
def corrected(uhri: Uhri, secretariat: Any) -> ImportConflict:
    """UHRI changed a text that the house had corrected."""
    uhri.serve(FIRST)
    tick("one")
    with history.recorded(by=secretariat, action="test.correct"):
        RecommendationText.objects.create(
            recommendation=one(2), language="en", origin="correction", text="Ours.", by=secretariat
        )
    uhri.serve(SECOND)
    tick("two")
    return ImportConflict.objects.get()


def test_both_sides_are_kept_and_wait(corrected):
    assert corrected.before.endswith("The State party should open 2 shelters.")
    assert (corrected.now, corrected.ours) == ("Another text.", "Ours.")
    assert corrected.staged.settled == "waits"
    assert english(2) == corrected.before


@pytest.mark.parametrize(("choice", "ours"), [("kept", "Ours."), ("taken", None), ("anew", "Both.")])
def test_a_decision_brings_uhris_side_in_step_and_does_with_ours_what_was_chosen(
    corrected, secretariat, choice, ours
):
    conflict_decisions.decide(conflict=corrected, choice=choice, anew="Both.", by=secretariat)

    assert english(2) == "Another text."
    assert [text.text for text in one(2).texts.filter(origin="correction")] == ([ours] if ours else [])
    corrected.refresh_from_db()
    assert (corrected.state, corrected.decided_by) == (choice, secretariat)
    with pytest.raises(NotNow):
        conflict_decisions.decide(conflict=corrected, choice="kept", by=secretariat)


def test_a_decision_is_undone_and_the_conflict_open_again(corrected, secretariat):
    operation = conflict_decisions.decide(conflict=corrected, choice="taken", by=secretariat)

    conflict_decisions.undo(operation=operation, by=secretariat)

    corrected.refresh_from_db()
    assert (corrected.state, corrected.staged.settled) == ("open", "waits")
    assert one(2).texts.get(origin="correction").text == "Ours."
    assert english(2) == corrected.before


def test_a_conflict_is_told_the_news_of_a_later_run_and_is_moot_where_uhri_goes_back(corrected, uhri):
    uhri.serve([SECOND[0], samples.record(2, Text="2. A third text."), *SECOND[2:]])
    tick("three")
    assert [one.now for one in ImportConflict.objects.open()] == ["A third text."]

    uhri.serve([*FIRST[:4], samples.record(6)])
    tick("four")
    assert not ImportConflict.objects.open().exists()
