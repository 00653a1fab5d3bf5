"""Lists are taken away with the columns they show, narrowed alike; nobody's words run in them."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from focal_points.models import Assignment, InformationRequest, Institution, KnownAnswer
from focal_points.services import assigning, search_table
from nmrf.base.models import User
from recommendations.services import clusters
from tests.factories import AssignmentFactory, InstitutionFactory, RecommendationFactory, UserFactory
from tests.taken import rows_of

RISKY = "=HYPERLINK(1)"
HOUSE_LISTS = ("cluster", "institution", "person", "operation", "request", "known", "assignment", "rating")


def address(name, ending="csv"):
    return reverse(f"focal_points:{name}-download", args=[ending])


def known(**given):
    made = {"language": "en", "question": "How many?", "text": "Two.", "valid_from": date(2026, 1, 1)}
    return KnownAnswer.objects.create(checked_at=timezone.now(), **made | given)


@pytest.fixture
def filled(assignment, owner, secretariat):
    """One risky word in every list."""
    cluster = clusters.create(code="one", texts={"en": {"name": RISKY}}, by=secretariat)
    clusters.add(cluster=cluster, recommendations=[assignment.recommendation], by=secretariat)
    institution = InstitutionFactory(code="risky", name=RISKY)
    assigning.coordinate(cluster=cluster, institution=institution, by=secretariat)
    UserFactory(name=RISKY, email="risky@example.org")
    InformationRequest.objects.create(title=RISKY, language="en", created_by=secretariat)
    known(question=RISKY, institution=institution, created_by=secretariat)
    search_table.refresh()


@pytest.mark.parametrize("name", HOUSE_LISTS)
def test_every_list_is_a_table_and_a_workbook_in_which_nothing_runs(client, secretariat, filled, name):
    client.force_login(secretariat)

    head, *lines = rows_of(client.get(address(name)))
    book = load_workbook(io.BytesIO(b"".join(client.get(address(name, "xlsx")))))

    cells = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[0] == head
    assert len(cells) == 1 + len(lines)
    said = [cell for line in [*lines, *cells] for cell in line]
    assert not [cell for cell in said if cell.startswith("=")]
    if name in {"cluster", "institution", "person", "request", "known"}:
        assert said.count(f"'{RISKY}") >= 2
    assert client.get(address(name, "exe")).status_code == 404


def test_a_cluster_is_taken_away_with_its_strip_and_its_coordinator(client, secretariat, filled):
    client.force_login(secretariat)

    head, line = rows_of(client.get(address("cluster")))

    told = dict(zip(head, line, strict=True))
    assert (told["Not assessed"], told["Implemented"]) == ("1", "0")
    assert (told["Coordinator"], told["Priority"]) == (f"'{RISKY}", "normal")


def test_people_and_kept_answers_are_narrowed_as_the_page_is(client, secretariat, filled, owner):
    known(question="How many judges?", created_by=secretariat)
    client.force_login(secretariat)

    people = rows_of(client.get(address("person") + "?q=olga"))
    answers = rows_of(client.get(address("known") + "?q=judges"))
    page = client.get(reverse("focal_points:person-list") + "?q=olga&page=1").content.decode()

    assert [line[0] for line in people[1:]] == [owner.name]
    assert people[1][5] == "Agency for Shelters, focal point"
    assert [line[0] for line in answers[1:]] == ["How many judges?"]
    assert f'href="{address("person")}?q=olga"' in page


def test_an_institution_takes_away_its_own_and_nobody_elses(client, owner, filled, assignment):
    AssignmentFactory(institution=Institution.objects.get(code="risky"))
    client.force_login(owner)

    assignments = rows_of(client.get(address("assignment") + "?columns=institution"))
    answers = rows_of(client.get(address("known")))
    requests = rows_of(client.get(address("request")))

    assert [line[-1] for line in assignments[1:]] == ["Agency for Shelters"]
    assert (len(answers), len(requests)) == (1, 1)
    assert client.get(address("cluster")).status_code == 403


@pytest.mark.parametrize("name", ["cluster", "institution", "person", "known", "request", "operation"])
def test_a_list_costs_the_same_however_long(client, secretariat, filled, name, django_assert_num_queries):
    client.force_login(secretariat)
    client.get(address(name))
    few = _queries(client, name, django_assert_num_queries)

    for number in range(3):
        made = clusters.create(code=f"c{number}", texts={"en": {"name": f"C{number}"}}, by=secretariat)
        clusters.add(cluster=made, recommendations=[RecommendationFactory()], by=secretariat)
        body = InstitutionFactory(code=f"i{number}")
        assigning.coordinate(cluster=made, institution=body, by=secretariat)
        known(question=f"Q{number}", institution=body, created_by=secretariat)
        InformationRequest.objects.create(title=f"R{number}", language="en", created_by=secretariat)
    assert Assignment.objects.count() > 3
    assert User.objects.exists()

    assert _queries(client, name, django_assert_num_queries) == few


def _queries(client, name, _assert):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        rows_of(client.get(address(name)))
    return len(seen)
