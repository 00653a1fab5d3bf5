"""Nothing stays with somebody who has gone, however they went.

A term is ended, a person is closed, or a last day simply passes: the first two settle what is open at once,
the third is found by beat. Work moves to the named successor, else to the institution's focal point, else to
its alternate; where there is nobody, it waits, the desk shows it, and the next one who begins gets it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points import vacancies
from focal_points.models import Handover, Institution, Term
from focal_points.services import audience, handovers, leaving
from nmrf.base import history
from nmrf.base.models import User
from nmrf.base.services import notices

AHEAD = timedelta(days=vacancies.DAYS_AHEAD)


def settle_all() -> int:
    """Begin what will end soon, move what is over, tell the secretariat of what lies with nobody.

    How many handovers moved. Each one is an act of its own, so that one that fails holds up no other.
    """
    today = timezone.localdate()
    soon = Term.objects.writing().filter(
        ends_on__gte=today, ends_on__lte=today + AHEAD, handover=None, person__is_active=True
    )
    for term in soon.select_related("person", "institution"):
        handovers.begin(term=term, by=None)
    moved = sum(settle(term) for term in _over())
    _tell_of_vacancies()
    return moved


def _over() -> list[Term]:
    """Terms of the past whose handover is open, or whose person still holds something."""
    today = timezone.localdate()
    holding = {(one.person, one.institution) for one in leaving.behind()}
    people = {person for person, _institution in holding}
    rows = (
        Term.objects.writing()
        .filter(Q(ends_on__lt=today) | Q(starts_on__lte=today, person__is_active=False))
        .filter(Q(handover__isnull=False, handover__moved_at=None) | Q(person__in=people))
        .select_related("person", "institution", "handover")
        .order_by("-starts_on", "-pk")
    )
    return [
        term
        for term in rows
        if (hasattr(term, "handover") and term.handover.moved_at is None)
        or any(person == term.person_id and key in leaving.scope(term) for person, key in holding)
    ]


@transaction.atomic
def settle(term: Term, by: User | None = None) -> bool:
    """Move what a term that is over has left to whoever is there; False where nobody is."""
    if not handovers.is_over(term) or term.role not in Term.WRITES:
        return False
    handover = handovers.begin(term=term, by=None)
    held = leaving.held_by(term.person_id, leaving.scope(term))
    if handover.moved_at and not held:
        return False
    successor = _who_is_there(handover)
    if successor is None:
        return False
    if handover.operation and handover.successor_id == successor.pk:
        return _follow_up(handover, successor)
    handovers.move(handover=handover, successor=successor, by=by)
    return True


def _follow_up(handover: Handover, successor: User) -> bool:
    """Something came back to the leaver after it was handed over: it goes the same way."""
    with history.recorded(by=None, action="handover.follow", operation=handover.operation_id):
        return bool(leaving.carry(handover.term.person_id, successor.pk, leaving.scope(handover.term)))


def _who_is_there(handover: Handover) -> User | None:
    """The named successor if they write there today, else the longest focal point, else an alternate."""
    today = timezone.localdate()
    institution = handover.term.institution_id
    able = [
        term
        for term in leaving.writers([institution], today)[institution]
        if term.person_id != handover.term.person_id
    ]
    named = [term for term in able if term.person_id == handover.successor_id]
    own = [term for term in able if term.institution_id == institution]
    chosen = next(iter(named or own), None)
    return chosen.person if chosen else None


@transaction.atomic
def somebody_came(institution: Institution) -> None:
    """A new term began: what waited for somebody at this institution goes to them."""
    waiting = Handover.objects.open().filter(term__institution=institution)
    for handover in waiting.select_related("term__person", "term__institution"):
        settle(handover.term)


@transaction.atomic
def person_closed(person: Any, by: User | None) -> None:
    """Their terms end today, those to come are taken back, and what they held goes on."""
    today = timezone.localdate()
    with history.recorded(by=by, action="term.end"):
        Term.objects.filter(person=person, starts_on__gt=today, handover=None).delete()
        ending = Term.objects.on(today).filter(person=person)
        terms = list(ending.select_related("institution"))
        Term.objects.filter(pk__in=[term.pk for term in terms]).exclude(ends_on__lte=today).update(
            ends_on=today
        )
    for term in terms:
        term.refresh_from_db()
        settle(term)


class _Said:
    """What is the matter with an institution, put together anew in each reader's language."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution

    def __str__(self) -> str:
        said = {"institution": self.institution, "reason": vacancies.reasons(self.institution)[0].text}
        return _("%(institution)s: %(reason)s") % said


def _tell_of_vacancies() -> None:
    """The secretariat hears once of each institution that nobody speaks for, for as long as that lasts."""
    found: Iterable[Institution] = vacancies.waiting()
    to = list(audience.secretariat())
    for institution in found:
        reason = vacancies.reasons(institution)[0]
        notices.tell(
            to=to,
            key=f"vacancy:{institution.pk}:{reason.name}:{institution.since}",  # type: ignore[attr-defined]
            text=_Said(institution),
            address=reverse("focal_points:institution-work", args=[institution.public_id]),
        )
