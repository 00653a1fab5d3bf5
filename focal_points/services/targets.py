"""What one update may propose a status for: the recommendation, its parts, or all of a cluster's."""

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
    if assignment.cluster_id:
        return _of_cluster(assignment)
    recommendation = _recommendations().filter(assignments=assignment).get()
    if assignment.part_id:
        part = next((p for p in recommendation.parts.all() if p.pk == assignment.part_id), assignment.part)
        return [Target(recommendation, part)]
    elsewhere = _led_by_others(assignment) if assignment.is_lead else set()
    return _whole_or_parts(recommendation, without=elsewhere)


def verified(targets: Iterable[Target]) -> dict[str, ImplementationStatus]:
    """Key of each target that has one → its verified status, as it stands."""
    keys = {target.recommendation.pk for target in targets}
    rows = ImplementationStatus.objects.standing().filter(recommendation__in=keys).latest_each()
    return {key_of(row.recommendation_id, row.part_id): row for row in rows}


def _recommendations(among: QuerySet[Recommendation] | None = None) -> QuerySet[Recommendation]:
    parts = Prefetch("parts", Part.objects.filter(removed_at=None))
    rows = Recommendation.objects.all() if among is None else among
    return rows.select_related("document__mechanism").prefetch_related("texts", parts)


def _led_by_others(assignment: Assignment) -> set[int]:
    """Parts of the recommendation that another assignment leads on."""
    return set(
        Assignment.objects.current()
        .leading()
        .filter(recommendation=assignment.recommendation_id, part__isnull=False)
        .exclude(institution=assignment.institution_id)
        .values_list("part_id", flat=True)
    )


def _whole_or_parts(recommendation: Recommendation, *, without: Collection[int] = ()) -> list[Target]:
    parts = list(recommendation.parts.all())
    if not parts:
        return [Target(recommendation, None)]
    return [Target(recommendation, part) for part in parts if part.pk not in without]


def _of_cluster(assignment: Assignment) -> list[Target]:
    memberships = list(
        ClusterMembership.objects.filter(cluster=assignment.cluster_id).values_list(
            "recommendation_id", "part_id"
        )
    )
    whole = {recommendation for recommendation, part in memberships if part is None}
    chosen = {part for _, part in memberships if part is not None}
    recommendations = _recommendations(Recommendation.objects.counted().in_document_order()).filter(
        pk__in={pk for pk, _ in memberships}
    )
    found: list[Target] = []
    for recommendation in recommendations:
        every = _whole_or_parts(recommendation)
        if recommendation.pk in whole:
            found += every
        else:
            found += [target for target in every if target.part and target.part.pk in chosen]
    return found
