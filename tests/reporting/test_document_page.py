"""A document's page: whole, in order, with its neighbours, what it repeats, and the committee's clock."""

import time
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from focal_points.document_page import DocumentPage
from focal_points.models import ImplementationStatus
from focal_points.services import search_table
from recommendations.models import Ask, AskMember, AskPair, Instrument
from recommendations.repeats import repeats
from recommendations.services import (
    contradictions,
    follow_up,
    grades,
    ratifications,
    reservation_marks,
)
from recommendations.upr_years import year_of_session
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    MechanismFactory,
    RecommendationFactory,
    UserFactory,
)

SAME = "Open shelters for survivors of domestic violence in every province, with trained staff."
OTHER = "Amend the Electoral Act so that lists alternate between women and men."


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def documents(db):
    body = MechanismFactory(code="CEDAW")
    return [DocumentFactory(mechanism=body, published_on=date(year, 3, 1)) for year in (2012, 2016, 2020)]


def asked(document, text, paragraph, **given):
    return RecommendationFactory(document=document, text=text, paragraph=paragraph, **given)


def test_what_is_repeated_is_shown_beside_what_was_asked_then(client, documents, secretariat):
    then = asked(documents[1], SAME, "21")
    asked(documents[1], OTHER, "33")
    now = asked(documents[2], SAME.replace("trained staff", "staff who are trained"), "27")
    new = asked(documents[2], "Publish a yearly report on pay in hospitals.", "35")
    ImplementationStatus.objects.create(
        recommendation=then,
        status="not_implemented",
        effective_on=date(2019, 1, 1),
        verified_by=secretariat,
    )
    search_table.refresh(None)

    found = DocumentPage(documents[2]).repeated

    assert [(one.now.row.pk, one.then.row.pk) for one in found] == [(now.pk, then.pk)]
    assert found[0].then.row.status == "not_implemented"
    html = client.get(documents[2].get_absolute_url()).content.decode()
    assert 'id="repeated"' in html
    assert "1 repeats an earlier document" in html
    assert new.public_id != now.public_id


def test_a_confirmed_request_counts_whatever_its_words_and_a_refused_pair_does_not(documents, secretariat):
    then, now = asked(documents[1], OTHER, "33"), asked(documents[2], SAME, "27")
    refused = asked(documents[1], SAME, "21")
    AskPair.objects.create(
        low=min(now, refused, key=lambda row: row.pk),
        high=max(now, refused, key=lambda row: row.pk),
        state="refused",
        at=timezone.now(),
    )
    assert repeats(documents[2], documents[1::-1]) == []

    ask = Ask.objects.create(title="One request")
    AskMember.objects.create(ask=ask, recommendation=then)
    AskMember.objects.create(ask=ask, recommendation=now)
    found = repeats(documents[2], documents[1::-1])
    assert [(one.now, one.then, one.is_confirmed) for one in found] == [(now.pk, then.pk, True)]


def test_two_documents_of_three_hundred_paragraphs_are_compared_in_bounded_time(documents):
    for document, word in ((documents[1], "open"), (documents[2], "opened")):
        for n in range(300):
            asked(document, f"Shelters {word} in district {n} by office number {n} for {n} persons.", str(n))
    began = time.perf_counter()
    repeats(documents[2], [documents[1]])
    first = time.perf_counter() - began
    began = time.perf_counter()
    repeats(documents[2], [documents[1]])
    again = time.perf_counter() - began

    assert first < 20
    assert again < max(first / 5, 0.05)


def test_neighbours_are_documents_of_its_own_kind_and_mechanism(documents):
    for document in documents:
        asked(document, SAME, "1")
    asked(
        DocumentFactory(mechanism=documents[0].mechanism, kind="views", published_on=date(2018, 1, 1)),
        SAME,
        "1",
    )
    asked(DocumentFactory(mechanism=MechanismFactory(code="CAT"), published_on=date(2018, 1, 1)), SAME, "1")

    page = DocumentPage(documents[1])

    assert (page.before, page.after) == (documents[0], documents[2])


def test_observations_stand_in_their_place_and_are_not_counted(client, documents):
    asked(documents[2], SAME, "10")
    asked(documents[2], "The Committee is concerned about shelters.", "9", kind="observation")
    asked(documents[2], OTHER, "11")
    search_table.refresh(None)
    address = documents[2].get_absolute_url()

    response = client.get(address)
    assert [hit.recommendation.paragraph for hit in response.context["lines"]] == ["9", "10", "11"]
    assert len(response.context["whole"].asks) == 2
    only = client.get(address, {"show": "asks"})
    assert [hit.recommendation.paragraph for hit in only.context["lines"]] == ["10", "11"]


def test_a_long_document_is_shown_page_by_page_or_whole(client, documents):
    for n in range(1, 171):
        asked(documents[2], f"Do thing {n}.", str(n))
    search_table.refresh(None)
    address = documents[2].get_absolute_url()

    first = client.get(address)
    assert [(a, b) for _n, a, b in first.context["ranges"]] == [("1", "80"), ("81", "160"), ("161", "170")]
    assert len(first.context["lines"]) == 80
    assert len(client.get(address, {"all": "1"}).context["lines"]) == 170
    assert len(client.get(address, {"page": "3"}).context["lines"]) == 10


def test_the_clock_says_due_sent_graded_and_what_is_late(client, documents, secretariat):
    row, late = asked(documents[2], SAME, "23"), asked(documents[2], OTHER, "24")
    search_table.refresh(None)
    day = timezone.localdate() - timedelta(days=30)
    follow_up.mark_many(recommendations=[row, late], due_on=day, by=secretariat)
    report = follow_up.send_report(
        document=documents[2],
        sent_on=day,
        symbol="CEDAW/C/XAA/FCO/3",
        address="https://undocs.example/1",
        paragraphs=[row],
        by=secretariat,
    )
    grades.give(recommendation=row, scale="CEDAW", grade="PI", given_on=day, report=report, by=secretariat)

    for address in (documents[2].get_absolute_url(), row.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "CEDAW/C/XAA/FCO/3" in html
        assert "graded PI" in html
        assert "Implemented in part" in html
    assert "overdue" in client.get(late.get_absolute_url()).content.decode()
    assert "overdue" not in client.get(row.get_absolute_url()).content.decode()


def test_what_contradicts_and_what_touches_a_reservation_shows_to_all(client, documents, secretariat):
    CountryFactory()
    one, other = asked(documents[1], SAME, "5"), asked(documents[2], OTHER, "6")
    search_table.refresh(None)
    contradictions.decide(one=one, other=other, is_confirmed=True, note="Only one can be.", by=secretariat)
    treaty = Instrument.objects.create(code="CEDAW", title="Convention on women")
    kept = ratifications.reserve(instrument=treaty, text="Not bound.", articles="9 (2)", by=secretariat)
    reservation_marks.decide(recommendation=one, reservation=kept, is_confirmed=True, by=secretariat)

    html = client.get(one.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in html
    assert "Only one can be." in html
    assert f"#reservation-{kept.public_id}" in html
    assert one.get_absolute_url() in client.get(other.get_absolute_url()).content.decode()

    contradictions.decide(one=one, other=other, is_confirmed=False, by=secretariat)
    assert other.get_absolute_url() not in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize("working", [False, True])
def test_the_page_costs_the_same_however_long(client, documents, secretariat, working):
    def cost():
        search_table.refresh(None)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client.force_login(secretariat if working else UserFactory())
    address = (
        reverse("recommendations:document-work", args=[documents[2].public_id])
        if working
        else documents[2].get_absolute_url()
    )
    for n in range(2):
        asked(documents[1], f"{SAME} {n}", str(n), is_followup=True)
        asked(documents[2], f"{SAME} {n}", str(n), is_followup=True)
    few = cost()
    for n in range(2, 12):
        asked(documents[1], f"{SAME} {n}", str(n), is_followup=True)
        asked(documents[2], f"{SAME} {n}", str(n), is_followup=True)
    assert cost() == few


def test_pledges_are_listed_with_how_far_each_is(client, documents):
    asked(documents[2], "Publish a mid-term report.", "1", kind="pledge")
    asked(documents[2], OTHER, "2")
    search_table.refresh(None)

    response = client.get(reverse("reporting:pledges"))

    assert [hit.recommendation.paragraph for hit in response.context["lines"]] == ["1"]
    assert response.context["counts"] == {"not_assessed": 1}


def test_a_review_says_how_many_recommendations_have_which_position(client, db):
    review = DocumentFactory(mechanism=MechanismFactory(code="UPR", kind="upr"), kind="upr-report")
    for position, partly in (("supported", False), ("supported", False), ("noted", True), ("", False)):
        asked(
            review,
            SAME,
            position + str(partly) + str(review.recommendations.count()),
            upr_position=position,
            is_partly_supported=partly,
        )
    search_table.refresh(None)

    found = client.get(review.get_absolute_url()).context["whole"].positions

    assert found == [("supported", 2), ("supported in part", 1), ("pending", 1)]


def test_a_review_without_a_day_stands_by_the_year_of_its_session(client, db):
    upr = MechanismFactory(code="UPR", kind="upr")
    first = DocumentFactory(mechanism=upr, published_on=None, session="20")
    dated = DocumentFactory(mechanism=upr, published_on=date(2019, 7, 1), session="32")
    newest = DocumentFactory(mechanism=upr, published_on=None, session="48")
    for number, document in enumerate((first, newest, dated), start=1):
        asked(document, SAME, f"100.{number}")
    search_table.refresh()

    assert [document.year for document in (first, dated, newest)] == [2014, 2019, 2025]
    page = client.get(reverse("reporting:recommendation-list"))
    assert [hit.recommendation.paragraph for hit in page.context["hits"]] == ["100.2", "100.3", "100.1"]
    assert [hit.row.year for hit in page.context["hits"]] == [2025, 2019, 2014]
    assert DocumentPage(dated).before == first
    assert DocumentPage(dated).after == newest
    assert "session 48" in client.get(newest.get_absolute_url()).content.decode()


def test_neighbours_of_another_states_document_are_that_states(documents):
    peru = CountryFactory(iso3="PER")
    other = DocumentFactory(mechanism=documents[0].mechanism, published_on=date(2018, 3, 1))
    older = DocumentFactory(mechanism=documents[0].mechanism, published_on=date(2014, 3, 1))
    for document in documents:
        asked(document, SAME, "21")
    for document in (other, older):
        asked(document, OTHER, "7", country=peru, is_home=False)

    assert DocumentPage(other).before == older
    assert DocumentPage(other).after is None
    assert DocumentPage(documents[1]).before == documents[0]


@pytest.mark.parametrize(
    ("session", "year"),
    [("1", 2008), ("12", 2011), ("14", 2012), ("31", 2018), ("36", 2020), ("53", 2026), ("54", None)],
)
def test_years_of_sessions(session, year):
    assert year_of_session(session) == year


@pytest.mark.parametrize("session", ["", "0", "48th", "٤٨", "1" * 50, "-1"])
def test_what_is_no_session_has_no_year(session):
    assert year_of_session(session) is None


def test_lists_of_documents_stand_by_the_year_of_a_review_without_a_day(client, secretariat):
    upr = MechanismFactory(code="UPR", kind="upr")
    given = {"48": None, "32": date(2019, 7, 1), "20": None, "none": None}
    made = {key: DocumentFactory(mechanism=upr, published_on=day, session=key) for key, day in given.items()}
    for document in made.values():
        asked(document, SAME, "7")

    page = client.get(reverse("reporting:document-list"))
    assert [line[0].session for line in page.context["lines"]] == ["48", "32", "20", "none"]
    assert "2025" in page.content.decode()
    client.force_login(secretariat)
    page = client.get(reverse("recommendations:document-list"))
    assert [one.session for one in page.context["page"]] == ["48", "32", "20", "none"]
