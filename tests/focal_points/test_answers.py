"""Accept, contest: once, by the institution's own people, on the assignment as they saw it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from focal_points.models import Assignment, Contest
from focal_points.services import answers
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from tests.factories import AssignmentFactory

State = Assignment.State


@pytest.fixture
def new(institution, secretariat):
    """Just assigned by the secretariat."""
    return AssignmentFactory(institution=institution, state=State.ASSIGNED, assigned_by=secretariat)


def test_accept_tells_whoever_assigned_it(new, owner, secretariat, secretariat2):
    answers.accept(assignment=new, version=new.version, by=owner)

    assert (new.state, new.version) == (State.ACCEPTED, 2)
    assert secretariat.notices.count() == 1
    assert secretariat2.notices.count() == 0


def test_accept_twice_says_that_it_was_done(new, owner):
    answers.accept(assignment=new, version=1, by=owner)

    with pytest.raises(NotNow, match="done already"):
        answers.accept(assignment=new, version=1, by=owner)


def test_accept_of_what_changed_since_is_refused(new, owner):
    Assignment.objects.filter(pk=new.pk).update(version=5)

    with pytest.raises(StaleEdit):
        answers.accept(assignment=new, version=1, by=owner)


@pytest.mark.parametrize("who", ["stranger", "validator", "secretariat", "administrator", "nobody", "nhri"])
def test_answering_is_for_the_institutions_writers(who, new, request):
    person = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        answers.accept(assignment=new, version=1, by=person)
    with pytest.raises(PermissionDenied):
        answers.contest(assignment=new, version=1, reason="Not ours.", by=person)


def test_contest_keeps_reason_and_proposal_and_tells_the_secretariat(
    new, owner, another_institution, secretariat, secretariat2
):
    made = answers.contest(
        assignment=new, version=1, reason=" It is finance’s. ", proposed=another_institution, by=owner
    )

    assert (made.reason, made.proposed, made.by) == ("It is finance’s.", another_institution, owner)
    assert new.state == State.CONTESTED
    assert secretariat.notices.count() == secretariat2.notices.count() == 1


def test_contest_without_a_reason_changes_nothing(new, owner):
    with pytest.raises(Invalid):
        answers.contest(assignment=new, version=1, reason="  ", by=owner)

    new.refresh_from_db()
    assert new.state == State.ASSIGNED


def test_contest_names_another_institution_that_still_exists(new, owner, institution, another_institution):
    with pytest.raises(Invalid):
        answers.contest(assignment=new, version=1, reason="No.", proposed=institution, by=owner)

    another_institution.closed_on = timezone.localdate()
    another_institution.save()
    with pytest.raises(Invalid):
        answers.contest(assignment=new, version=1, reason="No.", proposed=another_institution, by=owner)


def test_contest_twice_leaves_one(new, owner):
    answers.contest(assignment=new, version=1, reason="No.", by=owner)

    with pytest.raises(NotNow):
        answers.contest(assignment=new, version=1, reason="No.", by=owner)

    assert Contest.objects.count() == 1
