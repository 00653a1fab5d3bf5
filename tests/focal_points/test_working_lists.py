"""Working lists: what is without, columns and downloads, the board, assignments, views kept and shared."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focal_points import rows
from focal_points.models import Assignment, Contest, SavedSearch
from focal_points.services import assigning, saved_searches, search_table
from nmrf.base.errors import Invalid
from nmrf.base.models import Operation
from recommendations.models import Cluster, ClusterMembership, ClusterText
from recommendations.services import clusters
from tests.factories import (
    AssignmentFactory,
    DocumentFactory,
    InstitutionFactory,
    RecommendationFactory,
    StatusUpdateFactory,
)

LIST = "/work/recommendations/"
BOARD = "/work/recommendations/board/"
ASSIGNMENTS = "/work/assignments/"


def group(name, *members):
    cluster = Cluster.objects.create(code=name.lower())
    ClusterText.objects.create(cluster=cluster, language="en", name=name)
    for one in members:
        ClusterMembership.objects.create(cluster=cluster, recommendation=one)
    return cluster


@pytest.fixture
def house(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def four(institution, owner):
    """Bare; assigned and not answered; accepted with an update; in a cluster."""
    bare, waiting, told, grouped = (
        RecommendationFactory(title=name) for name in ("Bare", "Waiting", "Told", "Grouped")
    )
    AssignmentFactory(recommendation=waiting, institution=institution, state="assigned")
    StatusUpdateFactory(
        assignment=AssignmentFactory(recommendation=told, institution=institution),
        author=owner,
        state="submitted",
        submitted_by=owner,
        submitted_at=timezone.now(),
    )
    group("Shelter", grouped)
    search_table.refresh(None)
    return bare, waiting, told, grouped


def titles(response):
    return {recommendation.title for recommendation, _cells in response.context["lines"]}


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ("without=institution", {"Bare", "Grouped"}),
        ("without=update", {"Bare", "Waiting", "Grouped"}),
        ("without=answer", {"Waiting"}),
        ("without=cluster", {"Bare", "Waiting", "Told"}),
        ("without=institution&without=cluster", {"Bare"}),
        ("without=nothing", {"Bare", "Waiting", "Told", "Grouped"}),
    ],
)
def test_what_is_still_without_something(without, left, house, four):
    response = house.get(f"{LIST}?{without}")

    assert titles(response) == left
    assert response.context["page"].paginator.count == len(left)
    preview = house.get(f"/work/recommendations/assign/?{without}&scope=all")
    assert preview.context["count"] == len(left)


def test_the_public_list_knows_nothing_of_what_institutions_owe(client, four):
    assert client.get("/api/v1/recommendations/?without=update").json()["count"] == 4


def test_columns_are_those_chosen_on_the_page_and_in_every_download(house, four):
    query = "?columns=clusters&columns=lead&columns=nonsense&sort=document"
    page = house.get(LIST + query)
    assert [column.code for column in page.context["table"].shown] == ["lead", "clusters"]

    text = b"".join(house.get(f"/work/recommendations/list/csv/{query}").streaming_content).decode(
        "utf-8-sig"
    )
    head, *lines = csv.reader(io.StringIO(text))
    assert head == ["Record", "Document", "Paragraph", "Recommendation", "Lead", "Clusters"]
    assert {(line[3], line[5]) for line in lines} >= {("Grouped", "Shelter"), ("Bare", "")}
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(house.get(f"/work/recommendations/list/xlsx/{query}").streaming_content))
    )
    assert [cell.value for cell in next(book.active.iter_rows())] == head
    assert house.get(f"/work/recommendations/list/exe/{query}").status_code == 404


@pytest.mark.parametrize(
    "address", [LIST, BOARD, f"{BOARD}?by=institution", f"{BOARD}?by=status", ASSIGNMENTS]
)
def test_lists_and_boards_cost_the_same_however_long(address, house, institution):
    def grow(number):
        for _one in range(number):
            made = RecommendationFactory(document=DocumentFactory())
            AssignmentFactory(recommendation=made, institution=InstitutionFactory())
            group(f"C{made.pk}", made)
        search_table.refresh(None)

    costs = []
    for _round in range(2):
        grow(3)
        with CaptureQueriesContext(connection) as queries:
            assert house.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_card_is_moved_between_clusters_and_the_move_is_undone_as_one(house, four, secretariat):
    grouped = four[3]
    school = group("School")

    moved = house.post(
        f"{BOARD}move/",
        {"pick": str(grouped.public_id), "by": "cluster", "out_of": "shelter", "to": "school", "back": BOARD},
    )

    operation = Operation.objects.get(kind=clusters.MOVE)
    assert moved.url == f"{BOARD}?done={operation.pk}"
    assert [one.cluster for one in grouped.memberships.all()] == [school]
    board = house.get(BOARD).context["board"]
    assert {column.title: column.total for column in board.columns}["School"] == 1
    clusters.undo(operation=operation, by=secretariat)
    assert [one.cluster.code for one in grouped.memberships.all()] == ["shelter"]


def test_a_card_without_an_institution_is_given_to_whoever_leads(house, four, institution):
    bare = four[0]

    house.post(
        f"{BOARD}move/",
        {"pick": str(bare.public_id), "by": "institution", "to": institution.code, "back": BOARD},
    )

    assert bare.assignments.get().institution == institution


def test_a_board_caps_its_cards_and_leads_to_the_rest(house, db):
    made = [RecommendationFactory() for _one in range(11)]
    group("Shelter", *made)
    search_table.refresh(None)

    page = house.get(BOARD)

    column = next(one for one in page.context["board"].columns if one.title == "Shelter")
    assert (column.total, len(column.cards), column.more) == (11, 8, 3)
    assert titles(house.get(LIST + column.address)) == {""}
    assert "3 more, as a list" in page.content.decode()


def test_a_selection_goes_into_a_new_cluster_in_one_operation(house, four, secretariat):
    found = house.post(
        f"/work/recommendations/cluster/?scope=picked&pick={four[0].public_id}&pick={four[1].public_id}",
        {"count": "2", "cluster": "", "name": "Courts for all"},
    )

    assert found.status_code == 302
    cluster = Cluster.objects.get(code="courts-for-all")
    assert (cluster.name, cluster.memberships.count()) == ("Courts for all", 2)
    clusters.undo(operation=Operation.objects.get(kind="cluster.add"), by=secretariat)
    assert not Cluster.objects.filter(code="courts-for-all").exists()


def test_a_cluster_has_a_coordinator_and_supporting_institutions(
    house, four, institution, another_institution
):
    cluster = Cluster.objects.get()
    address = f"/work/clusters/{cluster.public_id}/"

    house.post(f"{address}coordinator/", {"institution": institution.pk, "due_on": "2027-01-31"})
    house.post(f"{address}coordinator/", {"institution": another_institution.pk, "role": "supporting"})

    assert {(one.institution, one.role) for one in cluster.assignments.all()} == {
        (institution, "lead"),
        (another_institution, "supporting"),
    }
    assert "Ministry of Finance" in house.get(address).content.decode()


def test_an_institution_sees_its_own_assignments_and_takes_them_away(client, four, owner, stranger):
    client.force_login(owner)
    page = client.get(f"{ASSIGNMENTS}?state=assigned")
    assert [subject for _one, subject, _cells, _overdue in page.context["lines"]] == ["Waiting"]
    silent = client.get(f"{ASSIGNMENTS}?without=update")
    assert [subject for _one, subject, _cells, _overdue in silent.context["lines"]] == ["Waiting"]
    text = b"".join(client.get(f"{ASSIGNMENTS}list/csv/?columns=state").streaming_content).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == ["Record", "Reference", "About", "Answer"]

    client.force_login(stranger)
    assert client.get(ASSIGNMENTS).context["page"].paginator.count == 0


def test_a_view_of_assignments_is_shared_within_an_institution_alone(
    client, four, owner, alternate, stranger, institution, another_institution
):
    client.force_login(owner)
    client.post(
        "/work/searches/save/",
        {"name": "Waiting", "listed": "assignments", "query": "?state=assigned&page=3&x=1"},
    )
    kept = SavedSearch.objects.get()
    assert (kept.query, kept.frequency, kept.address) == (
        "state=assigned",
        "never",
        f"{ASSIGNMENTS}?state=assigned",
    )
    assert not SavedSearch.objects.visible_to(alternate).exists()

    with pytest.raises(Invalid):
        saved_searches.change(search=kept, name="Waiting", institution=another_institution, by=owner)
    client.post(f"/work/searches/{kept.public_id}/", {"name": "Waiting", "institution": institution.pk})

    assert SavedSearch.objects.visible_to(alternate).get() == kept
    assert not SavedSearch.objects.visible_to(stranger).exists()


def test_contests_past_their_day_are_shown_as_late(assignment, owner, settings):
    settings.CONTEST_DECIDED_WITHIN_DAYS = 14
    Assignment.objects.filter(pk=assignment.pk).update(state="contested")
    contest = Contest.objects.create(assignment=assignment, reason="Not ours.", by=owner)
    contest.since = timezone.localdate()
    assert not rows.of("contested", [contest])[0].is_alarm
    contest.at = timezone.now() - timedelta(days=15)

    assert rows.of("contested", [contest])[0].is_alarm
    assert contest.decide_by == timezone.localdate() - timedelta(days=1)


def test_three_hundred_are_assigned_in_one_act_with_constant_queries_and_one_undo(secretariat, institution):
    document = DocumentFactory()
    hundreds = [[RecommendationFactory(document=document) for _n in range(100)] for _hundred in range(3)]
    search_table.refresh(None)
    costs = []
    for chosen in (hundreds[0], hundreds[1] + hundreds[2]):
        with CaptureQueriesContext(connection) as queries:
            operation = assigning.assign_many(recommendations=chosen, lead=institution, by=secretariat)
        costs.append(len(queries))
        assert operation.size == len(chosen)
    assert costs[0] == costs[1]

    with CaptureQueriesContext(connection) as queries:
        assigning.undo(operation=operation, by=secretariat)

    assert institution.assignments.count() == 100
    assert len(queries) < 120  # of two hundred
