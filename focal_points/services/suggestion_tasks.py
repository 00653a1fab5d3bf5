"""For each kind of suggestion: what was confirmed of it, and which recommendations lack it."""

from collections import defaultdict
from collections.abc import Iterable

from focal_points.models import (
    Assignment,
    Institution,
    NationalNeed,
    StatusUpdate,
    Suggestion,
    UpdateNeed,
    UpdateObstacle,
)
from focal_points.services.suggestion_material import Material
from focal_points.suggesting.engine import Task
from recommendations.models import ClusterMembership, RightTheme, Tag

Kind = Suggestion.Kind
NO = "no"
MOST_TAGS = 3
_TOLD = {
    NationalNeed.Kind.LAW: ({"law"}, {"comparative_law"}),
    NationalNeed.Kind.BUDGET: ({"budget"}, {"funding"}),
}
"""Need → the obstacles and the kinds of support by which an institution says so in an update."""


def tasks_of(material: Material) -> list[Task]:
    """All kinds for the own State; for any other the tags alone."""
    found = [_tags(material, kind) for kind in (Kind.THEME, Kind.PERSONS, Kind.SDG)]
    if material.is_home:
        found += [_cluster(material), _lead(material), _supporting(material)]
        found += [_need(material, kind) for kind in (Kind.LAW, Kind.BUDGET)]
    return found


def _tags(material: Material, kind: str) -> Task:
    held = material.tags.get(kind, {})
    lack = material.keys - held.keys()
    return Task(
        kind,
        labelled=held,
        wanted=frozenset(lack),
        most=MOST_TAGS,
        with_hints=kind != Kind.THEME,
        without=frozenset(lack & material.tagged_by_source),
    )


def _cluster(material: Material) -> Task:
    rows = ClusterMembership.objects.filter(
        recommendation__in=material.keys, cluster__archived_at=None
    ).values_list("recommendation_id", "cluster_id")
    held = _grouped(rows)
    return Task(Kind.CLUSTER, held, material.keys - held.keys(), from_themes=True)


def _lead(material: Material) -> Task:
    held = _grouped(_assigned(material, Assignment.Role.LEAD))
    return Task(Kind.LEAD, held, material.keys - held.keys(), from_themes=True)


def _supporting(material: Material) -> Task:
    held = _grouped(_assigned(material, Assignment.Role.SUPPORTING))
    return Task(Kind.SUPPORTING, held, material.keys - held.keys(), most=2)


def _assigned(material: Material, role: str) -> Iterable[tuple[int, int]]:
    """What stands and nobody contests; a part's institution tells of the whole too."""
    open_ones = Institution.objects.current()
    rows = Assignment.objects.current().filter(
        recommendation__in=material.keys, role=role, institution__in=open_ones
    )
    pairs = rows.exclude(state=Assignment.State.CONTESTED).values_list("recommendation_id", "institution_id")
    return [(owner, institution) for owner, institution in pairs if owner is not None]


def _need(material: Material, kind: str) -> Task:
    """Yes: marked, or said so in an update that was handed in. No: refused, or not said in a verified one."""
    marked = set(_needed(material, kind))
    said, quiet = told_in_updates(material, kind)
    refused = set(
        Suggestion.objects.filter(
            kind=kind, state=Suggestion.State.REFUSED, recommendation__in=material.keys
        ).values_list("recommendation_id", flat=True)
    )
    yes = marked | (said - refused)
    held: dict[int, frozenset[object]] = {key: frozenset([kind]) for key in yes}
    held |= {key: frozenset([NO]) for key in (refused | quiet) - yes}
    return Task(kind, held, frozenset(material.keys - held.keys()), only=frozenset([kind]))


def _needed(material: Material, kind: str) -> Iterable[int]:
    rows = NationalNeed.objects.filter(kind=kind, recommendation__in=material.keys)
    return rows.values_list("recommendation_id", flat=True)


def told_in_updates(material: Material, kind: str) -> tuple[set[int], set[int]]:
    """Those of which an institution says that they need it, and those verified without a word of it."""
    obstacles, needs = _TOLD[NationalNeed.Kind(kind)]
    handed_in = StatusUpdate.objects.filter(
        state__in=StatusUpdate.LEFT_THE_INSTITUTION, assignment__recommendation__in=material.keys
    ).exclude(state=StatusUpdate.State.RETURNED)
    owners = dict(handed_in.values_list("pk", "assignment__recommendation_id"))
    saying = set(
        UpdateObstacle.objects.filter(update__in=owners, kind__in=obstacles).values_list(
            "update_id", flat=True
        )
    )
    saying |= set(
        UpdateNeed.objects.filter(update__in=owners, kind__in=needs).values_list("update_id", flat=True)
    )
    verified = set(handed_in.filter(state=StatusUpdate.State.VERIFIED).values_list("pk", flat=True))
    said = {owners[pk] for pk in saying}
    return said, {owners[pk] for pk in verified} - said


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for owner, held in pairs:
        found[owner].add(held)
    return {owner: frozenset(held) for owner, held in found.items()}


def rights_by_theme() -> dict[int, frozenset[int]]:
    """Theme → the national rights that are filed under it."""
    rows = RightTheme.objects.filter(right__retired_at=None, right__kind=Tag.Kind.RIGHT)
    return _grouped(rows.values_list("theme_id", "right_id"))
