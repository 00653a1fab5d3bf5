"""The institution's own list: groups by urgency, counts, and what waits for a signature."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from focal_points.models import Assignment, Institution, Status, StatusUpdate, Term
from focal_points.models.institution import below
from focal_points.models.urgency import Urgency, by_urgency
from nmrf.base.models import User


def assignments(person: User, today: date, institution: Institution | None = None) -> Any:
    """What the person's institutions answer for, most urgent first; of one institution where one is given."""
    rows = Assignment.objects.visible_to(person).current().for_list()
    if institution:
        rows = rows.filter(institution=institution)
    return by_urgency(rows, today)


def count_by_urgency(rows: Any) -> dict[Urgency, int]:
    """Every group with how many stand in it, empty ones too; one query."""
    found = dict(rows.order_by().values_list("urgency").annotate(n=Count("pk")))
    return {group: found.get(group.value, 0) for group in Urgency}


def count_by_status(rows: Any) -> dict[str, int]:
    """Verified status → how many recommendations and parts; a cluster has no status of its own."""
    counts: dict[str, int] = dict.fromkeys(Status.values, 0)
    of_texts = rows.order_by().filter(cluster=None)
    for status, n in of_texts.values_list("status_now").annotate(n=Count("pk")):
        counts[status or Status.NOT_ASSESSED] += n
    return counts


def written_for(person: User, today: date) -> set[int]:
    """Keys of the institutions for which this person writes updates, with those below them."""
    writes = set(
        Term.objects.on(today)
        .filter(person=person, role__in=Term.WRITES)
        .values_list("institution_id", flat=True)
    )
    return writes | below(writes)


def to_sign(person: User, today: date) -> QuerySet[StatusUpdate]:
    """Updates that wait for this validator's signature; not those they wrote or sent themselves."""
    signs_for = set(
        Term.objects.on(today)
        .filter(person=person, role=Term.Role.VALIDATOR)
        .values_list("institution_id", flat=True)
    )
    if not signs_for:
        return StatusUpdate.objects.none()
    return (
        StatusUpdate.objects.filter(
            state=StatusUpdate.State.VALIDATION, assignment__institution__in=signs_for | below(signs_for)
        )
        .exclude(author=person)
        .exclude(submitted_by=person)
        .for_list()
        .order_by("edited_at")
    )
