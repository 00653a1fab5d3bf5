"""The State's positions on UPR recommendations: one, a selection, undone; an import leaves them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from focal_points import undoing
from nmrf.base.errors import Invalid, NotNow
from recommendations.services import positions
from tests.factories import CountryFactory, DocumentFactory, MechanismFactory, RecommendationFactory

DAY = date(2025, 6, 12)


@pytest.fixture
def review(db):
    return DocumentFactory(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")


def asked(review, **given):
    return RecommendationFactory(document=review, **given)


def test_supported_in_part_is_noted_and_says_so(review, secretariat):
    one = asked(review)

    positions.state(
        recommendation=one,
        position="partly",
        stated_on=DAY,
        source=" A/HRC/1/ADD.1 ",
        remark="Half of it.",
        by=secretariat,
    )

    assert (one.upr_position, one.is_partly_supported, one.upr_position_on) == ("noted", True, DAY)
    assert (one.upr_position_source, one.upr_remark) == ("A/HRC/1/ADD.1", "Half of it.")
    assert positions.chosen_position(one) == "partly"


def test_a_position_of_uhri_that_the_house_changes_is_the_nations_own(review, secretariat):
    one = asked(review, annotation_id="00000000-0000-0000-0000-000000000001", upr_position="noted")

    positions.state(recommendation=one, position="supported", by=secretariat)
    assert one.national_fields["position"]["uhri"] == "noted"

    positions.state(recommendation=one, position="noted", by=secretariat)
    assert "position" not in one.national_fields


def test_a_selection_gets_one_source_and_day_and_is_undone_as_a_whole(review, secretariat):
    rows = [asked(review, upr_remark="Kept.") for _ in range(3)]
    foreign = asked(review, is_home=False, country=CountryFactory(iso3="XAB"))
    other_body = RecommendationFactory()

    done = positions.state_many(
        recommendations=[*rows, foreign, other_body],
        position="supported",
        stated_on=DAY,
        source="A/HRC/1/ADD.1",
        by=secretariat,
    )

    assert (done.size, len(done.skipped)) == (3, 2)
    for row in rows:
        row.refresh_from_db()
        assert (row.upr_position, row.upr_position_on, row.upr_remark) == ("supported", DAY, "Kept.")
    undone = undoing.undo(operation=done, by=secretariat)
    rows[0].refresh_from_db()
    assert (undone.kept, rows[0].upr_position, rows[0].upr_position_source) == ([], "", "")


def test_a_second_time_leaves_what_says_so_already(review, secretariat):
    rows = [asked(review) for _ in range(2)]
    positions.state_many(recommendations=rows, position="pending", by=secretariat)

    again = positions.state_many(recommendations=rows, position="pending", by=secretariat)

    assert (again.size, len(again.skipped)) == (0, 2)


@pytest.mark.parametrize(
    "said",
    [{"position": "accepted"}, {"position": "noted", "stated_on": timezone.localdate() + timedelta(days=1)}],
)
def test_what_is_no_position_is_refused(review, secretariat, said):
    with pytest.raises(Invalid):
        positions.state(recommendation=asked(review), by=secretariat, **said)


def test_only_the_secretariat_states_positions_and_only_on_the_review(review, secretariat, owner):
    with pytest.raises(PermissionDenied):
        positions.state(recommendation=asked(review), position="noted", by=owner)
    with pytest.raises(NotNow):
        positions.state(recommendation=RecommendationFactory(), position="noted", by=secretariat)
