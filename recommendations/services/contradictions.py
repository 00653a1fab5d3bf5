"""Recommendations that contradict each other: marked by hand, or decided on a proposal; refusals are kept."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Contradiction, ProposedMark, Recommendation
from recommendations.permissions import Can


@transaction.atomic
def decide(
    *,
    one: Recommendation,
    other: Recommendation,
    is_confirmed: bool,
    by: User,
    note: str = "",
    door: str = "",
) -> Contradiction:
    """Say that two contradict each other, or that they do not; a later word takes the place of an earlier."""
    require(by, Can.EDIT_REGISTER)
    if one.pk == other.pk:
        raise Invalid(_("A recommendation does not contradict itself."), fields={"other": _("Name another.")})
    if not (one.is_home and other.is_home):
        raise Invalid(_("Both have to be addressed to this State."), fields={"other": _("Name another.")})
    first, second = sorted((one, other), key=lambda row: row.pk)
    proposed = ProposedMark.objects.filter(recommendation=first, other=second)
    found = proposed.first()
    words = {"words": found.words[:80], "other_words": found.other_words} if found else {}
    with history.recorded(by=by, action="contradiction.decide", door=door, because=note):
        row, _made = Contradiction.objects.update_or_create(
            one=first,
            other=second,
            defaults={
                "is_confirmed": is_confirmed,
                "note": note.strip(),
                "by": by,
                "at": timezone.now(),
                **words,
            },
        )
    proposed.delete()
    return row


def of(recommendation: Recommendation) -> list[tuple[Recommendation, Contradiction]]:
    """Those that contradict it, with who said so and why."""
    rows = (
        Contradiction.objects.filter(is_confirmed=True)
        .filter(Q(one=recommendation) | Q(other=recommendation))
        .select_related("one__document__mechanism", "other__document__mechanism", "by")
        .prefetch_related("one__texts", "other__texts")
        .order_by("at")
    )
    return [(row.other if row.one_id == recommendation.pk else row.one, row) for row in rows]
