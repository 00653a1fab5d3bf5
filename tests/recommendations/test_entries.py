"""What is entered by hand, corrected, tagged, divided and grouped."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from focal_points.models import SearchRow
from focal_points.services import search_table
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from recommendations.models import Part, Recommendation, RecommendationTag, RecommendationText, Tag
from recommendations.services import corrections, documents, entries, follow_up, grades, parts
from recommendations.uhri.paragraph_order import order_of
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    MechanismFactory,
    RecommendationFactory,
)


@pytest.fixture
def document(secretariat):
    CountryFactory()
    return documents.add_document(
        mechanism=MechanismFactory(code="court", kind="court"),
        kind="judgment",
        symbol="case 12/2020",
        title="A v. Halvora",
        adopted_on=date(2024, 5, 1),
        by=secretariat,
    )


def test_a_judgment_and_its_orders(document, secretariat):
    order = entries.add_recommendation(
        document=document,
        text=" Pay the damages. ",
        language="en",
        paragraph="9 (b)",
        kind="order",
        by=secretariat,
    )

    assert document.symbol == "CASE 12/2020"
    assert (order.is_home, order.paragraph_order) == (True, [9, 2])
    assert order.original.text == "Pay the damages."
    assert SearchRow.objects.get(recommendation=order).year == 2024
    with pytest.raises(Invalid):
        entries.add_recommendation(
            document=document, text="Again.", language="en", paragraph="9 (b)", by=secretariat
        )


def test_a_document_is_entered_once(document, secretariat, owner):
    with pytest.raises(Invalid):
        documents.add_document(
            mechanism=document.mechanism, kind="judgment", symbol="Case 12/2020", title="B", by=secretariat
        )
    with pytest.raises(PermissionDenied):
        documents.add_document(mechanism=document.mechanism, kind="judgment", title="B", by=owner)


def test_describing_a_document_moves_its_recommendations(document, secretariat):
    order = entries.add_recommendation(document=document, text="Pay.", language="en", by=secretariat)
    documents.describe_document(document=document, adopted_on=date(2023, 1, 1), by=secretariat)

    assert SearchRow.objects.get(recommendation=order).year == 2023


def test_paragraphs_stand_in_the_order_of_reading():
    paragraphs = ["10", "9 (b)", "9 (a)", "9", "118.42", "118.5"]

    assert sorted(paragraphs, key=order_of) == ["9", "9 (a)", "9 (b)", "10", "118.5", "118.42"]


def test_a_followup_mark_and_a_grade(secretariat):
    recommendation = RecommendationFactory()
    follow_up.mark(recommendation=recommendation, due_on=date(2027, 4, 30), by=secretariat)
    for grade in ("B", "C"):
        grades.give(
            recommendation=recommendation,
            scale="ccpr",
            grade=grade,
            given_on=date(2026, 1, 1),
            by=secretariat,
        )

    assert (recommendation.is_followup, recommendation.followup_due_on) == (True, date(2027, 4, 30))
    assert recommendation.grades.get().grade == "C"


def test_a_correction_stands_beside_the_sources_text(secretariat):
    recommendation = RecommendationFactory(text="Open shelter in evry province.")
    corrections.correct_text(
        recommendation=recommendation, language="en", text="Open shelters in every province.", by=secretariat
    )

    assert recommendation.texts.get(origin="uhri").text == "Open shelter in evry province."
    assert Recommendation.objects.get().original.text == "Open shelters in every province."
    corrections.correct_text(recommendation=recommendation, language="en", text="", by=secretariat)
    assert recommendation.texts.count() == 1


def test_two_people_writing_plain_words_see_each_other(secretariat, secretariat2):
    recommendation = RecommendationFactory()
    corrections.write_plain(
        recommendation=recommendation, language="en", text="Open shelters.", by=secretariat, seen=""
    )

    with pytest.raises(StaleEdit) as stale:
        corrections.write_plain(
            recommendation=recommendation, language="en", text="Houses for women.", by=secretariat2, seen=""
        )
    assert stale.value.current.text == "Open shelters."


def test_a_translation_does_not_take_the_sources_place(secretariat):
    recommendation = RecommendationFactory()
    with pytest.raises(Invalid):
        corrections.add_translation(
            recommendation=recommendation, language="en", text="Mine.", by=secretariat
        )
    corrections.add_translation(recommendation=recommendation, language="fr", text="Ouvrir.", by=secretariat)
    assert recommendation.texts.get(language="fr").origin == RecommendationText.Origin.TRANSLATION


def test_only_the_houses_own_tags_are_taken_away(secretariat):
    recommendation, tag = RecommendationFactory(), Tag.objects.create(kind="theme", code="housing")
    RecommendationTag.objects.create(recommendation=recommendation, tag=tag)
    corrections.tag(recommendation=recommendation, tag=tag, by=secretariat)
    corrections.untag(recommendation=recommendation, tag=tag, by=secretariat)

    assert recommendation.tags.get().origin == "uhri"


TEXT = "The State should: (a) Open shelters; (b) Train staff; (c) Collect data."


def wanted(recommendation):
    return [
        {"label": span.letter, "title": "", "starts": span.start, "ends": span.end}
        for span in parts.propose(recommendation)
    ]


@pytest.fixture
def lettered(db):
    return RecommendationFactory(text=TEXT)


def test_dividing_keeps_the_words_of_each_part(lettered, secretariat):
    made = parts.divide(recommendation=lettered, parts=wanted(lettered), by=secretariat)

    assert [(part.label, part.quoted) for part in made] == [
        ("a", "(a) Open shelters;"),
        ("b", "(b) Train staff;"),
        ("c", "(c) Collect data."),
    ]


def test_dividing_anew_keeps_a_part_and_what_rests_on_it(lettered, institution, secretariat):
    first = parts.divide(recommendation=lettered, parts=wanted(lettered), by=secretariat)
    AssignmentFactory(recommendation=lettered, part=first[0], institution=institution)
    fewer = [part | {"title": "Shelters"} for part in wanted(lettered)[:2]]

    again = parts.divide(recommendation=lettered, parts=fewer, by=secretariat)

    assert [part.pk for part in again] == [part.pk for part in first[:2]]
    assert again[0].title == "Shelters"
    with pytest.raises(NotNow):
        parts.undivide(recommendation=lettered, by=secretariat)


def test_a_division_is_taken_back_while_nothing_rests_on_it(lettered, secretariat):
    parts.divide(recommendation=lettered, parts=wanted(lettered), by=secretariat)
    parts.undivide(recommendation=lettered, by=secretariat)

    assert parts.current(lettered) == []
    parts.divide(recommendation=lettered, parts=wanted(lettered), by=secretariat)
    assert Part.objects.count() == 6
    assert search_table.drift() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[:1],
        lambda rows: [row | {"label": "a"} for row in rows],
        lambda rows: [row | {"starts": 0} for row in rows],
        lambda rows: [*rows[:-1], rows[-1] | {"ends": 900}],
    ],
)
def test_parts_that_do_not_fit_are_refused(lettered, secretariat, spoil):
    with pytest.raises(Invalid):
        parts.divide(recommendation=lettered, parts=spoil(wanted(lettered)), by=secretariat)


@pytest.mark.parametrize("fields", [{"ends": 0}, {"label": ""}])
def test_the_database_refuses_a_part_that_is_none(lettered, fields):
    values = {"recommendation": lettered, "label": "a", "position": 1, "starts": 0, "ends": 4, "quoted": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.create(**(values | fields))
