"""What a draft says, and what can never be in one."""

from collections import Counter

import pytest
from django.utils import translation

from focal_points.models import ImplementationStatus
from nmrf.base.errors import HouseError
from recommendations.models import Mechanism, Recommendation
from reporting.rendering.draft import Draft, Kind, Paragraph
from reporting.services.report_compiling import compile_report
from tests.factories import DocumentFactory, MechanismFactory
from tests.reporting.report_scene import ask, days_ago, treaty_scene


@pytest.fixture
def scene(db):
    return treaty_scene()


def body(draft: Draft) -> list[Paragraph]:
    return [paragraph for section in draft.sections for paragraph in section.paragraphs]


def everything_said(draft: Draft) -> str:
    """All text of a draft, the annex and the notes too."""
    said = [draft.title, draft.subtitle, draft.counts_sentence, *draft.warnings]
    for paragraph in body(draft):
        said += [paragraph.label, paragraph.text, *(note.text for note in paragraph.notes)]
    for table in [draft.matrix, *(t for s in draft.sections for t in s.tables)]:
        said += [cell.text for row in table.rows for cell in row]
    return "\n".join(said)


def section_of(draft: Draft, recommendation: Recommendation) -> str:
    return next(
        section.key
        for section in draft.sections
        for paragraph in section.paragraphs
        if paragraph.recommendation_id == recommendation.pk and paragraph.kind is Kind.RECOMMENDATION
    )


def test_every_recommendation_since_the_last_outcome_appears_exactly_once(scene):
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    requests = Counter(p.recommendation_id for p in body(draft) if p.kind is Kind.RECOMMENDATION)
    names = ("answered", "silent", "unplaced", "french", "hidden")
    assert requests == {scene[name].pk: 1 for name in names}
    assert draft.total == len(names) == len(draft.matrix.rows)


def test_a_recommendation_goes_where_its_themes_belong_and_else_to_be_placed(scene):
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    assert section_of(draft, scene["answered"]) == "5"
    assert section_of(draft, scene["french"]) == "10"
    assert section_of(draft, scene["unplaced"]) == "to-be-placed"


def test_nothing_unverified_or_internal_is_ever_in_a_draft(scene):
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    said = everything_said(draft)
    assert "Two shelters opened." in said
    assert "Budget law, chapter 31" in said
    for hidden in ("Not verified at all.", "Verified but internal.", "Confidential minutes"):
        assert hidden not in said
    status = next(p.status for p in body(draft) if p.recommendation_id == scene["hidden"].pk)
    assert status == "na"
    assert ImplementationStatus.objects.filter(recommendation=scene["hidden"]).exists()


def test_each_paragraph_carries_what_it_rests_on(scene):
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    told = next(p for p in body(draft) if p.text == "Two shelters opened.")
    assert [(n.recommendation_id, n.status_update_id) for n in told.notes] == [
        (scene["answered"].pk, scene["verified"].pk)
    ]
    asked = next(p for p in body(draft) if p.text == "Open shelters in every province.")
    assert "CEDAW/C/XAA/CO/6" in asked.notes[0].text
    assert "27 (a)" in asked.notes[0].text
    assert [n.number for p in body(draft) for n in p.notes] == list(
        range(1, 1 + sum(len(p.notes) for p in body(draft)))
    )


def test_a_gap_names_who_told_nothing_and_since_when(scene):
    scene["told"].update(scene["silent"], "Old news.", on=days_ago(500), assignment=None)
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    gaps = {p.recommendation_id: p.text for p in body(draft) if p.kind is Kind.GAP}
    with translation.override("en"):
        from reporting.rendering.words import day

        assert day(days_ago(500)) in gaps[scene["silent"].pk]
        assert day(days_ago(800)) in gaps[scene["unplaced"].pk]
    assert "No institution" in gaps[scene["unplaced"].pk]
    assert scene["answered"].pk not in gaps


def test_what_is_not_in_the_reports_language_is_quoted_marked_and_listed(scene):
    in_english = compile_report(mechanism=scene["mechanism"], language="en")
    in_french = compile_report(mechanism=scene["mechanism"], language="fr")

    quoted = [p for p in body(in_english) if p.is_quoted]
    assert [(p.text, p.language) for p in quoted] == [("Le transport scolaire est gratuit.", "fr")]
    assert "French" in quoted[0].original_mark
    assert in_english.quoted
    assert [cell.text for cell in in_english.quoted.rows[0]] == [
        "French",
        "1",
        str(quoted[0].number),
    ]
    assert "Le transport scolaire est gratuit." in [p.text for p in body(in_french) if not p.is_quoted]
    assert all(p.is_quoted for p in body(in_french) if p.kind is Kind.RECOMMENDATION)


def test_supported_recommendations_stand_before_noted_ones(db):
    upr = MechanismFactory(code="UPR", kind=Mechanism.Kind.UPR)
    report = DocumentFactory(mechanism=upr, symbol="A/HRC/44/X7", adopted_on=days_ago(900), cycle=3)
    noted = ask(report, "118.1", "health", upr_position="noted")
    supported = ask(report, "118.2", "health", upr_position="supported")
    pending = ask(report, "118.3", "health", upr_position="pending")

    draft = compile_report(mechanism=upr, language="en")

    order = [p.recommendation_id for p in body(draft) if p.kind is Kind.RECOMMENDATION]
    assert order == [supported.pk, pending.pk, noted.pk]
    assert draft.word_limit == 10700


def test_all_documents_of_the_last_upr_cycle_count_and_none_of_the_one_before(db):
    upr = MechanismFactory(code="UPR", kind=Mechanism.Kind.UPR)
    before = DocumentFactory(mechanism=upr, symbol="A/HRC/29/X4", adopted_on=days_ago(2600), cycle=2)
    report = DocumentFactory(mechanism=upr, symbol="A/HRC/44/X7", adopted_on=days_ago(900), cycle=3)
    addendum = DocumentFactory(mechanism=upr, symbol="A/HRC/44/X7/ADD.1", adopted_on=days_ago(800), cycle=3)
    ask(before, "110.1", "health")
    kept = {ask(report, "118.1", "health").pk, ask(addendum, "5", "health").pk}

    draft = compile_report(mechanism=upr, language="en")

    assert {p.recommendation_id for p in body(draft) if p.kind is Kind.RECOMMENDATION} == kept


def test_a_mechanism_without_a_guideline_gets_a_general_structure_and_the_draft_says_so(db):
    visit = MechanismFactory(code="SR-VAW", kind=Mechanism.Kind.SPECIAL_PROCEDURE)
    ask(DocumentFactory(mechanism=visit, symbol="A/HRC/38/X7/ADD.1"), "90", "women-violence")

    draft = compile_report(mechanism=visit, language="en")

    assert draft.is_general_structure
    assert draft.word_limit is None
    assert "general structure" in everything_said(draft)


def test_a_mechanism_that_asked_nothing_is_refused(db):
    with pytest.raises(HouseError):
        compile_report(mechanism=MechanismFactory(code="CAT"), language="en")


def test_words_are_counted_against_the_limit_without_notes_and_annexes(scene):
    draft = compile_report(mechanism=scene["mechanism"], language="en")

    longer = scene["told"].update(scene["silent"], "word " * 1000)
    with_more = compile_report(mechanism=scene["mechanism"], language="en")

    assert longer.pk
    assert 900 < with_more.word_count - draft.word_count < 1100
    assert draft.word_limit == 21200


def test_another_states_recommendations_are_not_in_the_draft(scene):
    from tests.factories import CountryFactory, RecommendationFactory

    RecommendationFactory(
        document=scene["newer"], paragraph="99", country=CountryFactory(iso3="XAB"), is_home=False
    )

    assert compile_report(mechanism=scene["mechanism"], language="en").total == 5


@pytest.mark.parametrize("more", [0, 12])
def test_compiling_costs_the_same_number_of_queries_however_much_is_asked(
    scene, more, django_assert_num_queries
):
    for number in range(more):
        made = ask(scene["newer"], f"60 ({number})", "health", text=f"Ask {number}.")
        scene["told"].update(made, "Something was done.", status="in_progress")

    with django_assert_num_queries(QUERIES):
        compile_report(mechanism=scene["mechanism"], language="en")


QUERIES = 23
