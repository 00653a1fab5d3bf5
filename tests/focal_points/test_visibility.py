"""Whose updates and evidence somebody sees: one queryset decides for pages, API and file addresses."""

import pytest
from django.utils import timezone

from focal_points.models import StatusUpdate
from tests.factories import StatusUpdateFactory

State = StatusUpdate.State


def sees(person, update):
    return StatusUpdate.objects.visible_to(person).filter(pk=update.pk).exists()


def test_draft_is_seen_by_its_institution_and_the_ministry_above_alone(
    draft, owner, alternate, above, stranger, secretariat, administrator, nhri, stakeholder, nobody
):
    seen = {
        person.name
        for person in (
            owner,
            alternate,
            above,
            stranger,
            secretariat,
            administrator,
            nhri,
            stakeholder,
            nobody,
        )
        if sees(person, draft)
    }

    assert seen == {owner.name, alternate.name, above.name}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED])
def test_secretariat_sees_what_was_sent_to_it(state, assignment, owner, secretariat):
    update = StatusUpdateFactory(
        assignment=assignment,
        author=owner,
        state=state,
        comment="Which year?",
        submitted_by=owner,
        submitted_at=timezone.now(),
    )

    assert sees(secretariat, update)


def test_secretariat_does_not_see_what_a_validator_sent_back(assignment, owner, secretariat):
    update = StatusUpdateFactory(
        assignment=assignment, author=owner, state=State.RETURNED, comment="Which year?"
    )

    assert not sees(secretariat, update)
