"""A cluster on a day: what was in it, who coordinated it, and how far that was. A fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from focal_points.instants import Instant, over
from focal_points.models import Assignment, Institution
from focal_points.services import as_of
from nmrf.base import versions
from recommendations.models import Cluster, ClusterMembership, ClusterText, Recommendation


@dataclass
class ClusterThen:
    """As it stood; `made_on` is the day from which history knows it, `cluster` answers name and outcome."""

    instant: Instant
    cluster: Cluster
    coordinators: list[Assignment]
    status_of: dict[int, str]
    members: list[int]
    made_on: date

    @property
    def counts(self) -> dict[str, int]:
        """Status → how many."""
        found: dict[str, int] = {}
        for status in self.status_of.values():
            found[status] = found.get(status, 0) + 1
        return found

    @property
    def total(self) -> int:
        """How many were in it."""
        return len(self.members)


def of(cluster: Cluster, instant: Instant, *, is_public: bool = True) -> ClusterThen:
    """The cluster on that day; before it was made, as it was at the end of its first day."""
    first = versions.first(Cluster, pgh_obj_id=cluster.pk)
    made_at = first.pgh_created_at if first else instant.seen
    seen = max(instant.seen, over(timezone.localdate(made_at)))
    inside = {
        version.recommendation_id for version in versions.at(ClusterMembership, seen, cluster_id=cluster.pk)
    }
    keys = list(
        Recommendation.objects.counted()
        .filter(pk__in=inside)
        .order_by("document__mechanism", "document", "paragraph_order", "position", "pk")
        .values_list("pk", flat=True)
    )
    stood = as_of.of_these(keys, instant, is_public=is_public)
    then = Cluster(pk=cluster.pk, code=cluster.code, public_id=cluster.public_id)
    texts = [versions.row(ClusterText, one) for one in versions.at(ClusterText, seen, cluster_id=cluster.pk)]
    then._prefetched_objects_cache = {"texts": texts}  # type: ignore[attr-defined]
    return ClusterThen(
        instant,
        then,
        _coordinators(cluster, seen, instant.seen),
        {key: stood[key].status for key in keys},
        keys,
        timezone.localdate(made_at),
    )


def _coordinators(cluster: Cluster, seen: datetime, given: datetime) -> list[Assignment]:
    rows = [
        versions.row(Assignment, version) for version in versions.at(Assignment, seen, cluster_id=cluster.pk)
    ]
    rows = [row for row in rows if row.state != Assignment.State.WITHDRAWN and row.assigned_at < given]
    institutions = Institution.objects.for_list().in_bulk({row.institution_id for row in rows})
    for row in rows:
        row.institution = institutions[row.institution_id]
    return sorted(rows, key=lambda row: (row.role, row.pk))
