"""Obstacles and needs for support that stand: named in the last verified update of an assignment.

What a later update does not name again is gone; where nothing is left to be done, nothing stands. Public
lists and figures come from public updates alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from focal_points.models import (
    Assignment,
    Institution,
    Need,
    Obstacle,
    SearchRow,
    StatusUpdate,
    UpdateNeed,
    UpdateObstacle,
)
from focal_points.models.institution import reach
from focal_points.models.status import NOTHING_LEFT
from recommendations.models import Tag


@dataclass(frozen=True)
class Sort:
    """Needs, or obstacles: their rows, their kinds, and where an update says more of them."""

    name: str
    model: Any
    kinds: Any
    words: str
    title: Any
    heading: Any


NEEDS = Sort("needs", UpdateNeed, Need, "needs_said", _("Needs for technical cooperation"), _("Needed"))
OBSTACLES = Sort("obstacles", UpdateObstacle, Obstacle, "obstacles_said", _("Obstacles"), _("Obstacle"))
SORTS = {sort.name: sort for sort in (NEEDS, OBSTACLES)}


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed by; empty is everything."""

    kind: str = ""
    institution: Institution | None = None
    theme: Tag | None = None

    @classmethod
    def by(cls, sort: Sort, query: Any) -> "Narrowed":
        """From an address; what is not known is left out."""
        kind, code, theme = (query.get(n, "").replace("\x00", "") for n in ("kind", "institution", "theme"))
        return cls(
            kind=kind if kind in sort.kinds.values else "",
            institution=Institution.objects.for_list().filter(code=code).first() if code else None,
            theme=Tag.objects.filter(kind=Tag.Kind.THEME, code=theme).first() if theme else None,
        )


def seen_by(person: Any) -> QuerySet[StatusUpdate]:
    """What a list for this person is made of: the house's all, an institution's own; None: what is public."""
    updates = StatusUpdate.objects.filter(state=StatusUpdate.State.VERIFIED)
    if person is None:
        return updates.public()
    return updates if person.is_house else updates.filter(assignment__institution__in=reach(person))


def standing(sort: Sort, updates: QuerySet[StatusUpdate]) -> Any:
    """One row a kind and update that stands; `since` is the end of the period in which it came up first."""
    last = updates.order_by("assignment_id", "-decided_at", "-pk").distinct("assignment_id")
    before = sort.model.objects.filter(
        update__in=updates.values("pk"),
        update__assignment=OuterRef("update__assignment"),
        kind=OuterRef("kind"),
    )
    first = before.order_by().values("kind").annotate(day=Min("update__period_to")).values("day")
    return (
        sort.model.objects.filter(update__in=last.values("pk"))
        .exclude(update__assignment__state=Assignment.State.WITHDRAWN)
        .exclude(update__assignment__recommendation__search_row__status__in=NOTHING_LEFT)
        .annotate(since=Subquery(first[:1]))
    )


def narrowed(rows: Any, by: Narrowed) -> Any:
    """Only those."""
    if by.kind:
        rows = rows.filter(kind=by.kind)
    if by.institution:
        rows = rows.filter(update__assignment__institution=by.institution)
    if by.theme:
        about = SearchRow.objects.filter(themes__contains=[by.theme.pk]).values("pk")
        rows = rows.filter(
            Q(update__assignment__recommendation__in=about)
            | Q(update__assignment__cluster__memberships__recommendation__in=about)
        ).distinct()
    return rows


def for_list(rows: Any) -> Any:
    """What a line shows, the longest needed first."""
    return (
        rows.select_related(
            "update__assignment__institution",
            "update__assignment__recommendation__document__mechanism",
            "update__assignment__part",
            "update__assignment__cluster",
        )
        .prefetch_related(
            "update__assignment__institution__names",
            "update__assignment__recommendation__texts",
            "update__assignment__cluster__texts",
        )
        .order_by("since", "pk")
    )


@dataclass(frozen=True)
class Counted:
    """How many of each kind, of each institution, under each theme: the most frequent first."""

    kinds: list[tuple[str, str, int]]
    institutions: list[tuple[str, str, int]]
    themes: list[tuple[str, str, int]]
    total: int


def count(sort: Sort, rows: Any) -> Counted:
    """Code, name and number; a fixed number of queries."""
    plain = rows.order_by()
    kinds = Counter(dict(plain.values_list("kind").annotate(n=Count("pk", distinct=True))))
    by_institution = plain.values_list("update__assignment__institution").annotate(
        n=Count("pk", distinct=True)
    )
    institutions: Counter[int] = Counter(dict(by_institution))
    names = Institution.objects.for_list().in_bulk(list(institutions))
    return Counted(
        [(kind, str(sort.kinds(kind).label), n) for kind, n in kinds.most_common()],
        [(names[key].code, str(names[key]), n) for key, n in institutions.most_common()],
        _themes(plain),
        sum(kinds.values()),
    )


def _themes(rows: Any) -> list[tuple[str, str, int]]:
    """Each row once under each of its widest themes."""
    about = set(
        rows.filter(update__assignment__recommendation__isnull=False).values_list(
            "pk", "update__assignment__recommendation"
        )
    ) | set(
        rows.filter(update__assignment__cluster__isnull=False).values_list(
            "pk", "update__assignment__cluster__memberships__recommendation"
        )
    )
    held = dict(SearchRow.objects.filter(pk__in={key for _row, key in about}).values_list("pk", "themes"))
    tags = {
        tag.pk: tag for tag in Tag.objects.filter(kind=Tag.Kind.THEME, parent=None).prefetch_related("names")
    }
    pairs = {(row, theme) for row, key in about for theme in held.get(key, ()) if theme in tags}
    counts = Counter(theme for _row, theme in pairs)
    return [(tags[key].code, str(tags[key]), n) for key, n in counts.most_common()]


@dataclass(frozen=True)
class Line:
    """One need or obstacle, concrete enough to hand on."""

    kind: str
    words: str
    update: StatusUpdate
    assignment: Assignment
    since: date | None

    @property
    def name(self) -> str:
        """What it is about."""
        if self.assignment.cluster:
            return str(self.assignment.cluster.name)
        name = self.assignment.recommendation.name  # type: ignore[union-attr]
        return f"{name} {self.assignment.part.label}" if self.assignment.part else name


def lines(sort: Sort, rows: Iterable[Any]) -> list[Line]:
    """As a person reads them."""
    return [
        Line(
            str(sort.kinds(row.kind).label),
            getattr(row.update, sort.words),
            row.update,
            row.update.assignment,
            row.since,
        )
        for row in rows
    ]
