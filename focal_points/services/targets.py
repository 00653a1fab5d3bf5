"""What one update may propose a status for: the recommendation, its parts, or all of a cluster's."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from focal_points.models import Assignment, ImplementationStatus
from recommendations.models import ClusterMembership, Part, Recommendation


@dataclass(frozen=True)
class Target:
    """One recommendation, or one part of it."""

    recommendation: Recommendation
    part: Part | None

    @cached_property
    def key(self) -> str:
        """Its name in forms and in messages about what is missing."""
        return key_of(self.recommendation.pk, self.part.pk if self.part else None)

    @property
    def words(self) -> str:
        """What is asked: the part's own words, else the whole original text."""
        if self.part:
            return self.part.quoted
        original = self.recommendation.original
        return original.text if original else ""

    @property
    def is_named(self) -> bool:
        """Whether its name says more than its place in the document."""
        return bool(self.part or self.recommendation.title)

    @property
    def name(self) -> str:
        """A few words: the part's letter and title, else the recommendation's title or reference."""
        if self.part:
            return str(self.part)
        return self.recommendation.title or self.recommendation.reference


def key_of(recommendation: int, part: int | None) -> str:
    """`p<recommendation>-<part, or 0>`."""
    return f"p{recommendation}-{part or 0}"


def of(assignment: Assignment) -> list[Target]:
    """Targets in the order of the text; of a cluster, in the order of documents. Constant queries."""
    return of_many([assignment])[assignment.pk]


def of_many(assignments: Collection[Assignment]) -> dict[int, list[Target]]:
    """Assignment's key → its targets; as many queries for a thousand as for one."""
    wanted = {one.recommendation_id for one in assignments if one.recommendation_id}
    recommendations = {row.pk: row for row in _recommendations().filter(pk__in=wanted)} if wanted else {}
    elsewhere = _led_by_others([one for one in assignments if one.recommendation_id and one.is_lead])
    found = _of_clusters([one for one in assignments if one.cluster_id])
    for one in assignments:
        if one.recommendation_id is None:
            continue
        recommendation = recommendations[one.recommendation_id]
        if one.part_id:
            part = next((p for p in recommendation.parts.all() if p.pk == one.part_id), one.part)
            found[one.pk] = [Target(recommendation, part)]
        else:
            found[one.pk] = _whole_or_parts(recommendation, without=elsewhere.get(one.pk, set()))
    return found


def verified(targets: Iterable[Target]) -> dict[str, ImplementationStatus]:
    """Key of each target that has one → its verified status, as it stands."""
    keys = {target.recommendation.pk for target in targets}
    rows = ImplementationStatus.objects.standing().filter(recommendation__in=keys).latest_each()
    return {key_of(row.recommendation_id, row.part_id): row for row in rows}


def _recommendations(among: QuerySet[Recommendation] | None = None) -> QuerySet[Recommendation]:
    parts = Prefetch("parts", Part.objects.filter(removed_at=None))
    rows = Recommendation.objects.all() if among is None else among
    return rows.select_related("document__mechanism").prefetch_related("texts", parts)


def _led_by_others(assignments: Collection[Assignment]) -> dict[int, set[int]]:
    """Assignment's key → parts of its recommendation that another institution leads on."""
    if not assignments:
        return {}
    led: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = (
        Assignment.objects.current()
        .leading()
        .filter(recommendation__in={one.recommendation_id for one in assignments}, part__isnull=False)
    )
    for recommendation, part, institution in rows.values_list(
        "recommendation_id", "part_id", "institution_id"
    ):
        led[recommendation].append((part, institution))
    return {
        one.pk: {
            part
            for part, institution in led[one.recommendation_id]  # type: ignore[index]
            if institution != one.institution_id
        }
        for one in assignments
    }


def _whole_or_parts(recommendation: Recommendation, *, without: Collection[int] = ()) -> list[Target]:
    parts = list(recommendation.parts.all())
    if not parts:
        return [Target(recommendation, None)]
    return [Target(recommendation, part) for part in parts if part.pk not in without]


def _of_clusters(assignments: Collection[Assignment]) -> dict[int, list[Target]]:
    if not assignments:
        return {}
    whole: dict[int, set[int]] = defaultdict(set)
    chosen: dict[int, set[int]] = defaultdict(set)
    members: dict[int, set[int]] = defaultdict(set)
    rows = ClusterMembership.objects.filter(cluster__in={one.cluster_id for one in assignments})
    for cluster, recommendation, part in rows.values_list("cluster_id", "recommendation_id", "part_id"):
        members[cluster].add(recommendation)
        if part is None:
            whole[cluster].add(recommendation)
        else:
            chosen[cluster].add(part)
    among = Recommendation.objects.counted().in_document_order()
    recommendations = list(_recommendations(among).filter(pk__in=set().union(*members.values())))
    found: dict[int, list[Target]] = {}
    for one in assignments:
        cluster = one.cluster_id or 0
        found[one.pk] = [
            target
            for recommendation in recommendations
            if recommendation.pk in members[cluster]
            for target in _whole_or_parts(recommendation)
            if recommendation.pk in whole[cluster] or (target.part and target.part.pk in chosen[cluster])
        ]
    return found
