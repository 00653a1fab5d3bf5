"""The pages of the vocabularies: trees, one entry, labels that wait."""

import pytest

from recommendations.models import Mechanism, RecommendationTag, Tag, TagName
from tests.factories import CountryFactory, DocumentFactory, RecommendationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    client.force_login(UserFactory(role="secretariat"))
    return client


def entry(code, **given):
    tag = Tag.objects.create(kind=given.pop("kind", "theme"), code=code, **given)
    TagName.objects.create(tag=tag, language="en", name=code.capitalize())
    return tag


def test_the_tree_counts_what_stands_under_an_entry(keeper, django_assert_max_num_queries):
    top = entry("rights")
    for nth in range(3):
        leaf = entry(f"leaf{nth}", parent=top)
        RecommendationTag.objects.create(recommendation=RecommendationFactory(), tag=leaf)
    keeper.get("/register/tags/")

    with django_assert_max_num_queries(20):
        page = keeper.get("/register/tags/")

    assert page.context["nodes"][0].count == 3
    assert b"Leaf2" in page.content
    assert keeper.get("/register/tags/?kind=nonsense").status_code == 404


def test_what_waits_is_shown_with_how_many_carry_it_and_examples(keeper):
    label = entry("digital", is_unmapped=True)
    RecommendationTag.objects.create(
        recommendation=RecommendationFactory(text="Give everybody a line."), tag=label
    )
    body = Mechanism.objects.create(code="sr-x", kind="special-procedure", is_unmapped=True)
    RecommendationFactory(document=DocumentFactory(mechanism=body))
    RecommendationFactory(source_row={"Countries": ["Atlantis"]}, please_look=["unknown_label"])

    page = keeper.get("/register/tags/waiting/")

    text = page.content.decode()
    assert "Digital" in text
    assert "Give everybody a line" in text
    assert "sr-x" in text
    assert "Atlantis" in text


def test_a_label_is_mapped_from_its_page(keeper):
    label, known = entry("digital", is_unmapped=True), entry("internet")
    RecommendationTag.objects.create(recommendation=RecommendationFactory(), tag=label)

    answer = keeper.post(f"/register/tags/{label.pk}/merge/", {"into": known.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == "/register/tags/waiting/"
    assert RecommendationTag.objects.get().tag == known
    assert "Mapped" in answer.content.decode()
    refused = keeper.post(f"/register/tags/{known.pk}/merge/", {"into": known.pk})
    assert refused.status_code == 422


def test_an_entry_is_named_in_every_language_and_loses_none(keeper):
    tag = entry("water")
    TagName.objects.create(tag=tag, language="zh", name="水")
    TagName.objects.create(tag=tag, language="qu", name="Yaku")

    keeper.post(
        f"/register/tags/{tag.pk}/",
        {
            "name_en": "Water",
            "name_fr": "Eau",
            "name_zh": "水",
            "parent": "",
            "aliases": "E26\nWater & sanitation",
        },
    )

    shown = {row.language: row.name for row in tag.names.filter(is_alias=False)}
    assert shown == {"en": "Water", "fr": "Eau", "zh": "水", "qu": "Yaku"}
    assert set(tag.names.filter(is_alias=True).values_list("name", flat=True)) == {
        "E26",
        "Water & sanitation",
    }


def test_an_entry_without_a_name_is_refused_with_what_was_typed(keeper):
    answer = keeper.post("/register/tags/new/right/", {"aliases": "Old one"})

    assert answer.status_code == 422
    assert "Old one" in answer.content.decode()
    assert keeper.post("/register/tags/new/right/", {"name_fr": "Forêt"}).status_code == 302
    assert Tag.objects.get(kind="right").code == "foret"


def test_a_body_is_accepted_or_mapped_from_its_page(keeper):
    body = Mechanism.objects.create(code="sr-x", kind="special-procedure", is_unmapped=True)
    address = f"/register/tags/waiting/bodies/{body.pk}/"

    assert keeper.post(address, {"do": "accept", "kind": "regional"}).status_code == 422
    assert (
        keeper.post(address, {"do": "accept", "kind": "regional", "name_en": "Lake Court"}).status_code == 302
    )
    body.refresh_from_db()
    assert (body.name, body.is_unmapped) == ("Lake Court", False)


def test_a_state_is_mapped_from_the_queue(keeper):
    home = CountryFactory()
    one = RecommendationFactory(
        source_row={"UprRecommendingCountry": ["Atlantis"]}, please_look=["unknown_label"]
    )

    keeper.post("/register/tags/waiting/states/", {"label": "Atlantis", "country": home.pk})

    assert [row.country for row in one.recommending_states.all()] == [home]
    keeper.post("/register/tags/waiting/states/", {"label": "Nowhere", "country": home.pk})
    assert one.recommending_states.count() == 1
