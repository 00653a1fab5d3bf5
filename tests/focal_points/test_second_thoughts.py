"""What can be had back: a signature, a contest, a decision that was wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from focal_points.models import (
    Assignment,
    Contest,
    Evidence,
    ImplementationStatus,
    Status,
    StatusUpdate,
)
from focal_points.services import answers, published, search_table, signatures, status_updates
from nmrf.base.errors import NotNow, StaleEdit
from nmrf.base.models import Notice
from tests.factories import TermFactory, UserFactory
from tests.focal_points.test_published import decided, row_of, sent, written

State = StatusUpdate.State


@pytest.fixture
def signed(draft, owner, validator):
    """The owner's update, signed by the validator and with the secretariat."""
    waiting = sent(written(draft, owner), owner)
    return status_updates.sign(update=waiting, version=waiting.version, by=validator)


# --- a signature -------------------------------------------------------------------------------------


def test_a_signature_is_taken_back_while_nobody_has_decided(signed, validator, secretariat, owner):
    back = signatures.take_back(update=signed, version=signed.version, by=validator)

    assert (back.state, back.signed_by, back.submitted_at) == (State.VALIDATION, None, None)
    assert not StatusUpdate.objects.visible_to(secretariat).exists()
    assert back.steps.last().action == "signature_back"
    told = Notice.objects.filter(key__contains="signature-back")
    assert {one.to for one in told} == {secretariat, owner}

    again = status_updates.sign(update=back, version=back.version, by=validator)
    assert (again.state, again.signed_by) == (State.SUBMITTED, validator)


def test_only_whoever_signed_takes_the_signature_back(signed, owner, institution, validator, secretariat):
    other = UserFactory()
    TermFactory(person=other, institution=institution, role="validator")

    with pytest.raises(PermissionDenied):
        signatures.take_back(update=signed, version=signed.version, by=owner)
    with pytest.raises(NotNow, match="whoever signed"):
        signatures.take_back(update=signed, version=signed.version, by=other)
    with pytest.raises(StaleEdit):
        signatures.take_back(update=signed, version=signed.version - 1, by=validator)

    decided(signed, secretariat)
    with pytest.raises(NotNow):
        signatures.take_back(update=signed, version=signed.version, by=validator)


def test_the_page_offers_it_to_whoever_signed(signed, validator, owner, client):
    address = reverse("focal_points:update-unsign", args=[signed.public_id])
    for person, is_offered in ((owner, False), (validator, True)):
        client.force_login(person)
        assert (address in client.get(signed.get_absolute_url()).content.decode()) is is_offered

    client.post(address, {"version": signed.version})

    signed.refresh_from_db()
    assert signed.state == State.VALIDATION


# --- a contest ---------------------------------------------------------------------------------------


def test_a_contest_is_taken_back_while_nobody_has_decided(assignment, owner, secretariat, client):
    answers.contest(assignment=assignment, version=assignment.version, reason="Not ours.", by=owner)
    client.force_login(owner)
    address = reverse("focal_points:assignment-uncontest", args=[assignment.public_id])
    assert address in client.get(assignment.get_absolute_url()).content.decode()

    client.post(address, {"version": assignment.version})

    assignment.refresh_from_db()
    ended = Contest.objects.get()
    assert assignment.state == Assignment.State.ASSIGNED
    assert (ended.is_upheld, ended.decided_by, ended.was_taken_back) == (False, owner, True)
    assert Notice.objects.filter(to=secretariat, text__contains="contests no longer").exists()
    page = client.get(assignment.get_absolute_url()).content.decode()
    assert "Taken back by the institution." in page
    assert "Not upheld" not in page


def test_what_is_not_contested_is_not_taken_back(assignment, owner):
    with pytest.raises(NotNow):
        answers.take_back(assignment=assignment, version=assignment.version, by=owner)


# --- a decision --------------------------------------------------------------------------------------


def test_a_wrong_decision_is_withdrawn_and_the_same_update_decided_anew(draft, owner, secretariat):
    Evidence.objects.create(update=draft, title="Law", link="https://law.example/1")
    verified = decided(sent(written(draft, owner), owner), secretariat)

    gone = published.recall(
        update=verified, version=verified.version, note="The wrong row.", anew=True, by=secretariat
    )

    again = StatusUpdate.objects.get(state=State.SUBMITTED)
    assert (again.narrative, again.author, again.submitted_by) == (gone.narrative, owner, owner)
    assert [one.link for one in again.evidence.all()] == ["https://law.example/1"]
    assert [(one.action, one.comment) for one in again.steps.all()] == [("anew", "The wrong row.")]
    assert row_of(gone).status == "not_assessed"

    done = decided(again, secretariat, status=Status.NOT_STARTED, reason="Nothing was tendered.")

    assert row_of(done).status == "not_started"
    assert ImplementationStatus.objects.standing().count() == 1
    assert search_table.drift() == 0
    with pytest.raises(NotNow, match="decided anew"):
        published.reinstate(update=gone, version=gone.version, by=secretariat)


def test_nothing_is_decided_anew_beside_another_open_update(draft, owner, secretariat):
    verified = decided(sent(written(draft, owner), owner), secretariat)
    status_updates.start(assignment=verified.assignment, by=owner)

    with pytest.raises(NotNow, match="open"):
        published.recall(update=verified, version=verified.version, note="Wrong.", anew=True, by=secretariat)

    verified.refresh_from_db()
    assert verified.state == State.VERIFIED
