"""Who is told: the people behind an institution, its validators, the secretariat."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from focal_points.models import Institution, Term
from focal_points.models.institution import over
from nmrf.base.models import User


def secretariat() -> QuerySet[User]:
    """Everybody of the secretariat."""
    return User.objects.filter(role=User.Role.SECRETARIAT, is_active=True)


def validators(institution: Institution, day: date) -> QuerySet[User]:
    """Those who sign for this institution on this day: its own validators, else those of the body above."""
    level: Institution | None = institution
    while level is not None:
        found = _with_terms(level, day, (Term.Role.VALIDATOR,))
        if found:
            return found
        level = level.parent
    return User.objects.none()


def still_there(people: Sequence[User], institution: int, day: date) -> list[User]:
    """Those of them who can still read it: of the house, or with a term there or above.

    Where none of an institution's people is left, those who write for the institution today.
    """
    here = {institution} | over({institution})
    terms = Term.objects.held(day).filter(institution__in=here)
    present = set(terms.filter(person__in=people).values_list("person", flat=True))
    told = [one for one in people if one.pk in present or (one.is_active and one.role)]
    if told or not people:
        return told
    return list(User.objects.filter(pk__in=terms.writing().filter(institution=institution).values("person")))


def _with_terms(institution: Institution, day: date, roles: tuple[Term.Role, ...]) -> QuerySet[User]:
    terms = Term.objects.on(day).filter(institution=institution, role__in=roles)
    return User.objects.filter(Q(is_active=True), pk__in=terms.values("person"))
