"""The tree of institutions, and what is late below one of them: counted in a few queries for any number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from focal_points.models import AskedInstitution, Assignment, Institution, StatusUpdate, Term
from focal_points.models.institution import below
from focal_points.models.urgency import FINISHED


@dataclass
class Line:
    """One body: how deep it stands below where one looks from, and how its work goes."""

    institution: Institution
    depth: int = 0
    people: list[Term] = field(default_factory=list)

    @property
    def steps(self) -> range:
        """One for each level it is set in."""
        return range(self.depth)


def tree(institutions: Iterable[Institution]) -> list[Line]:
    """Each under the body it stands under; whose body is not among them stands at the top."""
    rows = list(institutions)
    keys = {one.pk for one in rows}
    under: dict[int | None, list[Institution]] = {}
    for one in rows:
        under.setdefault(one.parent_id if one.parent_id in keys else None, []).append(one)
    found: list[Line] = []
    waiting = [(one, 0) for one in reversed(under.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        found.append(Line(one, depth))
        waiting += [(child, depth + 1) for child in reversed(under.get(one.pk, []))]
    return found


def with_work(rows: QuerySet[Institution], today: date) -> QuerySet[Institution]:
    """Adds how much is open, late and unanswered, and when it was last heard of."""
    current = ~Q(assignments__state=Assignment.State.WITHDRAWN) & Q(assignments__isnull=False)
    done = Q(assignments__recommendation__search_row__status__in=FINISHED)
    said = (
        StatusUpdate.objects.filter(assignment__institution=OuterRef("pk"), submitted_at__isnull=False)
        .order_by()
        .values("assignment__institution")
        .annotate(at=TruncDate(Max("submitted_at")))
        .values("at")
    )
    requests = (
        AskedInstitution.objects.late_on(today)
        .filter(institution=OuterRef("pk"))
        .order_by()
        .values("institution")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return rows.annotate(
        open_count=Count("assignments", filter=current),
        late_count=Count("assignments", filter=current & Q(assignments__due_on__lt=today) & ~done),
        new_count=Count("assignments", filter=Q(assignments__state=Assignment.State.ASSIGNED)),
        last_said=Subquery(said),
        late_requests=Subquery(requests),
    )


def lines(keys: Collection[int]) -> list[Line]:
    """The tree of these bodies with their work and who speaks for each today."""
    today = timezone.localdate()
    rows = with_work(Institution.objects.current().filter(pk__in=keys).for_list(), today)
    found = tree(rows.order_by("code"))
    people: dict[int, list[Term]] = {}
    for term in Term.objects.held(today).writing().filter(institution__in=keys).select_related("person"):
        people.setdefault(term.institution_id, []).append(term)
    for line in found:
        line.people = people.get(line.institution.pk, [])
    return found


def late(keys: Collection[int]) -> Any:
    """What these bodies are late with, longest first."""
    done = Q(recommendation__search_row__status__in=FINISHED)
    rows = Assignment.objects.late_on(timezone.localdate()).filter(institution__in=keys).exclude(done)
    return rows.for_list().order_by(F("due_on").asc(), "pk")


def bodies_below(person: Any) -> set[int]:
    """Every body under those that the person speaks for today."""
    own = set(person.terms.on(timezone.localdate()).values_list("institution_id", flat=True))
    return below(own)
