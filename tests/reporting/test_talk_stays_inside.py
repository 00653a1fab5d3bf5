"""Talk, notes, requests and kept answers are in no public page, search, download or report."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from focal_points.models import AskedInstitution, InformationRequest
from focal_points.request_subjects import of as subject_of
from focal_points.search import Search
from focal_points.services import search_table
from focal_points.services.assigning import assign
from focal_points.services.known_answers import keeping, uses
from focal_points.services.requests import composing, deciding
from focal_points.services.requests.composing import Asks, Written
from focal_points.services.talk import notes, talking
from reporting.models import Report
from reporting.services import report_drafting
from tests.factories import RecommendationFactory
from tests.reporting.test_nothing_leaks import SECRET, public_addresses, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(secretariat, institution):
    recommendation = RecommendationFactory()
    assign(institution=institution, role="lead", recommendation=recommendation, by=secretariat)
    return recommendation


@pytest.fixture
def full_of_talk(asked, secretariat, institution, owner):
    """Whatever can be said about it says the word."""
    thread = talking.start(thing=asked, text=SECRET, is_question=True, by=secretariat)
    talking.reply(thread=thread, text=SECRET, by=owner)
    notes.add(thing=asked, text=SECRET, by=secretariat)
    request = composing.create(written=Written(SECRET, note=SECRET, subject=SECRET), by=secretariat)
    questions = [Asks("1", f"{SECRET} how many shelters?", (asked.pk,))]
    composing.put_questions(request=request, version=1, questions=questions, by=secretariat)
    composing.ask_all(request=request, version=request.version, institutions=[institution], by=secretariat)
    now = timezone.now()
    InformationRequest.objects.filter(pk=request.pk).update(
        state="sent", sent_by=secretariat, sent_at=now, due_on=now.date()
    )
    cells = AskedInstitution.objects.get(request=request).answers
    cells.update(state="submitted", text=SECRET, author=owner, submitted_by=owner, submitted_at=now)
    answer = cells.get()
    deciding.accept(answer=answer, version=answer.version, by=secretariat)
    return keeping.keep(answer=answer, is_shared=True, valid_from=date(2026, 1, 1), by=secretariat)


def test_nothing_of_it_is_public(full_of_talk, asked, institution):
    search_table.refresh(None)

    found = [address for address in public_addresses(asked, institution) if SECRET in read(address)]

    assert found == []


def test_no_search_finds_it_not_even_the_secretariat_s(full_of_talk, secretariat, rf):
    search_table.refresh(None)
    query = rf.get("/", {"q": SECRET, "files": "1"}).GET

    assert Search.from_query(query, secretariat).count() == 0


def test_no_report_is_compiled_from_it(full_of_talk, asked, secretariat):
    job = report_drafting.request_draft(mechanism=asked.document.mechanism, language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)

    report = Report.objects.get(job=job)

    assert report.paragraphs.exists()
    assert not report.paragraphs.filter(text__contains=SECRET).exists()
    assert SECRET not in str(report.compiled)


def test_beside_a_section_the_secretariat_finds_what_was_kept(client, full_of_talk, asked, secretariat, nhri):
    job = report_drafting.request_draft(mechanism=asked.document.mechanism, language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)
    report = Report.objects.get(job=job)
    section = report.sections.filter(paragraphs__recommendation=asked)[0]
    client.force_login(secretariat)

    page = client.get(report.get_absolute_url()).content.decode()

    assert "1 kept answer fits" in page
    assert f"subject_key={section.pk}" in page
    place = subject_of("report-section", str(section.pk), secretariat)
    assert place.address == f"{report.get_absolute_url()}#s{section.position}"
    assert subject_of("report-section", str(section.pk), nhri) is None
    assert subject_of("report-section", "no number", secretariat) is None


def test_a_section_notes_what_it_uses_and_is_told_when_that_reads_otherwise(
    client, full_of_talk, asked, secretariat
):
    job = report_drafting.request_draft(mechanism=asked.document.mechanism, language="en", by=secretariat)
    report_drafting.compile_draft(job.pk)
    report = Report.objects.get(job=job)
    section = report.sections.filter(paragraphs__recommendation=asked)[0]
    client.force_login(secretariat)
    address = reverse("reporting:report-use", args=[report.public_id])
    said = {"section": section.pk, "known": full_of_talk.public_id}

    client.post(address, said)

    assert [one.address for one in uses.of(full_of_talk, secretariat)] == [
        f"{report.get_absolute_url()}#s{section.position}"
    ]
    assert "Used here: version 1" in client.get(report.get_absolute_url()).content.decode()
    keeping.change(
        known=full_of_talk,
        version=full_of_talk.version,
        written=keeping.Written("How many?", "Otherwise.", date(2026, 1, 1), about=(asked,)),
        by=secretariat,
    )
    assert "It reads otherwise by now" in client.get(report.get_absolute_url()).content.decode()

    client.post(address, said | {"back": "1"})
    assert uses.of(full_of_talk, secretariat) == []


def test_a_place_above_is_named_where_it_was_used(full_of_talk, secretariat, owner):
    uses.note(known=full_of_talk, place="Report, section 2", address="/reports/1/#s2", by=secretariat)
    uses.note(known=full_of_talk, place="Report, section 2", address="/reports/1/#s2", by=secretariat)

    assert [place.name for place in uses.of(full_of_talk, secretariat)] == ["Report, section 2"]
    assert uses.of(full_of_talk, owner) == []
