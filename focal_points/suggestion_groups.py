"""What is suggested for a selection, grouped: this institution for these twelve, that tag for those forty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from focal_points.models import Suggestion
from recommendations.models import Recommendation

SHOWN = 5
_TARGETS = ("cluster_id", "institution_id", "tag_id")


@dataclass
class Group:
    """One thing suggested for several recommendations, as surely for each."""

    kind: str
    strength: str
    target: Any
    count: int
    key: str
    """As it stands in a form: what is meant, and how many were shown when it was ticked."""
    some: list[tuple[Recommendation, str]] = field(default_factory=list)

    @property
    def is_likely(self) -> bool:
        """Ticked to begin with."""
        return self.strength == Suggestion.Strength.LIKELY

    @property
    def kind_word(self) -> str:
        """The kind as people read it."""
        return str(Suggestion.Kind(self.kind).label)

    @property
    def strength_word(self) -> str:
        """How sure, as people read it."""
        return str(Suggestion.Strength(self.strength).label)


def open_for(chosen: QuerySet[Recommendation]) -> Any:
    """What is open for these, and still wanted."""
    return Suggestion.objects.wanted().filter(recommendation__in=chosen.values("pk"))


def groups_of(chosen: QuerySet[Recommendation]) -> list[Group]:
    """All groups by kind, the largest first, with the first few of each. A fixed number of queries."""
    first = Window(RowNumber(), partition_by=["kind", "strength", *_TARGETS], order_by=F("score").desc())
    rows = open_for(chosen)
    counted: dict[tuple[Any, ...], int] = {}
    for row in rows.values_list("kind", "strength", *_TARGETS):
        counted[row] = counted.get(row, 0) + 1
    some = list(rows.annotate(nth=first).filter(nth__lte=SHOWN).for_list().order_by("nth"))
    recommendations = Recommendation.objects.for_list().in_bulk({row.recommendation_id for row in some})
    found: dict[tuple[Any, ...], Group] = {}
    for row in some:
        pair = (row.kind, row.strength, row.cluster_id, row.institution_id, row.tag_id)
        group = found.get(pair)
        if group is None:
            count = counted.get(pair, 0)
            group = found[pair] = Group(row.kind, row.strength, row.target, count, _key(row, count))
        if one := recommendations.get(row.recommendation_id):
            group.some.append((one, one.name))
    kinds = Suggestion.Kind.values
    return sorted(found.values(), key=lambda group: (kinds.index(group.kind), -group.count, group.key))


def _key(row: Suggestion, count: int) -> str:
    target = row.cluster_id or row.institution_id or row.tag_id or 0
    return f"{row.kind}:{target}:{row.strength}:{count}"


def ticked(keys: Iterable[str], groups: Iterable[Group]) -> tuple[list[Group], bool]:
    """The groups that were ticked, and whether one of them is no longer as it was shown."""
    known = {group.key: group for group in groups}
    keys = list(keys)
    return [known[key] for key in keys if key in known], any(key not in known for key in keys)


def suggestions_of(chosen: QuerySet[Recommendation], groups: Iterable[Group]) -> list[Suggestion]:
    """Every suggestion of these groups."""
    wanted = {(group.kind, group.strength, group.target) for group in groups}
    return [row for row in open_for(chosen).for_list() if (row.kind, row.strength, row.target) in wanted]
