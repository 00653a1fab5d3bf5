"""Who may be named in talk, and who is named: ticked in the list, or written as @Name."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone

from focal_points.models import Institution, Term
from nmrf.base.models import User

HOUSE = (User.Role.SECRETARIAT, User.Role.ADMINISTRATOR)


def house() -> list[User]:
    """Everybody of the secretariat, and administrators."""
    return list(User.objects.filter(role__in=HOUSE, is_active=True).order_by("name"))


def people(institutions: Iterable[Institution]) -> list[User]:
    """Who may be named where these institutions read along: the house, and whoever speaks for them today."""
    terms = Term.objects.on(timezone.localdate()).filter(institution__in=list(institutions))
    spoken = Q(pk__in=terms.values("person"), role=User.Role.NONE)
    return list(User.objects.filter(spoken | Q(role__in=HOUSE), is_active=True).order_by("name"))


def named(text: str, ticked: Collection[str], among: Iterable[User]) -> list[User]:
    """Those of `among` who are ticked (by public id) or written with an @ before their whole name.

    The longest name counts first, so that “@Ana Maria” does not name Ana.
    """
    left = text.casefold()
    found = []
    for person in sorted(among, key=lambda one: -len(one.name)):
        mark = f"@{person.name.casefold()}"
        is_written = bool(person.name) and mark in left
        if is_written:
            left = left.replace(mark, " ")
        if is_written or str(person.public_id) in ticked:
            found.append(person)
    return sorted(found, key=lambda one: one.pk)
