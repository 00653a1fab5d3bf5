"""Other States' records: browsed and compared, never mixed into the national figures."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from focal_points.services import search_table
from recommendations.models import Addressee, Ask, AskMember, CountryName, RecommendationTag, Tag
from tests.factories import CountryFactory, DocumentFactory, MechanismFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs():
    country = CountryFactory(iso3="XAB")
    CountryName.objects.create(country=country, language="en", name="Belmar")
    CountryName.objects.create(country=country, language="fr", name="Belmare")
    return country


@pytest.fixture
def register(theirs):
    """Two requests and an observation to the other State, one to both, one to this State."""
    upr = MechanismFactory(code="upr", kind="upr")
    review = DocumentFactory(mechanism=upr, symbol="A/HRC/40/X1", published_on="2019-02-01", cycle=3)
    theme = Tag.objects.create(kind="theme", code="torture")
    goal = Tag.objects.create(kind="sdg", code="16")
    target = Tag.objects.create(kind="sdg", code="16.1", parent=goal)
    supported = RecommendationFactory(
        document=review, text="Train judges.", country=theirs, is_home=False, upr_position="supported"
    )
    noted = RecommendationFactory(
        document=review,
        text="Abolish the death penalty.",
        country=theirs,
        is_home=False,
        upr_position="noted",
    )
    observed = RecommendationFactory(
        text="Notes with concern.", country=theirs, is_home=False, kind="observation"
    )
    both = RecommendationFactory(text="Cooperate across the border.")
    Addressee.objects.create(recommendation=both, country=theirs)
    ours = RecommendationFactory(text="Open shelters.")
    for one in (supported, both):
        RecommendationTag.objects.create(recommendation=one, tag=theme)
    RecommendationTag.objects.create(recommendation=supported, tag=target)
    search_table.refresh(None)
    return {"supported": supported, "noted": noted, "observed": observed, "both": both, "ours": ours}


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_of_states_counts_what_is_held(client, register):
    lines = {one.country.iso3: one for one in client.get("/states/").context["lines"]}

    assert list(lines) == ["XAA", "XAB"]  # this State first
    belmar = lines["XAB"]
    assert (belmar.asks, belmar.records, belmar.documents) == (3, 4, 3)
    assert (belmar.first, belmar.last) == (2019, 2024)
    assert [one.code for one in belmar.mechanisms] == ["cedaw", "upr"]


@pytest.mark.parametrize(
    ("typed", "found"), [("belm", 1), ("XAB", 1), ("belmare", 1), ("nowhere", 0), ("\x00", 2)]
)
def test_states_are_found_by_any_of_their_names(client, register, typed, found):
    assert len(client.get("/states/", {"q": typed}).context["lines"]) == found


def test_many_states_cost_no_more_than_two(client, register):
    costs = []
    for number in (0, 60):
        for n in range(number):
            country = CountryFactory(iso3=f"Q{chr(65 + n // 26)}{chr(65 + n % 26)}")
            RecommendationFactory(country=country, is_home=False)
        search_table.refresh(None)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/states/").context["page"]
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert page.paginator.num_pages == 2


def test_a_states_page_shows_its_documents_and_says_that_no_status_is_kept(client, register):
    shown = text(client, "/states/XAB/")

    assert "no national status is kept here" in shown
    assert "A/HRC/40/X1" in shown
    assert register["ours"].document.symbol not in shown
    assert client.get("/states/xab/").status_code == 302
    assert client.get("/states/QQQ/").status_code == 404


def test_a_state_without_records_says_so(client, register):
    CountryFactory(iso3="XAC")

    assert "Nothing of this State is held" in text(client, "/states/XAC/")


def test_national_figures_hold_nothing_of_it(client, register):
    figures = client.get("/api/v1/statistics/status/").json()

    assert figures["total"] == 2
    assert "no national status kept here" in text(client, "/recommendations/?state=XAB")


def numbers(client, query="state=XAA&state=XAB"):
    comparison = client.get(f"/states/compare/?{query}").context["comparison"]
    return {
        (table.name, line.code): [(cell.country.iso3, cell.number, cell.percent) for cell in line.cells]
        for table in comparison.tables
        for line in table.lines
    }


def test_states_are_compared_by_counts_and_shares(client, register):
    found = numbers(client)

    assert found["theme", "torture"] == [("XAA", 1, 50.0), ("XAB", 2, 66.7)]
    assert found["sdg", "16"] == [("XAA", 0, 0.0), ("XAB", 1, 33.3)]
    assert ("sdg", "16.1") not in found
    assert found["position", "supported"] == [("XAA", 0, 0.0), ("XAB", 1, 50.0)]
    assert found["mechanism", "upr"] == [("XAA", 0, 0.0), ("XAB", 2, 66.7)]
    assert found["year", "2019"] == [("XAA", 0, 0.0), ("XAB", 2, 66.7)]


def test_each_number_leads_to_its_list(client, register):
    comparison = client.get("/states/compare/?state=XAA&state=XAB").context["comparison"]
    for table in comparison.tables:
        for line in table.lines:
            for cell in line.cells:
                listed = client.get(f"/api/v1/recommendations/?{cell.query}").json()
                assert (listed["count"], listed["notes"]) == (cell.number, []), cell.query


def test_what_was_asked_most_often_is_named(client, register):
    ask = Ask.objects.create(title="End executions")
    for one in (register["supported"], register["noted"]):
        AskMember.objects.create(ask=ask, recommendation=one)
    search_table.refresh(None)

    shown = text(client, "/states/compare/?state=XAA&state=XAB")

    assert "End executions" in shown
    assert "2 times" in shown


def test_what_cannot_be_compared_is_said(client, register):
    assert "at the most" in text(client, "/states/compare/?" + "&".join(f"state={c}" for c in _five()))
    assert "Choose at least two" in text(client, "/states/compare/?state=XAB")
    assert "is not known" in text(client, "/states/compare/?state=XAB&state=%00QQQ")
    assert text(client, "/states/compare/")
    assert client.get("/states/compare.csv").status_code == 200


def _five():
    return [CountryFactory(iso3=code).iso3 for code in ("XAA", "XAB", "XAC", "XAD", "XAE")]


def test_the_comparison_is_taken_away_as_csv(client, register, theirs):
    CountryName.objects.filter(country=theirs, language="en").update(name="=Belmar")
    answer = client.get("/states/compare.csv?state=XAA&state=XAB")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="compared-xaa-xab.csv"'
    assert ["Themes", "torture", "torture", "1", "50.0", "2", "66.7"] in rows
    assert not rows[0][5].startswith("=")


def test_comparing_costs_the_same_for_two_and_four(client, register):
    for code in ("XAC", "XAD"):
        RecommendationFactory(country=CountryFactory(iso3=code), is_home=False)
    search_table.refresh(None)
    costs = []
    for query in ("state=XAA&state=XAB", "state=XAA&state=XAB&state=XAC&state=XAD"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/states/compare/?{query}")
        costs.append(len(asked))
    assert costs[0] == costs[1]
