"""Clusters are named in languages and filled in one act that can be undone."""

import pytest
from django.core.exceptions import PermissionDenied

from focal_points.models import SearchRow
from nmrf.base.errors import Invalid
from recommendations.models import ClusterMembership, Recommendation
from recommendations.services import clusters
from tests.factories import CountryFactory, RecommendationFactory


@pytest.fixture
def cluster(secretariat):
    return clusters.create(
        code="shelters",
        texts={"en": {"name": "Shelters", "desired_outcome": "A bed for each."}},
        by=secretariat,
    )


def test_a_cluster_is_named_in_languages(cluster, secretariat):
    clusters.describe(cluster=cluster, texts={"fr": {"name": "Foyers"}, "en": {"name": ""}}, by=secretariat)

    assert list(cluster.texts.values_list("language", "name")) == [("fr", "Foyers")]
    with pytest.raises(Invalid):
        clusters.describe(cluster=cluster, texts={"fr": {"name": ""}}, by=secretariat)


def test_filling_lists_what_it_left_and_is_undone(cluster, secretariat):
    home, inside = RecommendationFactory(), RecommendationFactory()
    theirs = RecommendationFactory(is_home=False, country=CountryFactory(iso3="XAB"))
    clusters.add(cluster=cluster, recommendations=[inside], by=secretariat)

    operation = clusters.add(cluster=cluster, recommendations=Recommendation.objects.all(), by=secretariat)

    assert operation.size == 1
    assert {one["what"] for one in operation.skipped} == {str(inside), str(theirs)}
    assert SearchRow.objects.get(recommendation=home).clusters == [cluster.pk]

    clusters.undo(operation=operation, by=secretariat)
    assert [m.recommendation for m in ClusterMembership.objects.all()] == [inside]
    assert SearchRow.objects.get(recommendation=home).clusters == []


def test_emptying_is_undone_too(cluster, secretariat):
    chosen = [RecommendationFactory() for _ in range(3)]
    clusters.add(cluster=cluster, recommendations=chosen, by=secretariat)
    operation = clusters.remove(cluster=cluster, recommendations=chosen[:2], by=secretariat)
    assert cluster.memberships.count() == 1

    clusters.undo(operation=operation, by=secretariat)

    assert cluster.memberships.count() == 3


def test_clusters_are_the_secretariats(cluster, owner):
    with pytest.raises(PermissionDenied):
        clusters.add(cluster=cluster, recommendations=[], by=owner)
