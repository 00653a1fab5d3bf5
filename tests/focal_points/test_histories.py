"""Who changed what when: of everything, for whoever may see it, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from focal_points.models import Assignment, StatusUpdate
from nmrf.base import histories, history
from recommendations.models import Cluster, ClusterMembership, ClusterText
from recommendations.services import clusters
from tests.factories import AssignmentFactory, InstitutionFactory, RecommendationFactory


def page(what, thing) -> str:
    return f"/work/history/{what}/{thing.public_id}/"


@pytest.fixture
def cluster(secretariat):
    return clusters.create(
        code="shelter",
        texts={"en": {"name": "Shelter", "desired_outcome": "A shelter in every province within a year."}},
        by=secretariat,
        door="page",
    )


def test_a_cluster_tells_its_names_members_and_coordinator(client, cluster, secretariat):
    one = RecommendationFactory()
    clusters.describe(
        cluster=cluster,
        texts={"en": {"name": "Shelter", "desired_outcome": "Two shelters in every province within a year."}},
        by=secretariat,
        door="page",
    )
    clusters.add(cluster=cluster, recommendations=[one], by=secretariat, door="page")
    AssignmentFactory(cluster=cluster, recommendation=None, institution=InstitutionFactory(name="Justice"))
    client.force_login(secretariat)

    told = client.get(page("cluster", cluster)).content.decode()

    assert "Selma Secretariat" in told
    assert "<ins>Two" in told
    assert one.reference in told
    assert "Justice · lead · shelter" in told or "Justice · lead · Shelter" in told
    assert "on a page" in told


def test_an_institution_reads_of_its_own_assignments_alone(client, assignment, owner, stranger):
    with history.recorded(by=owner, action="assignment.accept", door="page"):
        Assignment.objects.filter(pk=assignment.pk).update(state="contested")

    client.force_login(owner)
    told = client.get(page("assignment", assignment))
    assert "<del>accepted</del> <ins>contested</ins>" in told.content.decode()
    client.force_login(stranger)
    assert client.get(page("assignment", assignment)).status_code == 404


def test_drafts_of_an_institution_are_not_told_to_the_house(client, draft, owner, secretariat):
    for text in (
        "A hidden first thought that nobody is to read, ever, but ourselves.",
        "What we did was this.",
    ):
        with history.recorded(by=owner, action="status_update.save", door="page"):
            StatusUpdate.objects.filter(pk=draft.pk).update(narrative=text)
    client.force_login(secretariat)
    assert client.get(page("update", draft)).status_code == 404
    with history.recorded(by=owner, action="status_update.submit", door="page"):
        StatusUpdate.objects.filter(pk=draft.pk).update(
            state="submitted", submitted_at=draft.assignment.assigned_at, submitted_by=owner
        )

    theirs = client.get(page("update", draft)).content.decode()
    client.force_login(owner)
    own = client.get(page("update", draft)).content.decode()

    assert "hidden first thought" not in theirs
    assert "hidden first" in own


@pytest.mark.parametrize("what", ["nothing", "recommendation"])
def test_what_is_not_there_is_not_found(what, client, secretariat):
    client.force_login(secretariat)
    assert client.get(f"/work/history/{what}/not-a-key/").status_code == 404


@pytest.mark.parametrize("what", sorted(["recommendation", "institution", "person", "document"]))
def test_other_things_have_a_page(what, client, secretariat, assignment):
    things = {
        "recommendation": assignment.recommendation,
        "institution": assignment.institution,
        "person": secretariat,
        "document": assignment.recommendation.document,
    }
    client.force_login(secretariat)

    assert client.get(page(what, things[what])).status_code == 200


def test_a_long_history_is_paged_and_costs_the_same(client, cluster, secretariat):
    def add(number):
        for _one in range(number):
            made = RecommendationFactory()
            ClusterMembership.objects.create(cluster=cluster, recommendation=made)
            AssignmentFactory(
                cluster=cluster, recommendation=None, role="supporting", institution=InstitutionFactory()
            )

    client.force_login(secretariat)
    costs = []
    for _round in range(2):
        add(3)
        with CaptureQueriesContext(connection) as queries:
            client.get(page("cluster", cluster))
        costs.append(len(queries))
    assert costs[0] == costs[1]

    for number in range(histories.PER_PAGE + 5):
        ClusterText.objects.filter(cluster=cluster).update(name=f"Shelter {number}")
    told = client.get(page("cluster", cluster) + "?page=2").content.decode()
    assert "Shelter 0" in told
    assert Cluster.objects.get(pk=cluster.pk).archived_at is None
