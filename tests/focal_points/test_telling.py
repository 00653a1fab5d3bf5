"""What people are told is put together for each of them, in their own language."""

from datetime import date

import pytest

from focal_points.models import Status
from focal_points.services import assigning, verification
from nmrf.base.models import Notice
from tests.factories import RecommendationFactory
from tests.focal_points.test_desk import hand_in


@pytest.fixture
def francophone(owner):
    """The agency's focal point reads French."""
    owner.language = "fr"
    owner.save(update_fields=["language"])
    return owner


def said_to(person):
    return list(Notice.objects.filter(to=person).values_list("text", flat=True))


def test_a_french_reader_is_told_in_french_of_what_is_assigned(
    institution, francophone, alternate, secretariat, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assigning.assign(
            institution=institution, recommendation=RecommendationFactory(), role="lead", by=secretariat
        )
        assigning.assign_many(
            recommendations=[RecommendationFactory(), RecommendationFactory()],
            lead=institution,
            by=secretariat,
        )

    french, english = sorted(said_to(francophone)), sorted(said_to(alternate))
    assert any(text.startswith("New for your institution: ") for text in english)
    assert any(text.startswith("Nouveau pour votre institution") for text in french)
    assert "2 recommendations were assigned to your institution." in english
    assert not set(french) & set(english)


def test_a_french_reader_is_told_in_french_what_became_of_an_update(
    assignment, francophone, secretariat, django_capture_on_commit_callbacks
):
    update = hand_in(assignment, francophone)
    decision = verification.Decision(update.proposals.get(), Status.IMPLEMENTED, date(2026, 3, 1))

    with django_capture_on_commit_callbacks(execute=True):
        verification.verify(update=update, version=update.version, by=secretariat, decisions=[decision])

    assert said_to(francophone)
    assert not any(text.startswith("Verified:") for text in said_to(francophone))
