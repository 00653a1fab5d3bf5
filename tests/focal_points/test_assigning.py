"""Who gets what: singly, in bulk with undo, withdrawn."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from focal_points.models import Assignment, SearchRow, StatusUpdate
from focal_points.services import assigning, search_table
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from recommendations.models import Cluster, Part, Recommendation
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
)

Role = Assignment.Role


@pytest.fixture
def recommendation(db):
    return RecommendationFactory()


def test_assign_makes_the_institution_findable(recommendation, institution, secretariat):
    made = assigning.assign(
        institution=institution, role=Role.LEAD, recommendation=recommendation, by=secretariat
    )

    row = SearchRow.objects.get(recommendation=recommendation)
    assert (made.state, row.lead, row.institutions) == ("assigned", institution.pk, [institution.pk])
    assert search_table.drift() == 0


def test_a_second_click_makes_no_second_assignment(recommendation, institution, secretariat):
    first = assigning.assign(
        institution=institution, role="lead", recommendation=recommendation, by=secretariat
    )

    again = assigning.assign(
        institution=institution, role="lead", recommendation=recommendation, by=secretariat
    )

    assert again == first
    assert Assignment.objects.count() == 1


def test_assign_refuses_a_second_lead(recommendation, institution, another_institution, secretariat):
    assigning.assign(institution=institution, role="lead", recommendation=recommendation, by=secretariat)

    with pytest.raises(NotNow, match="leads already"):
        assigning.assign(
            institution=another_institution, role="lead", recommendation=recommendation, by=secretariat
        )


def test_assign_refuses_what_is_addressed_to_another_state(institution, secretariat):
    theirs = RecommendationFactory(is_home=False, country=CountryFactory(iso3="XAB"))

    with pytest.raises(NotNow):
        assigning.assign(institution=institution, role="lead", recommendation=theirs, by=secretariat)


def test_the_database_too_refuses_work_on_another_states_recommendation(institution):
    theirs = RecommendationFactory(is_home=False, country=CountryFactory(iso3="XAB"))

    with pytest.raises(IntegrityError, match="home State"), transaction.atomic():
        AssignmentFactory(institution=institution, recommendation=theirs)


def test_assign_is_the_secretariats_alone(recommendation, institution, owner, administrator, nhri):
    for person in (owner, administrator, nhri):
        with pytest.raises(PermissionDenied):
            assigning.assign(institution=institution, role="lead", recommendation=recommendation, by=person)


def test_parts_have_leads_of_their_own(recommendation, institution, another_institution, secretariat):
    parts = [
        Part.objects.create(
            recommendation=recommendation, label=label, position=n, starts=n, ends=n + 1, quoted="x"
        )
        for n, label in enumerate("ab")
    ]
    for part, body in zip(parts, [institution, another_institution], strict=True):
        assigning.assign(
            institution=body, role="lead", recommendation=recommendation, part=part, by=secretariat
        )

    assert Assignment.objects.leading().count() == 2


def test_a_cluster_has_one_coordinator(institution, another_institution, secretariat):
    cluster = Cluster.objects.create(code="shelters")
    assigning.assign(institution=institution, role="lead", cluster=cluster, by=secretariat)

    with pytest.raises(NotNow):
        assigning.assign(institution=another_institution, role="lead", cluster=cluster, by=secretariat)


def test_assign_many_skips_those_that_have_a_lead_and_lists_them(
    institution, another_institution, secretariat
):
    led, free = RecommendationFactory(), RecommendationFactory()
    AssignmentFactory(recommendation=led, institution=another_institution)

    operation = assigning.assign_many(
        recommendations=[led, free], lead=institution, due_on=date(2027, 1, 1), by=secretariat
    )

    assert operation.size == 1
    assert [one["what"] for one in operation.skipped] == [str(led)]
    assert Assignment.objects.get(recommendation=free).due_on == date(2027, 1, 1)


def test_assign_many_costs_the_same_however_many(institution, another_institution, secretariat):
    document = DocumentFactory()
    few = [RecommendationFactory(document=document) for _ in range(3)]
    many = [RecommendationFactory(document=document) for _ in range(300)]
    spent = []
    for chosen in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assigning.assign_many(
                recommendations=chosen, lead=institution, supporting=[another_institution], by=secretariat
            )
        spent.append(len(queries))

    assert Assignment.objects.count() == 606
    assert spent[1] - spent[0] <= 3
    assert search_table.drift() == 0


def test_undo_takes_all_back_but_what_was_touched_since(institution, owner, secretariat):
    chosen = [RecommendationFactory() for _ in range(5)]
    led = AssignmentFactory(recommendation=RecommendationFactory())
    search_table.refresh(None)
    operation = assigning.assign_many(
        recommendations=[*chosen, led.recommendation], lead=institution, by=secretariat
    )
    accepted, written_on = Assignment.objects.exclude(pk=led.pk).order_by("pk")[:2]
    with history.recorded(by=owner, action="assignment.accept"):
        Assignment.objects.filter(pk=accepted.pk).update(state="accepted", version=2)
        StatusUpdateFactory(assignment=written_on, author=owner)

    undone = assigning.undo(operation=operation, by=secretariat)

    assert set(Assignment.objects.all()) == {led, accepted, written_on}
    assert (len(undone.skipped), len(undone.kept)) == (1, 2)
    assert search_table.drift() == 0
    with pytest.raises(NotNow):
        assigning.undo(operation=operation, by=secretariat)


def test_a_bulk_assignment_tells_each_person_once(
    institution, owner, secretariat, django_capture_on_commit_callbacks
):
    chosen = [RecommendationFactory() for _ in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        operation = assigning.assign_many(recommendations=chosen, lead=institution, by=secretariat)
    with django_capture_on_commit_callbacks(execute=True):
        assigning.undo(operation=operation, by=secretariat)

    told = list(owner.notices.order_by("pk").values_list("text", flat=True))
    assert [text.split()[0] for text in told] == ["3", "The"]


def test_withdraw_needs_a_reason_and_closes_the_draft(draft, secretariat):
    with pytest.raises(Invalid):
        assigning.withdraw(assignment=draft.assignment, because=" ", by=secretariat)

    assigning.withdraw(assignment=draft.assignment, because="Moved to the courts.", by=secretariat)

    draft.refresh_from_db()
    assert (draft.state, draft.withdrawn_because) == ("withdrawn", "Moved to the courts.")
    assert not Assignment.objects.current().exists()


def test_withdraw_waits_for_an_update_that_waits(draft, owner, secretariat):
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted", submitted_by=owner, submitted_at="2026-01-01T00:00Z"
    )

    with pytest.raises(NotNow):
        assigning.withdraw(assignment=draft.assignment, because="Moved.", by=secretariat)


def test_move_due_shows_what_somebody_else_set(assignment, secretariat):
    Assignment.objects.filter(pk=assignment.pk).update(due_on="2027-01-01", version=2)

    with pytest.raises(StaleEdit):
        assigning.move_due(assignment=assignment, due_on=date(2027, 6, 1), version=1, by=secretariat)


def test_a_closed_institution_gets_nothing(recommendation, secretariat):
    closed = InstitutionFactory(closed_on="2020-01-01")

    with pytest.raises(Invalid):
        assigning.assign_many(recommendations=Recommendation.objects.all(), lead=closed, by=secretariat)


@pytest.mark.parametrize(
    "broken",
    [
        {"recommendation": None, "cluster": None},
        {"institution_again": True},
        {"second_lead": True},
    ],
)
def test_the_database_refuses_assignments_that_make_no_sense(assignment, another_institution, broken):
    fields = {
        "institution": another_institution,
        "recommendation": assignment.recommendation,
        "role": "supporting",
    }
    if broken.pop("institution_again", False):
        fields["institution"] = assignment.institution
    if broken.pop("second_lead", False):
        fields["role"] = "lead"

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**(fields | broken))
