"""What the pages of the vocabularies show: trees with counts, and labels that wait to be mapped."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from recommendations.models import Mechanism, Recommendation, RecommendationTag, Tag
from recommendations.services import state_mapping
from recommendations.services.state_mapping import UnknownState

EXAMPLES = 3
SHOWN_STATES = 50


@dataclass
class Node:
    """One entry with those under it, and how many recommendations carry it or one of them."""

    tag: Tag
    own: int
    under: list["Node"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Uses of its own and of those under it; a recommendation with two of them counts twice."""
        return self.own + sum(node.count for node in self.under)


def tree(kind: str) -> list[Node]:
    """The whole vocabulary; three queries."""
    tags = list(Tag.objects.filter(kind=kind, merged_into=None).prefetch_related("names"))
    counts = _counts(kind)
    nodes = {tag.pk: Node(tag, counts.get(tag.pk, 0)) for tag in tags}
    top: list[Node] = []
    for tag in tags:
        above = nodes.get(tag.parent_id or 0)
        (above.under if above else top).append(nodes[tag.pk])
    return top


def _counts(kind: str) -> dict[int, int]:
    rows = RecommendationTag.objects.filter(tag__kind=kind).values_list("tag")
    return dict(rows.annotate(n=Count("recommendation", distinct=True)))


def sizes() -> dict[str, int]:
    """Vocabulary → how many entries are in use; one query."""
    rows = Tag.objects.in_use().values_list("kind").annotate(n=Count("pk")).order_by()
    return dict(rows)


@dataclass
class Waiting:
    """One label that nobody knew, with the first records that carry it."""

    thing: Any
    count: int
    examples: list[tuple[Recommendation, str]] = field(default_factory=list)


def waiting_tags() -> list[Waiting]:
    """Tags that came from a source and are not mapped; the most used first."""
    rows = (
        Tag.objects.filter(is_unmapped=True, merged_into=None)
        .annotate(n=Count("uses__recommendation", distinct=True))
        .prefetch_related("names")
        .order_by("-n", "kind", "code")
    )
    return [Waiting(tag, tag.n, _some(Recommendation.objects.filter(tags__tag=tag))) for tag in rows]


def waiting_mechanisms() -> list[Waiting]:
    """Bodies that came from a source and are not mapped."""
    rows = (
        Mechanism.objects.filter(is_unmapped=True, merged_into=None)
        .annotate(n=Count("documents__recommendations"))
        .prefetch_related("names")
        .order_by("-n", "code")
    )
    return [
        Waiting(mechanism, mechanism.n, _some(Recommendation.objects.filter(document__mechanism=mechanism)))
        for mechanism in rows
    ]


def waiting_states() -> list[tuple[UnknownState, list[tuple[Recommendation, str]]]]:
    """Names of States that are not known."""
    found = state_mapping.unknown()[:SHOWN_STATES]
    return [
        (one, _some(Recommendation.objects.filter(pk__in=[*one.addressed, *one.recommending][:EXAMPLES])))
        for one in found
    ]


def how_many_wait() -> int:
    """Tags and bodies; States are looked for on their own page, since that reads sources."""
    tags = Tag.objects.filter(is_unmapped=True, merged_into=None).count()
    return tags + Mechanism.objects.filter(is_unmapped=True, merged_into=None).count()


def examples_of(tag: Tag) -> list[tuple[Recommendation, str]]:
    """The first that carry it."""
    return _some(Recommendation.objects.filter(Q(tags__tag=tag)), 8)


def _some(rows: QuerySet[Recommendation], most: int = EXAMPLES) -> list[tuple[Recommendation, str]]:
    keys: Iterable[int] = rows.order_by("pk").values_list("pk", flat=True).distinct()[:most]
    return [(one, one.name) for one in Recommendation.objects.filter(pk__in=list(keys)).for_list()]
