"""Who is told: the people behind an institution, its validators, the secretariat."""

from datetime import date

from django.db.models import Q, QuerySet

from focal_points.models import Institution, Term
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


def _with_terms(institution: Institution, day: date, roles: tuple[Term.Role, ...]) -> QuerySet[User]:
    terms = Term.objects.on(day).filter(institution=institution, role__in=roles)
    return User.objects.filter(Q(is_active=True), pk__in=terms.values("person"))
