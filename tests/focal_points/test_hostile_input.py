"""What no browser sends, and what nobody may do to what they entered: a clear answer, never a broken page."""

import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from focal_points import opinions
from focal_points.models import DraftBuffer, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import status_updates, update_fields
from focal_points.views.desk import _lately
from nmrf.base.models import User
from nmrf.base.permissions import may
from tests.factories import TermFactory, UserFactory

pytestmark = pytest.mark.django_db
HUGE = 10**19


@pytest.fixture
def writer(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


# --- null characters and numbers too large for the database ------------------------------------------


def test_null_characters_are_kept_from_the_draft_buffer(writer, draft):
    tab = uuid.uuid4()

    answer = writer.post(
        reverse("focal_points:update-autosave", args=[draft.public_id]),
        {"tab": tab, "version": 1, "language": "en", "narrative": "Two\x00 shelters"},
    )

    assert answer.status_code == 200
    assert DraftBuffer.objects.get(tab=tab).typed["narrative"] == ["Two shelters"]


@pytest.mark.parametrize("name", ["update-save", "update-submit", "evidence-add", "update-withdraw"])
def test_null_characters_break_no_page(writer, draft, name):
    typed = {"tab": uuid.uuid4(), "version": 1, "language": "en", "narrative": "a\x00", "because": "\x00"}
    evidence = {
        "evidence-part": "\x00",
        "evidence-link": "https://example.org/\x00",
        "evidence-title": "\x00",
    }

    answer = writer.post(reverse(f"focal_points:{name}", args=[draft.public_id]), typed | evidence)

    assert answer.status_code in {302, 422}


@pytest.mark.parametrize("name", ["update-autosave", "update-save", "update-submit", "update-take-back"])
def test_a_version_that_cannot_be_is_no_version(writer, draft, name):
    typed = {"tab": uuid.uuid4(), "version": HUGE, "language": "en", "narrative": "x"}

    answer = writer.post(reverse(f"focal_points:{name}", args=[draft.public_id]), typed)

    assert answer.status_code in {302, 400, 422}


@pytest.mark.parametrize(
    "address", ["?institution=%00", "?institution=a%00b", "?group=%C2%B2", "?group=99999"]
)
def test_my_work_is_shown_or_not_found(writer, institution, address):
    assert writer.get(reverse("focal_points:my-work") + address).status_code in {200, 404}


@pytest.mark.parametrize("kind", ["mechanisms", "institutions", "clusters"])
def test_a_code_with_a_null_character_is_not_found(client, kind):
    assert client.get(f"/api/v1/{kind}/a%00b/").status_code == 404


def test_a_file_named_by_its_ending_alone_has_a_title(writer, draft):
    writer.post(
        reverse("focal_points:evidence-add", args=[draft.public_id]),
        {"evidence-uploads": SimpleUploadedFile(".txt", b"words")},
    )

    assert draft.evidence.get().title == ".txt"


# --- nobody verifies what they entered, whatever they have become since ----------------------------


def become_secretariat(person):
    User.objects.filter(pk=person.pk).update(role=User.Role.SECRETARIAT)
    return User.objects.get(pk=person.pk)


def test_whoever_wrote_a_version_does_not_verify_it(draft, alternate, owner):
    said = update_fields.of(draft)
    status_updates.save(update=draft, version=1, by=alternate, fields=replace(said, narrative="Mine."))
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at=timezone.now()
    )
    draft.refresh_from_db()

    assert not may(become_secretariat(alternate), Can.VERIFY_UPDATE, draft)


def test_whoever_signed_it_does_not_verify_it(draft, validator, owner):
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at=timezone.now(), signed_by=validator
    )
    draft.refresh_from_db()

    assert not may(become_secretariat(validator), Can.VERIFY_UPDATE, draft)


def test_a_former_focal_point_verifies_what_others_wrote(draft, owner, another_institution):
    former = UserFactory()
    TermFactory(person=former, institution=another_institution, ends_on="2021-01-01")
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at=timezone.now()
    )
    draft.refresh_from_db()

    assert may(become_secretariat(former), Can.VERIFY_UPDATE, draft)


# --- what a validator sent back never left the institution ------------------------------------------


@pytest.fixture
def sent_back_by_validator(draft):
    draft.proposals.create(recommendation=draft.assignment.recommendation, status="implemented")
    StatusUpdate.objects.filter(pk=draft.pk).update(state="returned", comment="Not yet.")
    draft.refresh_from_db()
    return draft


def test_the_house_does_not_see_what_it_proposed(sent_back_by_validator):
    recommendation = sent_back_by_validator.assignment.recommendation

    assert opinions.of_recommendation(recommendation) == {}


def test_nor_that_it_was_the_last_thing_handed_in(sent_back_by_validator):
    assert _lately(sent_back_by_validator.assignment)["last_update"] is None
