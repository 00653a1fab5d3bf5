"""Two people at the same moment, each with a connection of their own: one wins, the other is told."""

import threading
from datetime import date

import pytest
from django.db import connection

from focal_points.models import Assignment, ImplementationStatus, ProposedStatus, Status, StatusUpdate
from focal_points.services import assigning, verification
from nmrf.base.errors import NotNow, StaleEdit
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts):
    """Run all at once; what each answered or raised."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        start.wait()
        try:
            answers[n] = act()
        except Exception as refused:
            answers[n] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_verify_one_update(draft, owner, secretariat, secretariat2):
    proposal = ProposedStatus.objects.create(
        update=draft, recommendation=draft.assignment.recommendation, status=Status.IMPLEMENTED
    )
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at="2026-07-01T09:00Z"
    )

    def verify(by, status):
        update = StatusUpdate.objects.get(pk=draft.pk)
        decision = verification.Decision(proposal, status, date(2026, 1, 1), reason="Seen.")
        return verification.verify(update=update, version=1, by=by, decisions=[decision])

    answers = both(
        lambda: verify(secretariat, Status.IMPLEMENTED),
        lambda: verify(secretariat2, Status.IN_PROGRESS),
    )

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [StaleEdit]
    assert ImplementationStatus.objects.count() == 1


def test_two_give_the_lead_to_two(institution, another_institution, secretariat, secretariat2):
    recommendation = RecommendationFactory()

    def assign(body, by):
        return assigning.assign(institution=body, role="lead", recommendation=recommendation, by=by)

    answers = both(
        lambda: assign(institution, secretariat), lambda: assign(another_institution, secretariat2)
    )

    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [NotNow]
    assert Assignment.objects.count() == 1


def test_two_assign_the_same_selection(institution, secretariat, secretariat2):
    chosen = [RecommendationFactory() for _ in range(20)]

    def assign(by):
        return assigning.assign_many(recommendations=chosen, lead=institution, by=by)

    answers = both(lambda: assign(secretariat), lambda: assign(secretariat2))

    assert sorted(answer.size for answer in answers) == [0, 20]
    assert Assignment.objects.count() == 20
