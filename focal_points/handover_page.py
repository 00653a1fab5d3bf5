"""What a handover shows: everything of the institution that goes on, in queries that never grow in number."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from focal_points.models import (
    AskedInstitution,
    Assignment,
    Contest,
    Evidence,
    Handover,
    Institution,
    StatusUpdate,
    Term,
    UpdateStep,
)
from focal_points.models.institution import below, over
from focal_points.models.urgency import by_urgency
from focal_points.services import audience, telling
from nmrf.base.models import User

MOST = 300
"""Assignments on the printed pack; the page shows them in slices."""
LATEST = 40
"""Steps and pieces of evidence."""


@dataclass
class Contacts:
    """Whom to know: of the institution and those above and below, of the secretariat, of partners in work."""

    own: list[Term]
    house: list[User]
    partners: list[tuple[Institution, list[User]]] = field(default_factory=list)


def institutions_of(handover: Handover) -> set[int]:
    """The institution of the term and every body under it."""
    return {handover.term.institution_id} | below({handover.term.institution_id})


def assignments(handover: Handover) -> Any:
    """What is open, most urgent first."""
    rows = Assignment.objects.current().filter(institution__in=institutions_of(handover))
    return by_urgency(rows.for_list(), timezone.localdate())


def notes(handover: Handover) -> dict[int, str]:
    """Assignment → what the leaver says of it."""
    return dict(handover.assignment_notes.values_list("assignment_id", "text"))


def contents(handover: Handover, person: Any) -> dict[str, Any]:
    """All but the assignments, as this person may see it."""
    keys = institutions_of(handover)
    seen = StatusUpdate.objects.visible_to(person).filter(assignment__institution__in=keys)
    return {
        "open_updates": list(seen.filter(state__in=StatusUpdate.OPEN).for_list().order_by("-edited_at")),
        "hidden_drafts": _hidden(keys) if person.is_house else 0,
        "requests": list(
            AskedInstitution.objects.visible_to(person)
            .filter(institution__in=keys)
            .open()
            .unanswered()
            .for_list()
            .order_by("request__due_on", "pk")
        ),
        "contests": list(
            Contest.objects.filter(assignment__institution__in=keys, is_upheld=None)
            .select_related("assignment__recommendation__document", "assignment__cluster", "assignment__part")
            .prefetch_related("assignment__recommendation__texts", "assignment__cluster__texts")
        ),
        "steps": list(
            UpdateStep.objects.filter(update__in=seen.values("pk"))
            .select_related(
                "by",
                "update__assignment__recommendation__document",
                "update__assignment__cluster",
                "update__assignment__part",
            )
            .prefetch_related(
                "update__assignment__recommendation__texts", "update__assignment__cluster__texts"
            )
            .order_by("-at", "-pk")[:LATEST]
        ),
        "evidence": list(
            Evidence.objects.visible_to(person)
            .filter(update__assignment__institution__in=keys)
            .select_related("file", "update")
            .order_by("-pk")[:LATEST]
        ),
        "contacts": _contacts(handover, keys),
    }


def _hidden(keys: set[int]) -> int:
    """Drafts that the house does not read: how many there are it may know."""
    return StatusUpdate.objects.filter(
        assignment__institution__in=keys,
        state__in=[StatusUpdate.State.DRAFT, StatusUpdate.State.VALIDATION],
        submitted_at=None,
    ).count()


def _contacts(handover: Handover, keys: set[int]) -> Contacts:
    around = keys | over({handover.term.institution_id})
    own = (
        Term.objects.held(timezone.localdate())
        .filter(institution__in=around)
        .exclude(person=handover.term.person_id)
        .select_related("person", "institution")
        .prefetch_related("institution__names")
        .order_by("institution__code", "role", "person__name")
    )
    return Contacts(list(own), list(audience.secretariat().order_by("name")), _partners(keys))


def _partners(keys: set[int]) -> list[tuple[Institution, list[User]]]:
    """Institutions with which most is shared, with who writes for them."""
    ours = Assignment.objects.current().filter(institution__in=keys, recommendation__isnull=False)
    shared = Q(assignments__recommendation__in=ours.values("recommendation")) & ~Q(
        assignments__state=Assignment.State.WITHDRAWN
    )
    found = list(
        Institution.objects.current()
        .exclude(pk__in=keys)
        .annotate(shared=Count("assignments", filter=shared))
        .filter(shared__gt=0)
        .order_by("-shared", "code")
        .for_list()[:10]
    )
    people = telling.people_of([one.pk for one in found])
    return [(one, people.get(one.pk, [])) for one in found]
