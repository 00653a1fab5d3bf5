"""“More like this”: by rare words, in the language of the text, public rows alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from focal_points.services import search_table
from focal_points.similar import Words, _at_least, home_and_others, similar_to
from recommendations.models import RecommendationText
from tests.factories import CountryFactory, DocumentFactory, MechanismFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
PARIS = "Establish a national human rights institution in line with the Paris Principles"


@pytest.fixture
def other_state():
    return CountryFactory(iso3="XAB")


@pytest.fixture
def ours(other_state):
    """One request, with others that share much, little and nothing of its words."""
    texts = {
        "asked": f"{PARIS} (Norway, Chile);",
        "same": "Set up an independent national institution that complies with the Paris Principles (Peru).",
        "else": "Reduce overcrowding in prisons and improve the medical care of detainees.",
    }
    made = {name: RecommendationFactory(text=text) for name, text in texts.items()}
    made["theirs"] = RecommendationFactory(text=f"{PARIS}.", country=other_state, is_home=False)
    search_table.refresh(None)
    return made


def found(recommendation, **more):
    result = similar_to(recommendation, **more)
    return {key: round(score, 2) for key, score in result.scores.items()}


def test_those_that_share_rare_words_are_found_ranked_and_apart(ours):
    home, others = home_and_others(similar_to(ours["asked"]))

    assert (home, others) == ([ours["same"].pk], [ours["theirs"].pk])
    scores = found(ours["asked"])
    assert scores[ours["theirs"].pk] == 1.0  # the States in brackets say nothing of what is asked
    assert 0.3 < scores[ours["same"].pk] < 1
    assert ours["asked"].pk not in scores


def test_shared_words_are_marked_and_others_are_not(ours):
    result = similar_to(ours["asked"])
    (line,) = result.lines([ours["same"].pk])

    assert "<mark>Paris</mark> <mark>Principles</mark>" in line.hit.snippet.html
    assert "<mark>complies</mark>" not in line.hit.snippet.html


def test_words_are_compared_in_the_language_of_the_text(ours):
    for name in ("first", "second"):
        made = ours[name] = RecommendationFactory(text=False)
        RecommendationText.objects.create(
            recommendation=made,
            language="fr",
            origin="uhri",
            is_original=True,
            text=f"Ouvrir des refuges pour les femmes dans chaque province ({name}).",
        )
    search_table.refresh(None)

    assert set(found(ours["first"])) == {ours["second"].pk}


def test_chinese_is_compared_by_its_words(ours):
    for name, text in (
        ("zh1", "在每个省开设妇女庇护所"),
        ("zh2", "为妇女开设更多庇护所"),
        ("zh3", "改善监狱条件"),
    ):
        ours[name] = RecommendationFactory(text=False)
        RecommendationText.objects.create(
            recommendation=ours[name], language="zh", origin="uhri", is_original=True, text=text
        )
    search_table.refresh(None)

    assert set(found(ours["zh1"])) == {ours["zh2"].pk}


def test_what_is_withdrawn_or_replaced_is_not_offered(ours):
    same = ours["same"]
    same.withdrawn_on, same.withdrawn_because = "2026-01-01", "Entered twice."
    same.save()
    search_table.refresh(None)

    assert set(found(ours["asked"])) == {ours["theirs"].pk}


def test_texts_that_could_break_a_query_break_nothing(ours):
    for text in ("", "'", "\\", "a & b | !c <-> 'd' \\' :*", "§l:en", "12 34", "the of and", "x " * 9000):
        made = RecommendationFactory(text=text or " ")
        search_table.refresh([made.pk])
        assert isinstance(similar_to(made).scores, dict)


def test_any_so_many_of_them_means_that(ours):
    asked = [f"'{letter}'" for letter in "abcd"]
    with connection.cursor() as cursor:
        for number in (1, 2, 3, 4):
            for held in ("", "a", "a c", "b c d", "a b c d"):
                query = _at_least(number, asked)
                cursor.execute("SELECT to_tsvector('simple', %s) @@ %s::tsquery", [held, query])
                assert cursor.fetchone()[0] == (len(held.split()) >= number), (number, held)


def test_common_words_are_asked_for_together():
    rare = {f"rare{n}" for n in range(3)}
    common = {f"common{n}": 0.15 for n in range(8)}
    words = Words("en", frozenset(rare | set(common)), common | {"state": 0.9}, 270_000)

    chosen, together = words.asked

    assert rare < set(chosen)
    assert len(chosen) <= 10
    assert together >= 3
    assert Words("en", frozenset(rare), {"state": 0.9}, 0).asked[1] == 2


def test_it_costs_the_same_however_much_there_is(ours, other_state):
    costs = []
    for number in (1, 12):
        for n in range(number):
            RecommendationFactory(text=f"{PARIS}, number {n}.", country=other_state, is_home=False)
        search_table.refresh(None)
        with CaptureQueriesContext(connection) as asked:
            result = similar_to(ours["asked"])
            result.lines(result.best(limit=5))
        costs.append(len(asked))
    assert costs[0] == costs[1]


# --- for programs ---------------------------------------------------------------------------------------


def api(client, recommendation, query=""):
    return client.get(f"/api/v1/recommendations/{recommendation.public_id}/similar/{query}")


def test_the_interface_answers_with_the_fields_of_the_list_and_a_score(client, ours):
    answer = api(client, ours["asked"]).json()

    assert answer["count"] == 2
    assert [one["id"] for one in answer["results"]] == [
        str(ours[name].public_id) for name in ("theirs", "same")
    ]
    (listed, *_rest) = client.get("/api/v1/recommendations/?q=overcrowding").json()["results"]
    assert set(answer["results"][0]) == {*listed, "score"}
    assert answer["results"][0]["score"] == 1.0
    assert answer["results"][0]["status"] is None  # another State's
    assert answer["notes"] == []


def test_it_is_narrowed_by_state_and_limit(client, ours):
    def ids(query):
        return [one["id"] for one in api(client, ours["asked"], query).json()["results"]]

    assert ids("?state=XAB") == [str(ours["theirs"].public_id)]
    assert ids("?state=xaa") == [str(ours["same"].public_id)]
    assert ids("?limit=1") == [str(ours["theirs"].public_id)]
    assert len(ids("?state=all")) == 2
    for nonsense in ("?state=QQQ", "?limit=x", "?limit=-1", "?limit=99999999999999"):
        answer = api(client, ours["asked"], nonsense).json()
        assert (len(answer["results"]), len(answer["notes"])) == (2, 1), nonsense


def test_what_does_not_stand_is_not_found(client, ours):
    same = ours["same"]
    same.withdrawn_on, same.withdrawn_because = "2026-01-01", "Entered twice."
    same.save()
    search_table.refresh(None)

    assert api(client, same).status_code == 404
    assert "/similar/" in client.get("/api/schema/").content.decode()


# --- on the page ----------------------------------------------------------------------------------------


def page(client, recommendation):
    return client.get(recommendation.get_absolute_url()).content.decode()


def test_the_page_shows_both_kinds_and_who_else_was_asked(client, ours):
    shown = page(client, ours["asked"])

    assert "More like this" in shown
    assert ours["same"].get_absolute_url() in shown
    assert "Who else was asked this" in shown
    assert "/states/XAB/" in shown
    assert "no later document of the same mechanism is held here" in shown


def test_it_says_whether_the_mechanism_asked_again(client, ours, other_state):
    upr = MechanismFactory(code="upr", kind="upr")
    for year, text in (("2012", PARIS), ("2017", PARIS), ("2022", "Train judges.")):
        document = DocumentFactory(
            mechanism=upr, symbol=f"A/HRC/{year}", published_on=f"{year}-01-01", adopted_on=f"{year}-01-01"
        )
        RecommendationFactory(text=text, document=document, country=other_state, is_home=False)
    ours["theirs"].delete()
    search_table.refresh(None)

    shown = page(client, ours["asked"])

    assert "asked 2 times" in shown
    assert "nothing like it in 1 later document of the same mechanism" in shown


def test_what_touches_the_same_in_other_words_is_told_apart(client, ours, other_state):
    texts = {
        "2012": PARIS,
        "2017": "Give the ombudsperson, an institution, a yearly budget that the Paris Principles ask for.",
    }
    for year, text in texts.items():
        document = DocumentFactory(symbol=f"CEDAW/{year}", published_on=f"{year}-01-01")
        RecommendationFactory(text=text, document=document, country=other_state, is_home=False)
    ours["theirs"].delete()
    search_table.refresh(None)

    shown = page(client, ours["asked"])

    assert "touched again:" in shown
    assert "asked 2 times" not in shown
    assert "nothing like it" not in shown
