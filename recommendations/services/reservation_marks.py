"""Recommendations that touch a reservation the State keeps: proposed by rules, marked by a person."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import ProposedMark, Recommendation, Reservation, ReservationMark
from recommendations.permissions import Can


@transaction.atomic
def decide(
    *,
    recommendation: Recommendation,
    reservation: Reservation,
    is_confirmed: bool,
    by: User,
    door: str = "",
) -> ReservationMark:
    """Say that it touches the reservation, or not; a later word takes the place of an earlier."""
    require(by, Can.EDIT_REGISTER)
    if not recommendation.is_home:
        raise Invalid(_("It is not addressed to this State."))
    proposed = ProposedMark.objects.filter(recommendation=recommendation, reservation=reservation)
    found = proposed.first()
    with history.recorded(by=by, action="reservation.mark", door=door):
        row, _made = ReservationMark.objects.update_or_create(
            recommendation=recommendation,
            reservation=reservation,
            defaults={
                "is_confirmed": is_confirmed,
                "by": by,
                "at": timezone.now(),
                **({"words": found.words} if found else {}),
            },
        )
    proposed.delete()
    return row


def of(recommendation: Recommendation) -> list[Reservation]:
    """The reservations it touches and that the State still keeps."""
    marked = ReservationMark.objects.filter(recommendation=recommendation, is_confirmed=True)
    rows = Reservation.objects.kept().filter(pk__in=marked.values("reservation"))
    return list(rows.select_related("ratification__instrument"))
