"""At a glance: what is counted, who sees it, where it leads; and it costs the same however much there is."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from focal_points import asked_for, glance, quality, ratings
from focal_points.asked_for import NEEDS
from focal_points.models import (
    Assignment,
    Evidence,
    ImplementationStatus,
    ProposedStatus,
    StakeholderView,
    StatusUpdate,
    UpdateNeed,
)
from focal_points.services import assigning, search_table
from nmrf.base import history
from nmrf.base.models import Operation
from nmrf.base.services import operation_rows, operations
from recommendations.models import Recommendation, RecommendationTag, Tag
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory
from tests.taken import text_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(assignment, by, secretariat, *, on=NOW, needs=(), public=True, **more):
    """A verified update, with what it asks for."""
    update = StatusUpdateFactory(
        assignment=assignment,
        author=by,
        state="verified",
        is_public=public,
        narrative="Done.",
        period_from=date(2026, 1, 1),
        period_to=on.date(),
        submitted_by=by,
        submitted_at=on,
        decided_by=secretariat,
        decided_at=on,
        **more,
    )
    UpdateNeed.objects.bulk_create(UpdateNeed(update=update, kind=kind) for kind in needs)
    return update


def needed(person):
    return asked_for.lines(NEEDS, asked_for.for_list(asked_for.standing(NEEDS, asked_for.seen_by(person))))


# --- needs and obstacles -----------------------------------------------------------------------------


def test_a_need_stands_since_it_was_first_named_until_an_update_leaves_it_out(assignment, owner, secretariat):
    told(assignment, owner, secretariat, needs=["training", "funding"])
    told(
        assignment,
        owner,
        secretariat,
        on=datetime(2026, 9, 1, tzinfo=UTC),
        needs=["training"],
        needs_said="Six judges, two weeks.",
    )

    (line,) = needed(secretariat)

    assert (line.kind, line.words, line.since) == ("Training", "Six judges, two weeks.", date(2026, 6, 1))


def test_nothing_is_needed_where_nothing_is_left_to_be_done(assignment, owner, secretariat):
    told(assignment, owner, secretariat, needs=["training"])
    ImplementationStatus.objects.create(
        recommendation=assignment.recommendation,
        status="implemented",
        effective_on=date(2026, 7, 1),
        verified_by=secretariat,
    )
    search_table.refresh()

    assert needed(secretariat) == []


def test_needs_are_seen_by_house_and_institution_and_in_public_when_public(
    assignment, owner, stranger, secretariat
):
    told(assignment, owner, secretariat, needs=["training"], public=False)

    assert len(needed(secretariat)) == len(needed(owner)) == 1
    assert needed(stranger) == needed(None) == []


def test_needs_are_counted_by_kind_institution_and_widest_theme(assignment, owner, secretariat):
    wide = Tag.objects.create(kind="theme", code="justice-and-more")
    narrow = Tag.objects.create(kind="theme", code="prisons-and-more", parent=wide)
    RecommendationTag.objects.create(recommendation=assignment.recommendation, tag=narrow, origin="national")
    search_table.refresh()
    told(assignment, owner, secretariat, needs=["training", "funding"])

    counted = asked_for.count(NEEDS, asked_for.standing(NEEDS, asked_for.seen_by(secretariat)))

    assert {code: n for code, _label, n in counted.kinds} == {"training": 1, "funding": 1}
    assert [(code, n) for code, _label, n in counted.institutions] == [("shelters", 2)]
    assert [(code, n) for code, _label, n in counted.themes] == [("justice-and-more", 2)]


def test_the_list_can_be_taken_away_with_its_columns(client, assignment, owner, secretariat):
    told(assignment, owner, secretariat, needs=["training"], needs_said="=Six judges")
    client.force_login(secretariat)

    csv = text_of(client.get(reverse("focal_points:support-download", args=["csv"]))).splitlines()
    book = client.get(reverse("focal_points:support-download", args=["xlsx"]) + "?kind=training")
    none = text_of(client.get(reverse("focal_points:support-download", args=["csv"]) + "?kind=funding"))

    assert csv[0].startswith("Needed,In words,Recommendation,")
    assert "'=Six judges" in csv[1]
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert len(none.splitlines()) == 1


def test_the_public_list_of_needs_shows_public_words_alone(client, assignment, owner, secretariat):
    told(assignment, owner, secretariat, needs=["training"], needs_said="Six judges.")
    hidden = AssignmentFactory(institution=assignment.institution, recommendation=RecommendationFactory())
    told(hidden, owner, secretariat, needs=["equipment"], needs_said="Hidden words.", public=False)

    page = client.get(reverse("reporting:need-list")).content.decode()

    assert "Six judges." in page
    assert "Hidden words." not in page
    assert "Equipment" not in page


# --- ratings -------------------------------------------------------------------------------------------


@pytest.fixture
def rated(assignment, owner, secretariat, nhri):
    """The agency says implemented, the secretariat partly, the NHRI not started; all in public."""
    update = told(assignment, owner, secretariat)
    recommendation = assignment.recommendation
    ProposedStatus.objects.create(update=update, recommendation=recommendation, status="implemented")
    ImplementationStatus.objects.create(
        recommendation=recommendation,
        status="partially_implemented",
        effective_on=date(2026, 5, 1),
        verified_by=secretariat,
    )
    StakeholderView.objects.create(
        recommendation=recommendation,
        organisation="Commission",
        is_nhri=True,
        status="not_started",
        text="None is open.",
        stated_on=date(2026, 5, 2),
        by=nhri,
    )
    search_table.refresh()
    return update


def test_ratings_stand_side_by_side_the_farthest_apart_first(rated, secretariat, client):
    near = AssignmentFactory(institution=rated.assignment.institution, recommendation=RecommendationFactory())
    update = told(near, rated.author, secretariat)
    ProposedStatus.objects.create(update=update, recommendation=near.recommendation, status="implemented")
    ImplementationStatus.objects.create(
        recommendation=near.recommendation,
        status="partially_implemented",
        effective_on=date(2026, 5, 1),
        verified_by=secretariat,
    )

    rows, total = ratings.of(secretariat)
    public, public_total = ratings.public()

    assert [(row.steps, row.said, row.verified, row.viewed) for row in rows] == [
        (3, "implemented", "partially_implemented", "not_started"),
        (1, "implemented", "partially_implemented", ""),
    ]
    assert (total, public_total, len(public)) == (2, 1, 1)
    assert "Where ratings differ" in client.get(reverse("reporting:rating-list")).content.decode()
    assert "Not started" in text_of(client.get(reverse("reporting:rating-download", args=["csv"])))


def test_a_rating_that_is_not_public_leaves_the_public_page(rated):
    StakeholderView.objects.update(is_public=False)
    assert ratings.public() == ([], 0)


def test_an_institution_sees_its_own_and_never_anothers_internal_words(rated, owner, stranger, secretariat):
    assert ratings.of(owner)[1] == 1
    assert ratings.of(stranger)[1] == 0

    StatusUpdate.objects.update(is_public=False)
    other = AssignmentFactory(
        institution=stranger.terms.get().institution,
        recommendation=rated.assignment.recommendation,
        role=Assignment.Role.SUPPORTING,
    )
    (row,) = ratings.of(stranger)[0]
    assert (row.said, row.verified, row.viewed) == ("", "partially_implemented", "not_started")
    assert other.institution != rated.assignment.institution


def test_a_view_on_the_whole_stands_for_its_parts(rated, secretariat):
    recommendation = rated.assignment.recommendation
    part = recommendation.parts.create(label="(a)", starts=0, ends=4, position=1)
    ImplementationStatus.objects.create(
        recommendation=recommendation,
        part=part,
        status="implemented",
        effective_on=date(2026, 5, 1),
        verified_by=secretariat,
    )

    (row,) = ratings.of(secretariat)[0]
    assert (row.part, row.verified, row.viewed, row.steps) == (part, "implemented", "not_started", 3)


def test_nobody_rewrites_a_view(client, rated, nhri, secretariat, owner):
    for person in (secretariat, owner):
        client.force_login(person)
        address = reverse("focal_points:view-state", args=[rated.assignment.recommendation.public_id])
        assert client.post(address, {"status": "implemented", "text": "No."}).status_code == 403
    assert StakeholderView.objects.get().status == "not_started"


def test_the_assignments_page_shows_the_three_ratings(client, rated, owner):
    client.force_login(owner)
    page = client.get(rated.assignment.get_absolute_url()).content.decode()

    assert "How each sees it" in page
    assert "None is open." in page


def test_the_assignments_page_hides_what_another_institution_said_inside(client, rated, stranger):
    StatusUpdate.objects.update(is_public=False)
    ProposedStatus.objects.update(explanation="Only between us.")
    beside = AssignmentFactory(
        institution=stranger.terms.get().institution,
        recommendation=rated.assignment.recommendation,
        role=Assignment.Role.SUPPORTING,
    )
    client.force_login(stranger)

    page = client.get(beside.get_absolute_url()).content.decode()

    assert "How each sees it" in page
    assert "Only between us." not in page


# --- quality and what is stuck ---------------------------------------------------------------------------


def test_what_is_missing_leads_to_the_list_that_mends_it(client, assignment, secretariat, owner):
    search_table.refresh()
    client.force_login(secretariat)

    page = client.get(reverse("focal_points:glance"))
    found = {one.check.name: one.missing for one in page.context["quality"]}
    listed = client.get(reverse("focal_points:lacking-list", args=["due"]))

    assert found["due"] == found["theme"] == found["status"] == 1
    assert [row.recommendation for row, _lead, _mine in listed.context["lines"]] == [
        assignment.recommendation
    ]
    lacking = client.get(reverse("focal_points:lacking-download", args=["due", "csv"]))
    assert assignment.recommendation.name in text_of(lacking)
    client.force_login(owner)
    assert (
        assignment.get_absolute_url()
        in client.get(reverse("focal_points:lacking-list", args=["due"])).content.decode()
    )
    assert client.get(reverse("focal_points:lacking-list", args=["theme"])).status_code == 404


def test_every_check_can_be_listed(assignment, secretariat):
    search_table.refresh()
    for one in quality.count(None):
        assert quality.lacking(one.check, None).count() == one.missing


def test_evidence_is_missing_where_what_is_in_place_is_not_shown(rated):
    assert "evidence" in {one.check.name for one in quality.count(None) if one.missing}
    Evidence.objects.create(update=rated, title="Law", link="https://law.example/1")
    assert "evidence" not in {one.check.name for one in quality.count(None) if one.missing}


def test_stuck_updates_are_the_houses_once_they_left_and_the_institutions_always(
    assignment, owner, secretariat
):
    waiting = StatusUpdateFactory(
        assignment=assignment, author=owner, state="submitted", submitted_by=owner, submitted_at=NOW
    )
    other = AssignmentFactory(institution=assignment.institution, recommendation=RecommendationFactory())
    draft = StatusUpdateFactory(assignment=other, author=owner, edited_at=NOW)
    own = {assignment.institution_id}

    assert list(glance.stuck(secretariat, None)) == [waiting]
    assert set(glance.stuck(owner, own)) == {waiting, draft}
    assert glance.unsigned() == 0


def test_what_is_finished_does_not_count_as_not_updated(assignment, secretariat):
    for status, old in (("partially_implemented", 1), ("implemented", 0)):
        ImplementationStatus.objects.create(
            recommendation=assignment.recommendation,
            status=status,
            effective_on=date(2024, 1, 1) if old else date(2024, 2, 1),
            recorded_at=datetime(2024, 3, 1, tzinfo=UTC),
            verified_by=secretariat,
        )
        search_table.refresh()
        covered = glance.covered(None)
        assert (covered.old, covered.kept) == (old, 1 - old)


# --- what it costs ---------------------------------------------------------------------------------------


def _many(institution, number):
    """Assignments of as many recommendations, past the services."""
    document = RecommendationFactory().document
    rows = Recommendation.objects.bulk_create(
        Recommendation(document=document, paragraph=f"9{n}", paragraph_order=[9, n], is_home=True)
        for n in range(number)
    )
    Assignment.objects.bulk_create(
        Assignment(institution=institution, recommendation=row, role="lead", state="accepted") for row in rows
    )
    search_table.refresh()


def _queries(client, address, capture):
    with capture() as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries), len(answer.content)


@pytest.mark.parametrize("page", ["my-work", "glance"])
def test_a_thousand_assignments_cost_what_a_hundred_do(
    page, client, owner, institution, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(owner)
    address = reverse(f"focal_points:{page}")
    client.get(address)
    _many(institution, 100)
    few, _size = _queries(client, address, lambda: CaptureQueriesContext(connection))
    _many(institution, 900)

    many, size = _queries(client, address, lambda: CaptureQueriesContext(connection))

    assert Assignment.objects.filter(institution=institution).count() == 1000
    assert many == few
    assert size <= 100_000, size


# --- which rows an operation touched -----------------------------------------------------------------------


def test_an_operation_lists_every_row_it_touched(client, institution, secretariat):
    operation = operations.begin(kind=assigning.KIND, label="Two tags and one more", by=secretariat)
    with history.recorded(by=secretariat, action="tag.add", operation=operation.pk):
        tags = [Tag.objects.create(kind="theme", code=f"new-{n}") for n in range(2)]
        Tag.objects.filter(pk=tags[0].pk).update(position=4)
        Tag.objects.filter(pk=tags[1].pk).delete()

    rows, total = operation_rows.of(operation, size=1)
    whole, _total = operation_rows.of(operation)
    client.force_login(secretariat)
    page = client.get(reverse("focal_points:operation-rows", args=[operation.pk]))
    csv = text_of(client.get(reverse("focal_points:operation-rows-download", args=[operation.pk, "csv"])))

    assert (len(rows), total) == (1, 2)
    assert sorted(row.done for row in whole) == ["made and removed", "new"]
    assert page.context["page"].paginator.count == 2
    assert "made and removed" in csv
    assert Operation.objects.count() == 1
