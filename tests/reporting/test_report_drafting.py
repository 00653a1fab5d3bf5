"""Asking for a draft, compiling it once, and what happens when the worker is lost."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nmrf.base.errors import Invalid
from nmrf.base.models import Job, User
from recommendations.models import RecommendationText
from reporting.models import Report, ReportParagraph, ReportSection, ReportSource
from reporting.services import report_drafting, report_storing
from reporting.services.report_compiling import compile_report
from tests.factories import MechanismFactory, UserFactory
from tests.reporting.report_scene import treaty_scene

COMPILE = (
    "import sys, uuid, django; django.setup();"
    "from reporting.services.report_drafting import compile_draft; compile_draft(uuid.UUID(sys.argv[1]))"
)


@pytest.fixture
def scene(db):
    return treaty_scene()


@pytest.fixture
def job(scene, secretariat):
    return report_drafting.request_draft(mechanism=scene["mechanism"], language="en", by=secretariat)


def test_a_draft_is_compiled_and_stored_as_it_was_compiled(job, scene):
    report_drafting.compile_draft(job.pk)

    report = Report.objects.get(job=job)
    assert (report.state, report.since_document, report.guideline) == (
        "draft",
        scene["newer"],
        "treaty-periodic-report",
    )
    fresh = compile_report(mechanism=scene["mechanism"], language="en")
    assert report_storing.read(report) == fresh
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"words": report.word_count, "recommendations": 5})


def test_a_job_that_is_delivered_twice_compiles_once(job):
    report_drafting.compile_draft(job.pk)
    first = list(ReportParagraph.objects.values_list("pk", flat=True))

    report_drafting.compile_draft(job.pk)

    assert list(ReportParagraph.objects.values_list("pk", flat=True)) == first


def test_a_draft_stays_as_it_is_when_the_record_changes_later(job, scene):
    report_drafting.compile_draft(job.pk)
    report = Report.objects.get(job=job)
    before = report_storing.read(report)

    RecommendationText.objects.filter(recommendation=scene["answered"]).update(text="Changed since.")

    assert report_storing.read(Report.objects.get(pk=report.pk)) == before


def test_a_failure_is_written_on_the_report_and_leaves_no_section(job, scene):
    type(scene["answered"]).objects.filter(document__mechanism=scene["mechanism"]).update(
        withdrawn_on=timezone.localdate(), withdrawn_because="All withdrawn in the meantime."
    )

    report_drafting.compile_draft(job.pk)

    report = Report.objects.get(job=job)
    job.refresh_from_db()
    assert (report.state, job.state, ReportSection.objects.count()) == ("failed", "failed", 0)
    assert "no recommendation" in job.error


@pytest.mark.parametrize("person", ["owner", "validator", "stranger", "stakeholder", "nhri", "nobody"])
def test_only_the_house_asks_for_drafts(person, scene, request):
    with pytest.raises(PermissionDenied):
        report_drafting.request_draft(
            mechanism=scene["mechanism"], language="en", by=request.getfixturevalue(person)
        )

    assert not Report.objects.exists()


def test_a_mechanism_that_asked_nothing_and_a_language_not_offered_are_refused(scene, secretariat):
    with pytest.raises(Invalid):
        report_drafting.request_draft(mechanism=MechanismFactory(code="CAT"), language="en", by=secretariat)
    with pytest.raises(Invalid):
        report_drafting.request_draft(mechanism=scene["mechanism"], language="de", by=secretariat)

    assert not Job.objects.exists()


def test_the_database_refuses_a_recommendation_twice_in_one_report(job, scene):
    report_drafting.compile_draft(job.pk)
    row = ReportParagraph.objects.filter(kind="recommendation").first()

    with pytest.raises(IntegrityError, match="report_recommendation_exactly_once"), transaction.atomic():
        ReportParagraph.objects.create(
            report=row.report,
            section=row.section,
            number=9999,
            kind="recommendation",
            text="Again.",
            language="en",
            recommendation=row.recommendation,
        )


@pytest.mark.parametrize(
    ("model", "change", "constraint"),
    [
        (ReportParagraph, {"number": 1}, "report_paragraph_number_once"),
        (ReportParagraph, {"kind": "recommendation", "recommendation": None}, "report_recommendation_is_one"),
        (ReportSection, {"position": 0}, "report_section_one_a_place"),
        (ReportSection, {"level": 3}, "report_section_level_one_or_two"),
        (ReportSource, {"text": ""}, "report_source_says_something"),
        (Report, {"title": ""}, "report_draft_has_a_title_and_a_moment"),
    ],
)
def test_the_database_refuses_a_draft_that_makes_no_sense(job, model, change, constraint):
    report_drafting.compile_draft(job.pk)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.filter(pk=model.objects.order_by("pk").last().pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_compiles_the_draft():
    scene = treaty_scene()
    person = UserFactory(role=User.Role.SECRETARIAT)
    job = Job.objects.create(task=report_drafting.TASK, created_by=person, lease_until=timezone.now())
    report = Report.objects.create(
        mechanism=scene["mechanism"], language="en", guideline="general", job=job, created_by=person
    )
    with _sources_locked():
        worker = subprocess.Popen(
            [sys.executable, "-c", COMPILE, str(job.pk)], env=_environment_of_this_database()
        )
        _wait_until_it_writes()
        worker.kill()
        worker.wait()
    job.refresh_from_db()
    assert (job.state, Report.objects.get(pk=report.pk).state) == ("running", "compiling")
    assert not ReportSection.objects.exists()

    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    report_drafting.compile_draft(job.pk)

    report.refresh_from_db()
    assert (report.state, Job.objects.get(pk=job.pk).attempts) == ("draft", 2)
    requests = ReportParagraph.objects.filter(report=report, kind="recommendation")
    assert requests.count() == requests.values("recommendation").distinct().count() == 5


class _sources_locked:
    """Holds the table of sources, so that a worker stops after it has written sections and paragraphs."""

    def __enter__(self) -> None:
        self.other = psycopg.connect(**_address())
        self.other.execute("LOCK TABLE reporting_reportsource IN ACCESS EXCLUSIVE MODE")

    def __exit__(self, *error: object) -> None:
        self.other.rollback()
        self.other.close()


def _wait_until_it_writes() -> None:
    deadline = threading.Event()
    for _attempt in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND relation = 'reporting_reportsource'::regclass"
            )
            if cursor.fetchone()[0]:
                return
        deadline.wait(0.1)
    pytest.fail("The worker never came to the sources.")


def _address() -> dict[str, str]:
    kept = connection.settings_dict
    return {
        "host": kept["HOST"],
        "port": kept["PORT"],
        "user": kept["USER"],
        "password": kept["PASSWORD"],
        "dbname": kept["NAME"],
    }


def _environment_of_this_database() -> dict[str, str]:
    at = _address()
    url = f"postgres://{at['user']}:{at['password']}@{at['host']}:{at['port']}/{at['dbname']}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "nmrf.settings"}
