"""For whom a command makes or takes in a workbook: somebody has to be its author."""

from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Institution, Term
from focal_points.permissions import Can
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import may


def institution(code: str) -> Institution:
    """By its code. Raises Invalid."""
    found = Institution.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        raise Invalid(_("No institution has the code %(code)s.") % {"code": code.strip()[:60]})
    return found


def person_for(institution: Institution, address: str = "") -> User:
    """Whoever has this address; without one, the institution's focal point of today, else its alternate.

    Where nobody speaks for it, nor for one above it, somebody of the secretariat does so on its behalf.
    Raises Invalid where nobody may write for the institution.
    """
    if address:
        named = User.objects.filter(email__iexact=address.strip(), is_active=True).first()
        if named is None:
            raise Invalid(_("Nobody has the address %(address)s.") % {"address": address.strip()[:120]})
        if not may(named, Can.BRING_WORKBOOK, institution):
            raise Invalid(
                _("%(who)s does not write for %(institution)s.") % {"who": named, "institution": institution}
            )
        return named
    above: Institution | None = institution
    while above is not None:
        running = (
            Term.objects.on(timezone.localdate())
            .filter(institution=above, role__in=Term.WRITES, person__is_active=True)
            .select_related("person")
            .order_by("-role", "starts_on", "pk")  # focal points before alternates
        )
        if first := running.first():
            return first.person
        above = above.parent
    house = User.objects.filter(role=User.Role.SECRETARIAT, is_active=True).order_by("pk").first()
    if house is not None:
        return house
    raise Invalid(
        _("Nobody speaks for %(institution)s today. Name a person with --by.") % {"institution": institution}
    )
