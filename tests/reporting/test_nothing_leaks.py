"""One secret word in everything internal, and then every public answer is looked through for it."""

import io
import zipfile
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from focal_points.models import Assignment, Evidence, FileText, StatusUpdate
from focal_points.services import (
    answers,
    evidence,
    file_reading,
    search_table,
    stakeholder_views,
    status_updates,
    verification,
)
from focal_points.services.assigning import assign
from focal_points.services.contests import decide
from focal_points.services.update_fields import ProposalFields, UpdateFields
from nmrf.base.services import files
from recommendations.models import ImportRun, StagedRecord
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db
SECRET = "Zanzibarsecret"
DAY = date(2026, 5, 1)
LISTS = (
    *("/", "/recommendations/", "/documents/", "/clusters/", "/institutions/", "/figures/", "/open-data/"),
    *("/states/", "/states/XAA/", "/states/compare/?state=XAA&state=XAB", "/documents/feed/"),
    "/recommendations/?q=moonlight&files=1",
    *("/recommendations.csv", "/recommendations.xlsx", "/recommendations/feed/", "/api/schema/"),
    *(
        "/api/v1/recommendations/?facets=1",
        "/api/v1/documents/",
        "/api/v1/institutions/",
        "/api/v1/clusters/",
    ),
    *("/api/v1/mechanisms/?page_size=200", "/api/v1/statistics/status/"),
)


def public_addresses(recommendation, institution):
    return (
        *LISTS,
        recommendation.get_absolute_url(),
        recommendation.document.get_absolute_url(),
        institution.get_absolute_url(),
        f"/api/v1/recommendations/{recommendation.public_id}/",
        f"/api/v1/recommendations/{recommendation.public_id}/similar/",
    )


def read(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if address.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def said(recommendation, status, **more):
    proposal = ProposalFields(
        recommendation, status, effective_on=DAY, explanation=SECRET, next_review_on=date(2027, 1, 1)
    )
    words = dict.fromkeys(("narrative", "obstacles_said", "needs_said", "next_step"), f"{SECRET} {status}")
    return UpdateFields(
        period_from=date(2026, 1, 1),
        period_to=DAY,
        next_step_on=date(2026, 12, 1),
        proposals=(proposal,),
        **(words | more),
    )


def written(assignment, by, status, *, is_public):
    """A draft with a public link and a public file, as far as the person who writes it is concerned."""
    update = status_updates.start(assignment=assignment, by=by)
    update = status_updates.save(
        update=update,
        version=update.version,
        by=by,
        fields=said(assignment.recommendation, status, is_public=is_public),
    )
    evidence.add_link(
        update=update, link=f"https://example.org/{SECRET}", title=SECRET, is_public=True, by=by
    )
    upload = SimpleUploadedFile(f"{SECRET}.txt", f"{SECRET} by moonlight".encode())
    evidence.add_file(update=update, upload=upload, title=SECRET, is_public=True, by=by)
    return update


@pytest.fixture
def full_of_secrets(institution, another_institution, owner, stranger, secretariat, nhri):
    """Whatever can be internal says the word: notes, contests, drafts, returns, internal verified updates."""
    for person in (owner, stranger, secretariat, nhri):
        type(person).objects.filter(pk=person.pk).update(name=f"{SECRET} {person.pk}")
        person.refresh_from_db()
    asked = RecommendationFactory()
    note = {"note": SECRET, "by": secretariat, "recommendation": asked}
    lead = assign(institution=institution, role="lead", **note)
    supporting = assign(institution=another_institution, role="supporting", **note)
    contest = answers.contest(assignment=supporting, version=1, reason=SECRET, by=stranger)
    decide(contest=contest, uphold=False, decision=SECRET, by=secretariat)
    supporting.refresh_from_db()

    internal = written(lead, owner, "in_progress", is_public=False)
    sent = status_updates.submit(update=internal, version=internal.version, by=owner)
    back = verification.return_with_comment(update=sent, version=sent.version, comment=SECRET, by=secretariat)
    sent = status_updates.submit(update=back, version=back.version, by=owner)
    (proposal,) = sent.proposals.all()
    verification.verify(
        update=sent,
        version=sent.version,
        by=secretariat,
        decisions=[verification.Decision(proposal, "not_started", DAY, reason=SECRET)],
    )
    written(lead, owner, "in_progress", is_public=True)  # a public draft: not verified
    gone = written(supporting, stranger, "in_progress", is_public=True)
    status_updates.withdraw(update=gone, because=SECRET, by=stranger)
    stakeholder_views.state(
        recommendation=asked,
        organisation=SECRET,
        status="not_started",
        text=SECRET,
        reference=SECRET,
        stated_on=DAY,
        is_public=False,
        by=nhri,
    )
    run = ImportRun.objects.create(source=f"{SECRET}.json", country="XAA", state="preview", by=secretariat)
    StagedRecord.objects.create(run=run, place=1, payload={"text": SECRET}, reason=SECRET)
    search_table.refresh(None)
    for file in file_reading.missing():
        file_reading.read_now(file)
    return asked


def test_the_word_is_in_no_public_answer(full_of_secrets, institution):
    addresses = public_addresses(full_of_secrets, institution)

    assert [address for address in addresses if SECRET.lower() in read(address).lower()] == []


def test_nothing_is_found_by_it(full_of_secrets):
    answer = Client().get("/api/v1/recommendations/", {"q": SECRET}).json()

    assert (answer["count"], answer["results"]) == (0, [])


def test_the_status_it_would_have_is_nowhere(full_of_secrets, institution):
    answer = Client().get(f"/api/v1/recommendations/{full_of_secrets.public_id}/").json()

    assert (answer["status"], answer["status_on"], answer["verified_on"]) == ("not_assessed", None, None)
    assert Client().get("/api/v1/statistics/status/").json()["last_change_on"] is None


def test_its_files_are_nobodys(full_of_secrets, stakeholder, nhri):
    pieces = Evidence.objects.filter(file__isnull=False)

    assert pieces.count() == 3
    assert FileText.objects.filter(state="read").count() == 3
    for person in (AnonymousUser(), stakeholder, nhri):
        assert [one for one in pieces if files.may_read(person, one.file)] == []
    assert {Client().get(f"/files/{one.file.public_id}/").status_code for one in pieces} == {404}


def test_there_is_something_to_be_kept(full_of_secrets):
    """The other tests prove something only where all of this exists."""
    states = set(StatusUpdate.objects.values_list("state", flat=True))

    assert states == {"verified", "draft", "withdrawn"}
    assert Assignment.objects.filter(note=SECRET).count() == 2
    assert StatusUpdate.objects.get(state="verified").decided_at <= timezone.now()
