"""Suggestions on the pages: beside the work, for a selection, and the page about them."""

import pytest

from focal_points.models import Assignment, NationalNeed, SearchRow, Suggestion
from focal_points.services import search_table, suggestion_switch
from focal_points.suggestion_lines import marked
from nmrf.base.models import Operation
from recommendations.models import RecommendationTag, Tag, TagExclusion
from tests.factories import InstitutionFactory, RecommendationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(role="secretariat")


@pytest.fixture
def keeper(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def health():
    return InstitutionFactory(name="Ministry of Health")


@pytest.fixture
def suggested(health):
    """Three recommendations for which the same lead is suggested, with an example as the reason."""
    example = RecommendationFactory(text="Open a clinic on every island.")
    rows = []
    for nth in range(3):
        one = RecommendationFactory(text=f"Open clinics in {nth} valleys.")
        rows.append(
            Suggestion.objects.create(
                recommendation=one,
                kind="lead",
                institution=health,
                strength="likely",
                score=1 - nth / 10,
                reasons=[{"recommendation": example.pk, "words": ["clinic"]}],
            )
        )
    search_table.refresh(None)
    return rows


def work(row):
    return f"/work/recommendations/{row.recommendation.public_id}/"


def test_the_working_page_shows_the_suggestion_with_its_reason_marked(keeper, suggested):
    text = keeper.get(work(suggested[0])).content.decode()

    assert "Ministry of Health" in text
    assert "likely" in text
    assert "<mark>clinic</mark>" in text


def test_the_desk_shows_the_suggested_lead_beside_each_line(keeper, suggested, django_assert_max_num_queries):
    keeper.get("/work/desk/unassigned/")

    with django_assert_max_num_queries(60):
        text = keeper.get("/work/desk/unassigned/").content.decode()

    assert text.count("Suggested lead: Ministry of Health") == 3


def test_one_is_taken_and_one_refused_from_the_page(keeper, suggested, health):
    keeper.post(f"/work/suggestions/{suggested[0].pk}/take/", {"back": "/work/desk/unassigned/"})
    keeper.post(f"/work/suggestions/{suggested[1].pk}/refuse/")

    assert Assignment.objects.get().institution == health
    assert Suggestion.objects.get(pk=suggested[1].pk).state == "refused"
    text = keeper.get(work(suggested[1])).content.decode()
    assert "suggest again" in text
    keeper.post(f"/work/suggestions/{suggested[1].pk}/reopen/")
    assert Suggestion.objects.get(pk=suggested[1].pk).state == "open"


def test_nobody_is_sent_away_from_this_house(keeper, suggested):
    answer = keeper.post(f"/work/suggestions/{suggested[0].pk}/refuse/", {"back": "//elsewhere.example/"})

    assert answer["Location"] == work(suggested[0])


def test_a_selection_is_taken_as_one_operation_and_a_stale_page_is_refused(keeper, suggested, health):
    address = "/work/recommendations/suggestions/?scope=all"
    page = keeper.get(address)
    group = page.context["groups"][0]
    assert (group.count, group.target, group.is_likely) == (3, health, True)

    assert keeper.post(address, {"do": "take"}).status_code == 422
    stale = keeper.post(address, {"do": "take", "group": [f"lead:{health.pk}:likely:2"]})
    assert stale.status_code == 409
    assert not Assignment.objects.exists()

    answer = keeper.post(address, {"do": "take", "group": [group.key]}, follow=True)

    assert Assignment.objects.count() == 3
    operation = Operation.objects.get()
    assert operation.size == 3
    assert operation.label in answer.content.decode()
    keeper.post(f"/work/operations/{operation.pk}/undo/")
    assert not Assignment.objects.exists()
    assert Suggestion.objects.open().count() == 3


def test_a_selection_is_refused_for_good(keeper, suggested):
    address = "/work/recommendations/suggestions/?scope=all"
    key = keeper.get(address).context["groups"][0].key

    keeper.post(address, {"do": "refuse", "group": [key]})

    assert Suggestion.objects.filter(state="refused").count() == 3


def test_the_page_of_a_selection_costs_the_same_however_long(keeper, suggested, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = "/work/recommendations/suggestions/?scope=all"
    keeper.get(address)
    with CaptureQueriesContext(connection) as few:
        keeper.get(address)
    tag = Tag.objects.create(kind="theme", code="t")
    for row in suggested:
        for strength in ("likely",):
            Suggestion.objects.create(
                recommendation=row.recommendation, kind="theme", tag=tag, strength=strength
            )
    with CaptureQueriesContext(connection) as many:
        keeper.get(address)

    assert len(many) <= len(few) + 2


def test_hidden_or_switched_off_nothing_is_shown(keeper, person, suggested):
    keeper.post("/work/suggestions/hide/", {"off": "1"})
    assert "Ministry of Health" not in keeper.get(work(suggested[0])).content.decode().split("Assign")[0]
    assert "Suggested lead" not in keeper.get("/work/desk/unassigned/").content.decode()

    keeper.post("/work/suggestions/hide/", {"off": "0"})
    assert "Suggested lead" in keeper.get("/work/desk/unassigned/").content.decode()

    suggestion_switch.switch_house(is_off=True, by=person)
    assert "Suggested lead" not in keeper.get("/work/desk/unassigned/").content.decode()
    assert "switched off" in keeper.get("/work/suggestions/").content.decode()


def test_the_page_about_them_asks_a_worker_to_look(keeper, suggested):
    keeper.post("/work/suggestions/find/")

    page = keeper.get("/work/suggestions/")
    assert page.context["job"].state == "queued"
    assert next(kind for kind in page.context["kinds"] if kind.open).open == 3


def test_needs_are_marked_and_narrow_lists(keeper, suggested):
    one = suggested[0].recommendation
    keeper.post(work(suggested[0]) + "needs/", {"needs-kinds": ["law"]})
    assert SearchRow.objects.get(pk=one.pk).needs == ["law"]

    page = keeper.get("/work/recommendations/?need=law")
    assert [line[0].pk for line in page.context["lines"]] == [one.pk]
    assert "a law" in keeper.get(f"/recommendations/{one.public_id}/").content.decode()

    keeper.post(work(suggested[0]) + "needs/", {})
    assert not NationalNeed.objects.exists()


def test_needs_of_a_selection_are_one_operation(keeper, suggested):
    address = "/work/recommendations/needs/?scope=all"
    count = keeper.get(address).context["count"]

    keeper.post(address, {"need": "budget", "count": count})

    assert NationalNeed.objects.filter(kind="budget").count() == count
    operation = Operation.objects.get()
    keeper.post(f"/work/operations/{operation.pk}/undo/")
    assert not NationalNeed.objects.exists()
    assert SearchRow.objects.exclude(needs=[]).count() == 0


def test_tags_of_a_selection_are_put_on_and_set_aside(keeper, suggested):
    tag = Tag.objects.create(kind="right", code="health-right")
    address = "/work/recommendations/tags/?scope=all"
    count = keeper.get(address).context["count"]

    keeper.post(address, {"act": "add", "tag": tag.pk, "count": count})

    assert RecommendationTag.objects.filter(tag=tag, origin="national").count() == count
    assert keeper.get("/work/recommendations/?right=health-right").context["page"].paginator.count == count
    keeper.post(address, {"act": "exclude", "tag": tag.pk, "count": count})
    assert keeper.get("/work/recommendations/?right=health-right").context["page"].paginator.count == 0


def test_a_tag_of_the_source_is_set_aside_on_the_working_page(keeper, suggested):
    tag = Tag.objects.create(kind="theme", code="reservations")
    one = suggested[0].recommendation
    RecommendationTag.objects.create(recommendation=one, tag=tag)

    keeper.post(work(suggested[0]) + "exclude/", {"exclude-key": tag.pk})
    assert TagExclusion.objects.filter(recommendation=one, tag=tag).exists()
    assert "reservations" not in keeper.get(f"/recommendations/{one.public_id}/").content.decode()

    keeper.post(work(suggested[0]) + "include/", {"include-key": tag.pk})
    assert not TagExclusion.objects.exists()


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Open a Clinic, now.", {"clinic"}, ["Clinic"]),
        ("Ouvrir des écoles", {"ecoles"}, ["écoles"]),
        ("修订刑法", {"刑法"}, ["刑法"]),
        ("No word of it", {"clinic"}, []),
    ],
)
def test_shared_words_are_marked_as_they_are_written(text, words, found):
    pieces = marked(text, frozenset(words))

    assert [piece for piece, is_shared in pieces if is_shared] == found
    assert "".join(piece for piece, _is_shared in pieces) == text
