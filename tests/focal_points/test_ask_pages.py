"""Recurring requests on their pages: confirmed, split, refused for good, joined, undone on the spot."""

from typing import Any

import pytest
from django.urls import reverse

from focal_points.services import search_table
from nmrf.base.models import Operation
from recommendations.models import Ask, AskMember, AskPair, Recommendation
from recommendations.services import ask_finding
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db

NPM = "Ratify the Optional Protocol to the Convention against Torture"
SHORT = "Accede to OP-CAT as soon as possible"
SWIFT = "Sign and ratify the Optional Protocol to the Convention against Torture"
WATER = "Build wells in every village of the northern islands"
QUEUE = reverse("asks:list")


@pytest.fixture
def rows() -> list[Recommendation]:
    """Three that ask the same, one that does not; looked at already."""
    made = [RecommendationFactory(text=text) for text in (NPM, SHORT, SWIFT, WATER)]
    look()
    return made


@pytest.fixture
def desk(client: Any, secretariat: Any) -> Any:
    """The secretariat's browser."""
    client.force_login(secretariat)
    return client


def look() -> None:
    search_table.refresh()
    ask_finding.find()


def ids(rows: list[Recommendation]) -> list[str]:
    return [str(row.public_id) for row in rows]


def decide(desk: Any, members: list[Recommendation], keep: list[Recommendation], act: str = "confirm") -> Any:
    data = {"member": ids(members), "keep": ids(keep), "act": act, "page": "1"}
    return desk.post(reverse("asks:decide"), data, follow=True)


def members() -> list[set[int]]:
    """Who makes each standing request."""
    asks = Ask.objects.filter(state=Ask.State.CONFIRMED).order_by("pk")
    return [set(ask.members.values_list("recommendation", flat=True)) for ask in asks]


def test_the_queue_shows_what_asks_the_same_with_shared_words_marked(desk, rows):
    html = desk.get(QUEUE).content.decode()

    assert "3 recommendations seem to ask the same" in html
    assert "<mark>Optional Protocol</mark>" in html
    assert WATER not in html


def test_those_ticked_are_confirmed_the_rest_refused_and_both_undone_from_the_page(desk, rows):
    a, b, c, _water = rows

    page = decide(desk, [a, b, c], keep=[a, b])

    assert members() == [{a.pk, b.pk}]
    refused = AskPair.objects.filter(state="refused").values_list("low", "high")
    assert set(refused) == {(a.pk, c.pk), (b.pk, c.pk)}
    operation = Operation.objects.latest("at")
    assert str(operation.pk) in page.content.decode()
    assert "seem to ask the same" not in desk.get(QUEUE).content.decode()

    desk.post(reverse("focal_points:operation-undo", args=[operation.pk]))
    assert not AskMember.objects.exists()
    assert "3 recommendations seem to ask the same" in desk.get(QUEUE).content.decode()


def test_a_refusal_is_remembered_when_new_ones_are_found(desk, rows):
    a, b, c, _water = rows
    decide(desk, [a, b, c], keep=[], act="refuse")
    assert members() == []

    new = RecommendationFactory(text=NPM + " promptly")
    look()

    waiting = AskPair.objects.waiting().values_list("low", "high")
    assert waiting
    assert all(new.pk in pair for pair in waiting)


def test_a_new_one_is_offered_for_the_request_that_stands_and_taken_in(desk, rows):
    a, b, c, _water = rows
    decide(desk, [a, b, c], keep=[a, b, c])
    new = RecommendationFactory(text=NPM + " promptly")
    look()

    assert "1 more for a request that stands" in desk.get(QUEUE).content.decode()
    decide(desk, [a, b, c, new], keep=[a, b, c, new])

    assert members() == [{a.pk, b.pk, c.pk, new.pk}]
    assert Ask.objects.count() == 1


def test_members_are_split_off_as_a_request_of_their_own(desk, rows):
    a, b, c, water = rows
    decide(desk, [a, b, c, water], keep=[a, b, c, water])
    ask = Ask.objects.get()

    desk.post(reverse("asks:divide", args=[ask.public_id]), {"out": ids([c, water]), "act": "own"})

    assert members() == [{a.pk, b.pk}, {c.pk, water.pk}]


def test_a_request_of_which_one_is_left_is_none_and_says_so(desk, rows):
    a, b, _c, _water = rows
    decide(desk, [a, b], keep=[a, b])
    ask = Ask.objects.get()

    page = desk.post(reverse("asks:divide", args=[ask.public_id]), {"out": ids([b])}, follow=True)

    assert "it is no recurring request any more" in page.content.decode()
    assert members() == []
    assert desk.get(reverse("asks:detail", args=[ask.public_id])).status_code == 404


def test_one_that_was_not_found_is_searched_and_added_by_hand(desk, rows):
    a, b, _c, water = rows
    decide(desk, [a, b], keep=[a, b])
    ask = Ask.objects.get()
    address = reverse("asks:detail", args=[ask.public_id])

    assert str(water.public_id) in desk.get(address, {"q": "wells"}).content.decode()
    desk.post(reverse("asks:join", args=[ask.public_id]), {"add": ids([water])})

    assert members() == [{a.pk, b.pk, water.pk}]


@pytest.mark.parametrize("keep", [0, 1])
def test_fewer_than_two_are_no_request(desk, rows, keep):
    page = decide(desk, rows[:3], keep=rows[:keep])

    assert "two members at least" in page.content.decode() or "Choose" in page.content.decode()
    assert members() == []


def test_the_sure_ones_are_confirmed_in_one_act(desk, rows):
    desk.post(reverse("asks:confirm-above"), {"score": "50"})

    assert members() == [{row.pk for row in rows[:3]}]
    page = desk.post(reverse("asks:confirm-above"), {"score": "50"}, follow=True)
    assert "No group is that alike." in page.content.decode()
    assert desk.post(reverse("asks:confirm-above"), {"score": "7"}).status_code == 422


def test_a_line_of_figures_and_of_documents_counts_asks_beside_recommendations(desk, rows):
    document = rows[0].document
    Recommendation.objects.filter(pk__in=[row.pk for row in rows]).update(document=document)
    decide(desk, rows[:3], keep=rows[:3])
    search_table.refresh()

    for address in (reverse("reporting:figures"), reverse("reporting:document-list")):
        assert "2 distinct asks" in desk.get(address).content.decode()
    (line,) = desk.get("/api/v1/statistics/status/").json()["by_mechanism"]
    assert (line["total"], line["distinct_asks"]) == (4, 2)


def test_whoever_may_not_decide_changes_nothing(client, owner, rows):
    client.force_login(owner)

    assert decide(client, rows[:3], keep=rows[:3]).status_code in (403, 404)
    assert members() == []
