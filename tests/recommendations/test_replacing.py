"""One recommendation takes the place of another: the national work goes along, and comes back when undone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from focal_points import undoing
from focal_points.models import Assignment, ImplementationStatus, StatusUpdate
from focal_points.services import search_table
from nmrf.base.errors import NotNow
from recommendations.models import (
    ClusterMembership,
    ImportConflict,
    MechanismGrade,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    Replacement,
)
from recommendations.services import replacing
from reporting.models import ReportParagraph, ReportSource
from tests.breaking.rows import DAY, make
from tests.factories import AssignmentFactory, RecommendationFactory, StatusUpdateFactory, UserFactory


@pytest.fixture
def pair(secretariat: Any, institution: Any, owner: Any) -> tuple[Recommendation, Recommendation]:
    """An old one with all kinds of work on it, and a new one without."""
    old, new = RecommendationFactory(), RecommendationFactory()
    part = make(Part, recommendation=old)
    assignment = AssignmentFactory(institution=institution, recommendation=old)
    AssignmentFactory(recommendation=old, part=part, role="supporting")
    StatusUpdateFactory(assignment=assignment, author=owner)
    ImplementationStatus.objects.create(
        recommendation=old, status="in_progress", effective_on=DAY, verified_by=secretariat
    )
    make(ClusterMembership, recommendation=old)
    make(MechanismGrade, recommendation=old)
    make(RecommendationTag, recommendation=old, origin="national")
    RecommendationText.objects.create(recommendation=old, language="en", origin="plain", text="Simply.")
    Recommendation.objects.filter(pk=old.pk).update(title="Shelters", is_followup=True, followup_due_on=DAY)
    search_table.refresh([old.pk, new.pk])
    return old, new


def everything_of(row: Recommendation) -> dict[str, Any]:
    row.refresh_from_db()
    return {
        "assignments": sorted(row.assignments.values_list("pk", "part", "role", "state")),
        "updates": sorted(
            StatusUpdate.objects.filter(assignment__recommendation=row).values_list("pk", flat=True)
        ),
        "statuses": sorted(row.statuses.values_list("pk", flat=True)),
        "clusters": sorted(row.memberships.values_list("pk", flat=True)),
        "grades": sorted(row.grades.values_list("pk", flat=True)),
        "parts": sorted(row.parts.values_list("pk", flat=True)),
        "texts": sorted(row.texts.values_list("origin", "text")),
        "tags": sorted(row.tags.values_list("pk", "origin")),
        "title": row.title,
        "followup": (row.is_followup, row.followup_due_on),
        "replaced_by": row.replaced_by_id,
    }


def test_all_national_work_is_carried_over_and_the_search_table_follows(pair, secretariat):
    old, new = pair
    before = everything_of(old)

    operation = replacing.replace(old=old, new=new, by=secretariat)

    after = everything_of(new)
    for kind in ("assignments", "updates", "statuses", "clusters", "grades", "parts", "tags"):
        assert after[kind] == before[kind], kind
    assert ("plain", "Simply.") in after["texts"]
    assert (after["title"], after["followup"]) == ("Shelters", (True, DAY))
    old.refresh_from_db()
    assert old.replaced_by == new
    assert (operation.size, operation.skipped) == (1, [])
    assert new.search_row.lead == new.assignments.leading().get(part=None).institution_id
    assert search_table.drift() == 0
    assert new in Recommendation.objects.counted()
    assert old not in Recommendation.objects.counted()


def test_undone_from_its_operation_everything_is_back_where_it_was(pair, secretariat):
    old, new = pair
    before = everything_of(old), everything_of(new)

    operation = replacing.replace(old=old, new=new, by=secretariat)
    undone = undoing.undo(operation=operation, by=secretariat)

    assert undone.kept == []
    assert (everything_of(old), everything_of(new)) == before
    assert search_table.drift() == 0


def test_where_another_leads_already_the_lead_is_carried_over_as_supporting(pair, secretariat):
    old, new = pair
    standing = AssignmentFactory(recommendation=new)

    operation = replacing.replace(old=old, new=new, by=secretariat)

    assert Assignment.objects.current().leading().get(recommendation=new, part=None) == standing
    assert new.assignments.filter(part=None, role="supporting").count() == 1
    assert any("supporting" in row["why"] for row in operation.skipped)


def test_the_updates_of_an_institution_that_has_both_come_together(pair, secretariat, institution):
    old, new = pair
    standing = AssignmentFactory(recommendation=new, institution=institution)

    replacing.replace(old=old, new=new, by=secretariat)

    assert standing.updates.count() == 1


def test_a_correction_of_other_words_is_carried_over_and_asked_about(secretariat):
    run = make(ImportConflict).run
    old, new = RecommendationFactory(text=False), RecommendationFactory(text=False)
    for row, words in ((old, "Open shelters."), (new, "Open many shelters.")):
        row.texts.create(language="en", origin="uhri", text=words, is_original=True, run=run)
    old.texts.create(language="en", origin="correction", text="Open shelters in all provinces.")

    replacing.replace(old=old, new=new, by=secretariat)

    conflict = ImportConflict.objects.get(recommendation=new)
    assert (conflict.before, conflict.now, conflict.ours) == (
        "Open shelters.",
        "Open many shelters.",
        "Open shelters in all provinces.",
    )
    assert new.texts.get(origin="correction").text == "Open shelters in all provinces."


def test_what_is_replaced_or_withdrawn_already_is_refused_and_nothing_moves(pair, secretariat):
    old, new = pair
    replacing.replace(old=old, new=new, by=secretariat)

    with pytest.raises(NotNow):
        replacing.replace(old=old, new=RecommendationFactory(), by=secretariat)
    with pytest.raises(NotNow):
        replacing.replace(old=new, new=new, by=secretariat)


def test_proposals_are_confirmed_together_refused_once_and_asked_no_more(secretariat):
    proposals = [make(Replacement) for _number in range(3)]

    operation = replacing.confirm(proposals=proposals[:2], by=secretariat)
    assert replacing.refuse(proposals=proposals[2:], by=secretariat) == 1

    assert operation.size == 2
    assert not Replacement.objects.waiting().exists()
    with pytest.raises(NotNow):
        replacing.confirm(proposals=proposals, by=secretariat)
    undoing.undo(operation=operation, by=secretariat)
    assert set(Replacement.objects.waiting()) == set(proposals[:2])


def test_a_document_of_which_nothing_is_left_is_replaced_itself(secretariat):
    old, new = RecommendationFactory(), RecommendationFactory()
    replacing.replace(old=old, new=new, by=secretariat)

    old.document.refresh_from_db()
    assert old.document.replaced_by == new.document


def test_only_the_secretariat_replaces(administrator):
    with pytest.raises(PermissionDenied):
        replacing.replace(old=RecommendationFactory(), new=RecommendationFactory(), by=administrator)
    with pytest.raises(PermissionDenied):
        replacing.confirm(proposals=[make(Replacement)], by=UserFactory())


def test_what_draft_reports_cite_goes_along_unless_the_report_has_both(pair, secretariat):
    old, new = pair
    alone = make(ReportParagraph, kind="recommendation", recommendation=old)
    source = make(ReportSource, paragraph=alone, recommendation=old)
    doubled = make(ReportParagraph, kind="recommendation", recommendation=old)
    beside = {"report": doubled.report, "section": doubled.section, "number": doubled.number + 1}
    make(ReportParagraph, kind="recommendation", recommendation=new, **beside)

    def cited() -> list[Any]:
        rows = (alone, source, doubled)
        return [type(row)._base_manager.get(pk=row.pk).recommendation_id for row in rows]

    operation = replacing.replace(old=old, new=new, by=secretariat)

    assert cited() == [new.pk, new.pk, old.pk]
    assert [left["what"] for left in operation.skipped if "paragraph" in left["what"]]
    undoing.undo(operation=operation, by=secretariat)
    assert cited() == [old.pk, old.pk, old.pk]
