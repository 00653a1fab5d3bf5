"""An institution says that it is not its own: decided once, with a reason."""

import pytest
from django.core.exceptions import PermissionDenied

from focal_points.models import Assignment, Contest
from focal_points.services import contests, search_table
from nmrf.base.errors import Invalid, NotNow


@pytest.fixture
def contest(assignment, owner, another_institution):
    Assignment.objects.filter(pk=assignment.pk).update(state="contested", due_on="2027-03-01")
    return Contest.objects.create(
        assignment=assignment, reason="A matter of the budget.", proposed=another_institution, by=owner
    )


def test_upholding_gives_it_to_the_other(contest, another_institution, secretariat):
    contests.decide(
        contest=contest,
        uphold=True,
        decision="They hold the budget.",
        reassign_to=another_institution,
        by=secretariat,
    )

    now = Assignment.objects.current().get()
    assert (now.institution, str(now.due_on), now.role) == (another_institution, "2027-03-01", "lead")
    assert search_table.drift() == 0


def test_keeping_asks_the_institution_again(contest, assignment, secretariat):
    contests.decide(contest=contest, uphold=False, decision="The law names you.", by=secretariat)

    assignment.refresh_from_db()
    assert assignment.state == "assigned"


def test_a_decision_is_made_once(contest, secretariat, secretariat2):
    contests.decide(contest=contest, uphold=False, decision="The law names you.", by=secretariat)

    same = contests.decide(contest=contest, uphold=False, decision="Again.", by=secretariat2)
    assert same.decision == "The law names you."
    with pytest.raises(NotNow):
        contests.decide(contest=contest, uphold=True, decision="No.", by=secretariat2)


def test_a_decision_needs_a_reason_and_the_secretariat(contest, owner, secretariat):
    with pytest.raises(Invalid):
        contests.decide(contest=contest, uphold=True, decision="", by=secretariat)
    with pytest.raises(PermissionDenied):
        contests.decide(contest=contest, uphold=True, decision="Ours not.", by=owner)
