"""What counts is decided by somebody else, with reasons, and by two where it must be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from focal_points.models import (
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    SearchRow,
    Status,
    StatusUpdate,
    Verification,
)
from focal_points.services import search_table, verification
from focal_points.services.verification import Decision
from nmrf.base.errors import Invalid, NotNow, StaleEdit

TODAY = datetime.now(UTC).date()


@pytest.fixture
def submitted(draft, owner):
    """The owner's update proposes *implemented*."""
    ProposedStatus.objects.create(
        update=draft,
        recommendation=draft.assignment.recommendation,
        status=Status.IMPLEMENTED,
        effective_on=date(2026, 3, 1),
    )
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", narrative="Two opened.", submitted_by=owner, submitted_at="2026-07-01T09:00Z"
    )
    draft.refresh_from_db()
    return draft


def as_proposed(update, **changes):
    proposal = update.proposals.get()
    decision = Decision(proposal, proposal.status, proposal.effective_on or date(2026, 3, 1), trend="forward")
    return replace(decision, **changes)


def test_verify_adds_the_status_and_moves_the_list(submitted, secretariat):
    verification.verify(
        update=submitted, version=submitted.version, by=secretariat, decisions=[as_proposed(submitted)]
    )

    status = ImplementationStatus.objects.get()
    row = SearchRow.objects.get(recommendation=submitted.assignment.recommendation)
    assert (status.status, status.effective_on, status.verified_by) == (
        "implemented",
        date(2026, 3, 1),
        secretariat,
    )
    assert (row.status, row.status_on) == ("implemented", date(2026, 3, 1))
    assert search_table.drift() == 0


def test_verify_says_since_when_it_is_known_here(submitted, secretariat):
    then = datetime(2026, 8, 1, 12, tzinfo=UTC)

    verification.verify(
        update=submitted, version=1, by=secretariat, decisions=[as_proposed(submitted)], at=then
    )

    assert ImplementationStatus.objects.get().recorded_at == then


def test_another_status_than_the_proposed_needs_a_reason(submitted, secretariat):
    other = as_proposed(submitted, status="partially_implemented")

    with pytest.raises(Invalid) as refused:
        verification.verify(update=submitted, version=1, by=secretariat, decisions=[other])
    assert list(refused.value.fields) == [f"{other.proposal.pk}-reason"]

    verification.verify(
        update=submitted, version=1, by=secretariat, decisions=[replace(other, reason="Three have none.")]
    )
    assert ImplementationStatus.objects.get().status == "partially_implemented"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trend": "backward"}, "reason"),
        ({"effective_on": None}, "effective_on"),
        ({"effective_on": TODAY + timedelta(days=2)}, "effective_on"),
        ({"status": "not_assessed", "reason": "x"}, "status"),
        ({"status": "implemented_continuing", "reason": "x"}, "next_review_on"),
        (
            {
                "status": "implemented_continuing",
                "reason": "x",
                "next_review_on": TODAY + timedelta(days=900),
            },
            "next_review_on",
        ),
    ],
)
def test_a_decision_brings_what_its_status_asks_for(submitted, secretariat, changes, field):
    decision = as_proposed(submitted, **changes)

    with pytest.raises(Invalid) as refused:
        verification.verify(update=submitted, version=1, by=secretariat, decisions=[decision])

    assert list(refused.value.fields) == [f"{decision.proposal.pk}-{field}"]
    assert not ImplementationStatus.objects.exists()


def test_every_proposal_is_decided(submitted, secretariat):
    with pytest.raises(Invalid):
        verification.verify(update=submitted, version=1, by=secretariat, decisions=[])


def test_nobody_verifies_what_they_entered(submitted, secretariat):
    for own in ({"author": secretariat}, {"submitted_by": secretariat}):
        StatusUpdate.objects.filter(pk=submitted.pk).update(**own)
        submitted.refresh_from_db()
        with pytest.raises(PermissionDenied):
            verification.verify(
                update=submitted, version=1, by=secretariat, decisions=[as_proposed(submitted)]
            )


def test_the_database_too_refuses_an_own_entry(submitted, owner):
    with pytest.raises(IntegrityError, match="update_verified_by_somebody_else"), transaction.atomic():
        StatusUpdate.objects.filter(pk=submitted.pk).update(
            state="verified", decided_by=owner, decided_at="2026-08-01T09:00Z"
        )


def test_institutions_verify_nothing(submitted, owner, validator, administrator, nhri, stranger):
    for person in (owner, validator, administrator, nhri, stranger):
        with pytest.raises(PermissionDenied):
            verification.verify(update=submitted, version=1, by=person, decisions=[as_proposed(submitted)])


def test_the_second_of_two_who_verify_at_once_sees_what_the_first_decided(
    submitted, secretariat, secretariat2
):
    seen_by_the_second = StatusUpdate.objects.get(pk=submitted.pk)
    verification.verify(update=submitted, version=1, by=secretariat, decisions=[as_proposed(submitted)])

    with pytest.raises(StaleEdit) as stale:
        verification.verify(
            update=seen_by_the_second, version=1, by=secretariat2, decisions=[as_proposed(submitted)]
        )

    assert stale.value.current.decided_by == secretariat
    assert ImplementationStatus.objects.count() == 1


def nl(update):
    return as_proposed(update, status="no_longer_applicable", reason="The dam was given up.")


def test_no_longer_applicable_waits_for_a_second_person(submitted, secretariat, secretariat2):
    waiting = verification.verify(update=submitted, version=1, by=secretariat, decisions=[nl(submitted)])
    assert waiting.state == "second"
    assert not ImplementationStatus.objects.exists()
    with pytest.raises(PermissionDenied):
        verification.approve(update=waiting, by=secretariat)

    verification.approve(update=waiting, by=secretariat2)

    status = ImplementationStatus.objects.get()
    assert (status.verified_by, status.approved_by) == (secretariat, secretariat2)
    with pytest.raises(StaleEdit):
        verification.approve(update=waiting, by=secretariat2, version=waiting.version)


def test_a_second_person_who_does_not_agree_puts_it_back(submitted, secretariat, secretariat2):
    waiting = verification.verify(update=submitted, version=1, by=secretariat, decisions=[nl(submitted)])

    back = verification.refuse_second(update=waiting, comment="It was only paused.", by=secretariat2)

    assert back.state == "submitted"
    assert not Verification.objects.exists()
    verification.verify(update=back, version=back.version, by=secretariat, decisions=[as_proposed(back)])
    assert ImplementationStatus.objects.get().status == "implemented"


def test_the_database_too_wants_two_people(submitted, secretariat):
    with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
        ImplementationStatus.objects.create(
            recommendation=submitted.assignment.recommendation,
            status="no_longer_applicable",
            effective_on="2026-01-01",
            verified_by=secretariat,
        )


def test_return_needs_a_comment_and_tells_the_author(
    submitted, owner, secretariat, django_capture_on_commit_callbacks
):
    with pytest.raises(Invalid):
        verification.return_with_comment(update=submitted, version=1, comment=" ", by=secretariat)

    with django_capture_on_commit_callbacks(execute=True):
        back = verification.return_with_comment(
            update=submitted, version=1, comment="Which provinces?", by=secretariat
        )

    assert (back.state, back.comment) == ("returned", "Which provinces?")
    assert owner.notices.get().text.startswith("Sent back")
    with pytest.raises(StaleEdit):
        verification.return_with_comment(update=submitted, version=1, comment="Again", by=secretariat)


def test_evidence_is_marked_only_while_it_waits(submitted, secretariat):
    evidence = Evidence.objects.create(update=submitted, title="Law", link="https://law.example/1")

    assert verification.mark_evidence(evidence=evidence, holds=True, by=secretariat).holds is True

    verification.verify(update=submitted, version=1, by=secretariat, decisions=[as_proposed(submitted)])
    with pytest.raises(NotNow):
        verification.mark_evidence(evidence=evidence, holds=False, by=secretariat)
