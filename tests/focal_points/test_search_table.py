"""The search table is in step after each kind of change, and holds nothing but verified public facts."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from focal_points.models import ImplementationStatus, ProposedStatus, SearchRow, StatusUpdate
from focal_points.services import assigning, contests, search_table, verification
from focal_points.services.verification import Decision
from recommendations.models import Part, Tag
from recommendations.services import clusters, corrections, documents, entries, parts
from tests.factories import InstitutionFactory, RecommendationFactory

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture
def recommendation(db):
    made = RecommendationFactory(text="Do this: (a) open shelters; (b) train the police.", paragraph="27")
    search_table.refresh(None)
    return made


def row_of(recommendation):
    return SearchRow.objects.get(pk=recommendation.pk)


def judged(recommendation, secretariat, status, part=None, **fields):
    values = {"effective_on": date(2026, 6, 1), "recorded_at": NOW, "verified_by": secretariat} | fields
    return ImplementationStatus.objects.create(
        recommendation=recommendation, part=part, status=status, **values
    )


def divided(recommendation, *labels):
    return [
        Part.objects.create(
            recommendation=recommendation, label=label, position=n, starts=n, ends=n + 1, quoted="x"
        )
        for n, label in enumerate(labels)
    ]


CHANGES = {
    "text corrected": lambda rec, by: corrections.correct_text(
        recommendation=rec, language="en", text="Open refuges.", by=by
    ),
    "plain wording written": lambda rec, by: corrections.write_plain(
        recommendation=rec, language="en", text="Safe houses everywhere.", by=by
    ),
    "translation added": lambda rec, by: corrections.add_translation(
        recommendation=rec, language="zh", text="确保提供足够的庇护所", by=by
    ),
    "title set": lambda rec, by: entries.set_title(recommendation=rec, title="Shelters", by=by),
    "document described": lambda rec, by: documents.describe_document(
        document=rec.document, adopted_on=date(2019, 3, 1), by=by
    ),
    "divided": lambda rec, by: parts.divide(
        recommendation=rec,
        parts=[
            {"label": "(a)", "title": "", "starts": 9, "ends": 27},
            {"label": "(b)", "title": "", "starts": 28, "ends": 49},
        ],
        by=by,
    ),
    "put into a cluster": lambda rec, by: clusters.add(
        cluster=clusters.create(code="c", texts={"en": {"name": "C", "desired_outcome": ""}}, by=by),
        recommendations=[rec],
        by=by,
    ),
    "assigned": lambda rec, by: assigning.assign(
        institution=InstitutionFactory(), role="lead", recommendation=rec, by=by
    ),
    "tagged": lambda rec, by: corrections.tag(
        recommendation=rec, tag=Tag.objects.create(kind="theme", code="housing"), by=by
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_table_moves_with_each_change_and_does_not_drift(change, recommendation, secretariat):
    before = SearchRow.objects.filter(pk=recommendation.pk).values().get()

    CHANGES[change](recommendation, secretariat)

    after = SearchRow.objects.filter(pk=recommendation.pk).values().get()
    assert search_table.drift() == 0
    assert after != before


def test_a_new_recommendation_is_found_at_once(recommendation, secretariat):
    made = entries.add_recommendation(
        document=recommendation.document, text="Ratify it.", language="en", paragraph="99", by=secretariat
    )

    assert row_of(made).reference_words.endswith("99")
    assert search_table.drift() == 0


def test_check_search_counts_what_was_changed_behind_its_back(recommendation, capsys):
    SearchRow.objects.update(status="implemented")

    call_command("check_search")
    assert capsys.readouterr().out.splitlines()[-1] == "drift=1"

    call_command("check_search", "--repair")
    assert capsys.readouterr().out.splitlines()[-1] == "drift=0"
    assert row_of(recommendation).status == "not_assessed"


def test_refresh_counts_only_rows_that_had_to_change(recommendation):
    assert search_table.refresh(None) == 0
    SearchRow.objects.all().delete()
    assert search_table.refresh([recommendation.pk]) == 1


def test_refresh_costs_the_same_for_one_and_for_thirty(recommendation, django_assert_num_queries):
    thirty = [made.pk for made in RecommendationFactory.create_batch(30)]
    with django_assert_num_queries(4):  # savepoint, Chinese texts, the statement, release
        search_table.refresh([recommendation.pk])
    with django_assert_num_queries(4):
        search_table.refresh(thirty)


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        (["in_progress", "in_progress"], "in_progress"),
        (["implemented", "in_progress"], "partially_implemented"),
        (["partially_implemented", "not_started"], "partially_implemented"),
        (["implemented", "implemented_continuing"], "implemented"),
        (["implemented", None], "partially_implemented"),
        (["in_progress", "not_started"], "not_started"),
        (["in_progress", "not_implemented"], "not_implemented"),
        (["in_progress", None], "in_progress"),
        ([None, None], "not_assessed"),
        (["no_longer_applicable", "implemented"], "implemented"),
        (["no_longer_applicable", "no_longer_applicable"], "no_longer_applicable"),
    ],
)
def test_parts_are_summed_up_as_the_page_on_statuses_says(
    statuses, whole, recommendation, secretariat, secretariat2
):
    for part, status in zip(divided(recommendation, "(a)", "(b)"), statuses, strict=True):
        if status:
            judged(
                recommendation,
                secretariat,
                status,
                part,
                next_review_on=date(2027, 1, 1),
                approved_by=secretariat2,
            )
    search_table.refresh([recommendation.pk])

    assert row_of(recommendation).status == whole
    assert row_of(recommendation).statuses == [status or "not_assessed" for status in statuses]


def test_the_newest_in_force_counts_whenever_it_was_recorded(recommendation, secretariat):
    judged(recommendation, secretariat, "implemented", effective_on=date(2026, 5, 1))
    judged(
        recommendation,
        secretariat,
        "in_progress",
        effective_on=date(2024, 5, 1),
        recorded_at=datetime(2026, 8, 1, tzinfo=UTC),
    )
    search_table.refresh([recommendation.pk])

    row = row_of(recommendation)
    assert (row.status, row.status_on) == ("implemented", date(2026, 5, 1))


def test_a_retracted_status_counts_no_more(recommendation, secretariat):
    judged(
        recommendation, secretariat, "implemented", retracted_at=NOW, retracted_because="Entered by mistake."
    )
    search_table.refresh([recommendation.pk])

    row = row_of(recommendation)
    assert (row.status, row.verified_on) == ("not_assessed", None)


@pytest.mark.parametrize("is_public", [True, False])
def test_an_internal_update_though_verified_moves_nothing_public(draft, owner, secretariat, is_public):
    recommendation = draft.assignment.recommendation
    search_table.refresh(None)
    before = SearchRow.objects.values().get()
    proposal = ProposedStatus.objects.create(
        update=draft, recommendation=recommendation, status="implemented", effective_on=date(2026, 3, 1)
    )
    StatusUpdate.objects.filter(pk=draft.pk).update(
        state="submitted",
        narrative="Two opened.",
        submitted_by=owner,
        submitted_at=NOW,
        is_public=is_public,
    )
    search_table.refresh(None)
    assert SearchRow.objects.values().get() == before

    verification.verify(
        update=StatusUpdate.objects.get(pk=draft.pk),
        version=draft.version,
        by=secretariat,
        decisions=[Decision(proposal, "implemented", date(2026, 3, 1), trend="forward")],
    )

    assert (SearchRow.objects.values().get() == before) is not is_public
    assert search_table.drift() == 0


def test_an_answer_to_an_assignment_moves_nothing_public(assignment, secretariat, owner):
    search_table.refresh(None)
    before = SearchRow.objects.values().get()

    from focal_points.services import answers

    answers.contest(assignment=assignment, version=assignment.version, reason="Not ours.", by=owner)
    assert SearchRow.objects.values().get() == before

    contests.decide(contest=assignment.contests.get(), uphold=False, decision="It is yours.", by=secretariat)
    assert SearchRow.objects.values().get() == before
    assert search_table.drift() == 0
