"""The public interface says what the pages say, to anyone."""

from datetime import UTC, date, datetime

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from focal_points.models import ImplementationStatus
from focal_points.services import search_table
from recommendations.models import Part, RecommendationTag, Tag, TagName
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
)

LIST = "/api/v1/recommendations/"


@pytest.fixture
def recommendation(secretariat):
    made = RecommendationFactory(
        document=DocumentFactory(symbol="CEDAW/C/HLV/CO/6"),
        paragraph="27",
        annotation_id="3f1d1f5e-0000-4000-8000-000000000001",
        text="Open shelters.",
    )
    tag = Tag.objects.create(kind="theme", code="violence")
    TagName.objects.create(tag=tag, language="en", name="Violence")
    RecommendationTag.objects.create(recommendation=made, tag=tag)
    AssignmentFactory(recommendation=made, institution=InstitutionFactory(code="justice", name="Justice"))
    ImplementationStatus.objects.create(
        recommendation=made,
        status="in_progress",
        effective_on=date(2026, 6, 1),
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
        verified_by=secretariat,
    )
    search_table.refresh(None)
    return made


def test_list_says_the_fixed_names(client, recommendation):
    answer = client.get(LIST).json()

    assert (answer["count"], answer["next"], answer["previous"], answer["notes"]) == (1, None, None, [])
    (row,) = answer["results"]
    expected = {
        "id": str(recommendation.public_id),
        "annotation_id": "3f1d1f5e-0000-4000-8000-000000000001",
        "symbol": "CEDAW/C/HLV/CO/6",
        "paragraph": "27",
        "text": "Open shelters.",
        "language": "en",
        "mechanism": "cedaw",
        "status": "in_progress",
        "status_on": "2026-06-01",
        "verified_on": "2026-07-01",
        "themes": [{"code": "violence", "name": "Violence"}],
        "institutions": [{"code": "justice", "name": "Justice", "is_lead": True}],
        "addressed_to": ["XAA"],
        "parts": [],
    }
    assert {name: row[name] for name in expected} == expected
    assert row["url"].endswith(f"/recommendations/{recommendation.public_id}/")
    assert client.get(f"{LIST}{recommendation.public_id}/").json() == row


def test_filters_are_those_of_the_page(client, recommendation):
    RecommendationFactory(text="Build schools")
    search_table.refresh(None)

    assert client.get(f"{LIST}?status=in_progress").json()["count"] == 1
    assert client.get(f"{LIST}?q=school").json()["count"] == 1
    assert (
        client.get(f"{LIST}?theme=violence&institution=justice&q=CEDAW/C/HLV/CO/6 para 27").json()["count"]
        == 1
    )
    assert client.get(f"{LIST}?theme=nonsense").json()["notes"]


def test_facets_come_when_asked_for(client, recommendation):
    assert "facets" not in client.get(LIST).json()
    facets = client.get(f"{LIST}?facets=1").json()["facets"]
    assert facets["status"] == [{"code": "in_progress", "name": "In progress", "count": 1, "chosen": False}]
    assert facets["theme"][0]["count"] == 1


def test_pages_follow_one_another(client, recommendation):
    RecommendationFactory.create_batch(4)
    search_table.refresh(None)

    first = client.get(f"{LIST}?page_size=2").json()
    second = client.get(first["next"]).json()
    assert (first["count"], len(second["results"])) == (5, 2)
    ids = {row["id"] for row in first["results"] + second["results"]}
    assert len(ids) == 4
    assert client.get(f"{LIST}?page=99").status_code == 404


def test_another_states_record_has_no_status(client, recommendation):
    RecommendationFactory(country=CountryFactory(iso3="XAB"), is_home=False)
    search_table.refresh(None)

    (row,) = client.get(f"{LIST}?state=XAB").json()["results"]
    assert (row["status"], row["addressed_to"]) == (None, ["XAB"])
    assert client.get(LIST).json()["count"] == 1


def test_parts_carry_their_own_status(client, recommendation, secretariat):
    for n, label in enumerate(("(a)", "(b)")):
        Part.objects.create(
            recommendation=recommendation, label=label, position=n, starts=n, ends=n + 1, quoted=label
        )
    ImplementationStatus.objects.create(
        recommendation=recommendation,
        part=recommendation.parts.get(label="(b)"),
        status="implemented",
        effective_on=date(2026, 6, 1),
        verified_by=secretariat,
    )
    search_table.refresh(None)

    (row,) = client.get(LIST).json()["results"]
    assert [(part["label"], part["status"]) for part in row["parts"]] == [
        ("(a)", "not_assessed"),
        ("(b)", "implemented"),
    ]
    assert row["status"] == "partially_implemented"


def test_the_rest_can_be_read_too(client, recommendation):
    document = client.get("/api/v1/documents/").json()["results"][0]
    assert document["symbol"] == "CEDAW/C/HLV/CO/6"
    assert client.get(f"/api/v1/documents/{document['id']}/").json() == document
    assert client.get("/api/v1/mechanisms/cedaw/").json()["kind"] == "treaty-body"
    assert client.get("/api/v1/institutions/justice/").json()["name"] == "Justice"
    assert client.get("/api/v1/clusters/").json()["count"] == 0
    figures = client.get("/api/v1/statistics/status/").json()
    assert (figures["total"], figures["by_status"]["in_progress"]) == (1, 1)
    assert figures["groups"]["implemented"] == 0
    assert figures["by_mechanism"][0]["by_status"] == {"in_progress": 1}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written_by_the_public(method, client, recommendation):
    for address in (LIST, f"{LIST}{recommendation.public_id}/", "/api/v1/documents/"):
        assert getattr(client, method)(address).status_code in {401, 403, 405}


def test_an_unchanged_answer_is_not_sent_again(client, recommendation):
    tag = client.get(LIST).headers["ETag"]
    assert client.get(LIST, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_list_costs_the_same_however_long(client, recommendation):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for number in (3, 27):
        for _ in range(number):
            AssignmentFactory(recommendation=RecommendationFactory(document=DocumentFactory()))
        search_table.refresh(None)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?facets=1")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_schema_is_valid_and_served_with_its_description(client, db, capsys):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert schema["openapi"].startswith("3.")
    assert not capsys.readouterr().err
    assert client.get("/api/schema/").status_code == 200
    html = client.get("/api/docs/").content.decode()
    for path in schema["paths"]:
        assert path in html


def test_refusals_have_one_shape(client, db):
    assert client.get(f"{LIST}00000000-0000-0000-0000-000000000000/").json().keys() == {"code", "detail"}
    assert client.get("/api/v1/assignments/").json()["code"] == "not_authenticated"
