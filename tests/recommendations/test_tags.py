"""Vocabularies: unknown labels mapped once for all, entries merged, tags put on and set aside at scale."""

import pytest
from django.core.exceptions import PermissionDenied

from focal_points import undoing
from focal_points.models import SearchRow
from focal_points.services import search_table
from nmrf.base.errors import Invalid, NotNow
from recommendations.models import (
    Addressee,
    Country,
    CountryName,
    Mechanism,
    MechanismName,
    Recommendation,
    RecommendationTag,
    RecommendingState,
    RightArticle,
    RightTheme,
    Tag,
    TagExclusion,
    TagName,
)
from recommendations.services import (
    mechanism_mapping,
    reference,
    retagging,
    state_mapping,
    tag_mapping,
    tags,
)
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.uhri.countries import COUNTRIES
from tests.factories import DocumentFactory, RecommendationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(role="secretariat")


@pytest.fixture(autouse=True)
def _nothing_learned():
    yield
    COUNTRIES.learn({})


def entry(code, name="", **given):
    tag = Tag.objects.create(kind=given.pop("kind", "theme"), code=code, **given)
    TagName.objects.create(tag=tag, language="en", name=name or code.capitalize())
    return tag


def tagged(tag, number=1, origin="uhri"):
    made = [RecommendationFactory() for _n in range(number)]
    RecommendationTag.objects.bulk_create(
        [RecommendationTag(recommendation=one, tag=tag, origin=origin) for one in made]
    )
    search_table.refresh([one.pk for one in made])
    return made


def themes_of(one):
    return SearchRow.objects.get(pk=one.pk).themes


# --- mapping ------------------------------------------------------------------------------------------


def test_a_mapped_label_moves_all_its_uses_and_is_known_to_the_next_import(secretariat):
    old = entry("water-sanitation-hygiene", "Water, sanitation & hygiene", is_unmapped=True)
    water = entry("water", "Safe drinking water & sanitation")
    some = tagged(old, 3)
    RecommendationTag.objects.create(recommendation=some[0], tag=water)

    tag_mapping.merge(tag=old, into=water, by=secretariat)

    assert [themes_of(one) for one in some] == [[water.pk]] * 3
    assert RecommendationTag.objects.filter(recommendation=some[0]).count() == 1
    assert Vocabulary.load().tag_of("theme", "water,  SANITATION & hygiene") == water.pk
    old.refresh_from_db()
    assert (old.merged_into, old.is_unmapped, old.retired_at is None) == (water, False, False)


def test_a_mapping_is_undone_as_a_whole(secretariat):
    old, water = entry("wash", is_unmapped=True), entry("water")
    some = tagged(old, 3)
    both = tagged(old)[0]
    RecommendationTag.objects.create(recommendation=both, tag=water)
    operation = tag_mapping.merge(tag=old, into=water, by=secretariat)

    undone = undoing.undo(operation=operation, by=secretariat)

    assert undone.kept == []
    assert [themes_of(one) for one in some] == [[old.pk]] * 3
    assert sorted(themes_of(both)) == sorted([old.pk, water.pk])
    assert Vocabulary.load().tag_of("theme", "Wash") == old.pk
    old.refresh_from_db()
    assert old.is_unmapped
    assert not TagName.objects.filter(tag=water, is_alias=True).exists()


def test_mapping_costs_the_same_for_hundreds(secretariat, django_assert_max_num_queries):
    old, water = entry("wash"), entry("water")
    tagged(old, 60)

    with django_assert_max_num_queries(40):
        tag_mapping.merge(tag=old, into=water, by=secretariat)

    assert RecommendationTag.objects.filter(tag=water).count() == 60


def test_a_chain_of_mappings_leads_to_the_last(secretariat):
    first, second, third = entry("a"), entry("b"), entry("c")
    tag_mapping.merge(tag=first, into=second, by=secretariat)
    tag_mapping.merge(tag=second, into=third, by=secretariat)

    assert Vocabulary.load().tag_of("theme", "A") == third.pk


def test_what_cannot_be_mapped_is_refused(secretariat):
    above = entry("above")
    under = entry("under", parent=above)
    persons = entry("children", kind="persons")
    for into in (above, under, persons):
        with pytest.raises(Invalid):
            tag_mapping.merge(tag=above, into=into, by=secretariat)
    tag_mapping.merge(tag=under, into=above, by=secretariat)
    with pytest.raises(NotNow):
        tag_mapping.merge(tag=under, into=above, by=secretariat)
    with pytest.raises(PermissionDenied):
        tag_mapping.merge(tag=persons, into=entry("girls", kind="persons"), by=UserFactory())


def test_loading_the_vocabulary_again_does_not_part_what_was_merged(secretariat):
    reference.load()
    wrong, right = (
        Tag.objects.get(kind="theme", code="privacy"),
        Tag.objects.get(kind="theme", code="private-life-privacy"),
    )
    tag_mapping.merge(tag=wrong, into=right, by=secretariat)

    reference.load()

    assert Vocabulary.load().tag_of("theme", "Right to privacy") == right.pk
    assert Tag.objects.get(pk=wrong.pk).merged_into == right


# --- the former codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "label", "code"),
    [
        ("theme", "A12", "ratification"),
        ("theme", "Acceptance of international norms", "ratification"),
        ("theme", "a45", "nhri"),
        ("theme", "D25", "torture"),
        ("theme", "G4", "migrants"),
        ("theme", " Scope of international obligations", "scope-of-obligations"),
        ("persons", "persons with disabilities", "disabilities"),
        ("persons", "Girls", "girls"),
    ],
)
def test_labels_are_known_through_their_renamings(kind, label, code):
    reference.load()

    assert Vocabulary.load().tag_of(kind, label) == Tag.objects.get(kind=kind, code=code).pk


def test_rights_rest_on_articles_and_themes():
    reference.load()

    health = Tag.objects.get(kind="right", code="health")
    assert [str(one) for one in RightArticle.objects.filter(right=health)][:1] == ["ICESCR 12"]
    assert RightTheme.objects.filter(right=health).get().theme.code == "health"
    before = RightArticle.objects.count()
    reference.load()
    assert RightArticle.objects.count() == before


# --- entries ------------------------------------------------------------------------------------------


def test_an_entry_that_moves_takes_its_recommendations_along(secretariat):
    top, leaf = entry("top"), entry("leaf")
    one = tagged(leaf)[0]

    tags.describe(tag=leaf, names={"en": "Leaf"}, aliases=[], parent=top, by=secretariat)

    assert sorted(themes_of(one)) == sorted([top.pk, leaf.pk])


def test_a_name_that_is_given_up_still_matches(secretariat):
    tag = entry("hp", "Housing policy")

    tags.describe(
        tag=tag, names={"en": "Housing", "fr": "Logement"}, aliases=["H1"], parent=None, by=secretariat
    )

    words = Vocabulary.load()
    assert {words.tag_of("theme", label) for label in ("Housing policy", "Housing", "logement", "h1")} == {
        tag.pk
    }


def test_accepting_an_unknown_label_takes_it_off_the_queue(secretariat):
    tag = entry("digital", "Digital inclusion", is_unmapped=True)

    tags.describe(tag=tag, names={"en": "Digital inclusion"}, aliases=[], parent=None, by=secretariat)

    tag.refresh_from_db()
    assert not tag.is_unmapped


def test_nothing_stands_under_itself(secretariat):
    top = entry("top")
    middle = entry("middle", parent=top)
    leaf = entry("leaf", parent=middle)

    with pytest.raises(Invalid):
        tags.describe(tag=top, names={"en": "Top"}, aliases=[], parent=leaf, by=secretariat)


def test_a_retired_entry_is_kept_by_what_carries_it_and_brought_back(secretariat):
    tag = entry("old")
    one = tagged(tag)[0]

    tags.retire(tag=tag, by=secretariat)
    assert themes_of(one) == [tag.pk]
    assert not Tag.objects.in_use().filter(pk=tag.pk).exists()

    tags.bring_back(tag=tag, by=secretariat)
    assert Tag.objects.in_use().filter(pk=tag.pk).exists()


def test_a_right_of_the_house_can_be_added_and_filters_lists(secretariat):
    right = tags.create(kind="right", names={"en": "Right to the forest"}, by=secretariat)
    one = RecommendationFactory()

    retagging.add(recommendations=[one], tag=right, by=secretariat)

    assert right.code == "right-to-the-forest"
    assert SearchRow.objects.get(pk=one.pk).rights == [right.pk]


# --- retagging ----------------------------------------------------------------------------------------


def test_a_tag_is_put_on_hundreds_in_one_act_and_taken_off_again(secretariat, django_assert_max_num_queries):
    tag = entry("housing")
    some = [RecommendationFactory() for _n in range(40)]
    carrying = tagged(tag)[0]

    with django_assert_max_num_queries(20):
        operation = retagging.add(recommendations=[*some, carrying], tag=tag, by=secretariat)

    assert operation.size == 40
    assert len(operation.skipped) == 1
    assert all(themes_of(one) == [tag.pk] for one in some)
    retagging.remove(recommendations=some[:10], tag=tag, by=secretariat)
    assert themes_of(some[0]) == []
    undone = undoing.undo(operation=operation, by=secretariat)
    assert len(undone.kept) == 10
    assert themes_of(some[20]) == []


def test_the_sources_tag_is_not_taken_off_but_set_aside(secretariat):
    reservations = entry("reservations")
    some = tagged(reservations, 3)

    assert retagging.remove(recommendations=some, tag=reservations, by=secretariat).size == 0
    operation = retagging.exclude(recommendations=some, tag=reservations, by=secretariat)

    assert [themes_of(one) for one in some] == [[], [], []]
    assert RecommendationTag.objects.filter(tag=reservations, origin="uhri").count() == 3
    assert search_table.drift() == 0

    undoing.undo(operation=operation, by=secretariat)
    assert [themes_of(one) for one in some] == [[reservations.pk]] * 3
    assert not TagExclusion.objects.exists()


def test_one_tag_is_set_aside_and_counts_again(secretariat):
    tag = entry("reservations")
    one = tagged(tag)[0]

    retagging.set_aside(recommendation=one, tag=tag, by=secretariat)
    retagging.set_aside(recommendation=one, tag=tag, by=secretariat)
    assert themes_of(one) == []

    retagging.let_count(recommendation=one, tag=tag, by=secretariat)
    assert themes_of(one) == [tag.pk]


# --- bodies and States -----------------------------------------------------------------------------------


def test_an_unknown_body_is_mapped_with_its_documents(secretariat):
    known = Mechanism.objects.create(code="SR-water", kind="special-procedure")
    MechanismName.objects.create(mechanism=known, language="en", name="Special Rapporteur on water")
    unknown = Mechanism.objects.create(
        code="sr-wash", kind="special-procedure", uhri_label="SR WASH", is_unmapped=True
    )
    one = RecommendationFactory(document=DocumentFactory(mechanism=unknown))
    search_table.refresh([one.pk])

    operation = mechanism_mapping.merge(mechanism=unknown, into=known, by=secretariat)

    assert SearchRow.objects.get(pk=one.pk).mechanism == known.pk
    assert Vocabulary.load().mechanisms["sr wash"] == known.pk

    undoing.undo(operation=operation, by=secretariat)
    assert SearchRow.objects.get(pk=one.pk).mechanism == unknown.pk
    assert Vocabulary.load().mechanisms["sr wash"] == unknown.pk


def test_an_unknown_body_is_accepted_under_its_name(secretariat):
    unknown = Mechanism.objects.create(code="x", kind="other-un", is_unmapped=True)

    mechanism_mapping.accept(mechanism=unknown, kind="regional", names={"en": "Lake Court"}, by=secretariat)

    unknown.refresh_from_db()
    assert (unknown.kind, unknown.is_unmapped, unknown.name) == ("regional", False, "Lake Court")


def unknown_state(**row):
    return RecommendationFactory(
        source_row={"Text": "Open shelters", **row}, please_look=["unknown_label"], annotation_id=None
    )


def test_an_unknown_name_of_a_state_is_mapped_for_all_records_and_the_next_import(secretariat):
    halvora = Country.objects.create(iso3="XAD")
    one = unknown_state(UprRecommendingCountry=["Kingdom of Halvora-on-Sea", "Peru"])
    two = unknown_state(Countries=["Kingdom of Halvora-on-Sea"])

    waiting = state_mapping.unknown()
    assert [(row.label, row.count) for row in waiting] == [("Kingdom of Halvora-on-Sea", 2)]
    operation = state_mapping.map_label(label=waiting[0].label, country=halvora, by=secretariat)

    assert RecommendingState.objects.filter(recommendation=one, country=halvora).exists()
    assert Addressee.objects.filter(recommendation=two, country=halvora).exists()
    assert state_mapping.unknown() == []
    Vocabulary.load()
    assert COUNTRIES.find("kingdom of halvora on sea") == "XAD"

    undoing.undo(operation=operation, by=secretariat)
    assert not RecommendingState.objects.filter(country=halvora).exists()
    assert not CountryName.objects.filter(name="Kingdom of Halvora-on-Sea").exists()
    assert len(state_mapping.unknown()) == 1


def test_a_name_mapped_to_the_home_state_makes_its_records_its_own(secretariat):
    home = Country.objects.get_or_create(iso3="XAA")[0]
    one = unknown_state(Countries=["The Halvora Isles"])
    Recommendation.objects.filter(pk=one.pk).update(is_home=False)
    one.addressees.all().delete()

    state_mapping.map_label(label="The Halvora Isles", country=home, by=secretariat)

    assert Recommendation.objects.get(pk=one.pk).is_home
