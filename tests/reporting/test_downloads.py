"""The present list, taken away: harmless, typed, in the reader's language; and the feed."""

import csv
import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from focal_points.models import ImplementationStatus
from focal_points.services import search_table
from nmrf.base.spreadsheets import neutral
from reporting.services.table import COLUMNS
from tests.factories import (
    AssignmentFactory,
    CountryFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def recommendation(secretariat):
    made = RecommendationFactory(
        document=DocumentFactory(symbol="CEDAW/C/HLV/CO/6", adopted_on=date(2023, 7, 7)),
        paragraph="27",
        text='=HYPERLINK("http://x.example","click")',
        title="Shelters",
    )
    AssignmentFactory(recommendation=made, institution=InstitutionFactory(name="Ministry of Justice"))
    ImplementationStatus.objects.create(
        recommendation=made,
        status="in_progress",
        effective_on=date(2026, 6, 1),
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
        verified_by=secretariat,
    )
    search_table.refresh(None)
    return made


def rows_of(answer):
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_csv_holds_one_row_a_recommendation(client, recommendation):
    answer = client.get("/recommendations.csv")

    (row,) = rows_of(answer)
    assert (row["Document"], row["Paragraph"], row["Adopted"]) == ("CEDAW/C/HLV/CO/6", "27", "2023-07-07")
    assert (row["Verified status"], row["In force since"]) == ("In progress", "2026-06-01")
    assert row["Lead institution"] == "Ministry of Justice"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_csv_begins_with_the_mark_that_spreadsheets_look_for(client, recommendation):
    assert b"".join(client.get("/recommendations.csv").streaming_content).startswith(b"\xef\xbb\xbf")


def test_formulas_are_text_in_both(client, recommendation):
    (row,) = rows_of(client.get("/recommendations.csv"))
    assert row["Text"].startswith("'=HYPERLINK")

    book = load_workbook(io.BytesIO(b"".join(client.get("/recommendations.xlsx").streaming_content)))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_neutralised(text):
    assert neutral(text).startswith("'")


def test_what_a_spreadsheet_cannot_hold_is_left_out(client, db):
    RecommendationFactory(text="Open\x0b shelters\x1f " + "x" * 40_000)
    search_table.refresh(None)

    book = load_workbook(io.BytesIO(b"".join(client.get("/recommendations.xlsx").streaming_content)))
    assert book.worksheets[0].max_row == 2


def test_xlsx_has_dates_as_dates_and_says_what_it_is(client, recommendation):
    book = load_workbook(
        io.BytesIO(b"".join(client.get("/recommendations.xlsx?status=in_progress&q=click").streaming_content))
    )
    sheet, about = book.worksheets
    heading = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heading.index("In force since") + 1).value == datetime(2026, 6, 1)  # noqa: DTZ001
    said = {str(line[0].value): str(line[1].value) for line in about.iter_rows()}
    assert said["Recommendations found"] == "1"
    assert "in_progress" in said["Address"]
    assert "Demonstration" in said["Note"]


def test_headings_come_in_the_readers_language(client, recommendation):
    client.cookies["django_language"] = "ar"
    book = load_workbook(io.BytesIO(b"".join(client.get("/recommendations.xlsx").streaming_content)))

    assert book.worksheets[0].sheet_view.rightToLeft
    assert len(next(iter(book.worksheets[0].rows))) == len(COLUMNS)


def test_downloads_hold_the_list_as_it_is_filtered(client, recommendation):
    RecommendationFactory(text="Build schools")
    search_table.refresh(None)

    assert len(rows_of(client.get("/recommendations.csv"))) == 2
    assert len(rows_of(client.get("/recommendations.csv?status=in_progress"))) == 1
    assert [row["Text"] for row in rows_of(client.get("/recommendations.csv?q=school"))] == ["Build schools"]


def test_csv_is_read_in_a_fixed_number_of_queries(client, recommendation, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for number in (3, 27):
        for _ in range(number):
            AssignmentFactory()
        search_table.refresh(None)
        with CaptureQueriesContext(connection) as asked:
            b"".join(client.get("/recommendations.csv").streaming_content)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_feed_has_the_verified_changes_and_answers_304_until_there_is_another(
    client, recommendation, secretariat
):
    address = "/recommendations/feed/?only=changes"
    answer = client.get(address)
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["In progress: CEDAW/C/HLV/CO/6, para. 27"]
    assert answer.headers["Last-Modified"] == "Wed, 01 Jul 2026 00:00:00 GMT"

    tag = {"HTTP_IF_NONE_MATCH": answer.headers["ETag"]}
    assert client.get(address, **tag).status_code == 304

    ImplementationStatus.objects.create(
        recommendation=recommendation,
        status="implemented",
        effective_on=date(2026, 7, 1),
        recorded_at=datetime(2026, 8, 1, tzinfo=UTC),
        verified_by=secretariat,
    )
    search_table.refresh(None)
    assert client.get(address, **tag).status_code == 200


def test_feed_is_narrowed_like_any_list(client, recommendation):
    empty = client.get("/recommendations/feed/?q=nowhere")
    assert b"<entry>" not in empty.content
    assert client.get("/recommendations/feed/?q=nowhere").headers["ETag"] == empty.headers["ETag"]


def entries(client, address):
    feed = ElementTree.fromstring(client.get(address).content)  # noqa: S314 (our own)
    return {
        entry.findtext(f"{ATOM}id"): (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}updated"))
        for entry in feed.iter(f"{ATOM}entry")
    }


def test_feed_tells_what_came_in_too_under_ids_and_dates_that_stay(client, recommendation):
    new = f"urn:uuid:{recommendation.public_id}"
    before = entries(client, "/recommendations/feed/")
    assert before[new][0].startswith("New: ")
    assert len(before) == 2
    assert set(entries(client, "/recommendations/feed/?only=new")) == {new}

    recommendation.title = "Another short title"
    recommendation.save()
    search_table.refresh(None)

    assert entries(client, "/recommendations/feed/") == before


def test_feed_takes_the_whole_search(client, recommendation):
    other = RecommendationFactory(text="Train judges.")
    search_table.refresh(None)
    for query, found in (
        ("q=judges", {other}),
        ("q=judges&status=implemented", set()),
        ("status=in_progress", {recommendation}),
        ("kind=observation", set()),
        ("unassigned=1", {other}),
    ):
        ids = {f"urn:uuid:{one.public_id}" for one in found}
        assert set(entries(client, f"/recommendations/feed/?only=new&{query}")) == ids, query


def test_no_status_is_downloaded_of_another_state(client, recommendation):
    RecommendationFactory(country=CountryFactory(iso3="XAB"), is_home=False)
    search_table.refresh(None)

    rows = rows_of(client.get("/recommendations.csv?state=all&sort=document"))

    assert sorted((row["Verified status"], row["Code of the status"]) for row in rows) == [
        ("", ""),
        ("In progress", "in_progress"),
    ]


def test_another_states_list_has_its_feed(client, recommendation):
    theirs = RecommendationFactory(country=CountryFactory(iso3="XAB"), is_home=False)
    search_table.refresh(None)

    assert set(entries(client, "/recommendations/feed/?state=XAB")) == {f"urn:uuid:{theirs.public_id}"}


def test_documents_have_a_feed_and_pages_name_their_feeds(client, recommendation, institution):
    document = recommendation.document
    found = entries(client, "/documents/feed/")
    assert list(found) == [f"urn:uuid:{document.public_id}"]
    assert found == entries(client, f"/documents/feed/?mechanism={document.mechanism.code}")
    assert entries(client, "/documents/feed/?mechanism=none") == {}
    tag = {"HTTP_IF_NONE_MATCH": client.get("/documents/feed/").headers["ETag"]}
    assert client.get("/documents/feed/", **tag).status_code == 304

    for address in (
        "/recommendations/?q=a",
        "/documents/",
        document.get_absolute_url(),
        institution.get_absolute_url(),
        "/states/XAA/",
    ):
        page = client.get(address).content.decode()
        assert page.count('rel="alternate" type="application/atom+xml"') == 1, address
