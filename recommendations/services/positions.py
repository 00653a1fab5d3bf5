"""The State's positions on UPR recommendations: with date, source and its own remarks, one or many at once.

A position stated here is the nation's own: an import leaves it (`national_fields`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Mechanism, Recommendation
from recommendations.permissions import Can
from recommendations.services import national_fields, selections

KIND = "position.state"
PARTLY = "partly"
Position = Recommendation.Position
CHOICES = (Position.SUPPORTED.value, PARTLY, Position.NOTED.value, Position.PENDING.value)
FIELDS = ("upr_position", "is_partly_supported", "upr_position_on", "upr_position_source", "upr_remark")


def chosen_position(row: Recommendation) -> str:
    """One of CHOICES, or nothing while none is known."""
    return PARTLY if row.is_partly_supported else row.upr_position


def takes_a_position(row: Recommendation) -> bool:
    """Only recommendations of the Universal Periodic Review to this State have one; needs the mechanism."""
    return (
        row.is_home
        and row.kind == Recommendation.Kind.RECOMMENDATION
        and row.document.mechanism.kind == Mechanism.Kind.UPR
    )


@transaction.atomic
def state(
    *,
    recommendation: Recommendation,
    position: str,
    by: User,
    stated_on: date | None = None,
    source: str = "",
    remark: str = "",
    door: str = "",
) -> Recommendation:
    """Say what the State's position on one recommendation is. `position` is one of CHOICES."""
    require(by, Can.EDIT_REGISTER, recommendation)
    row = selections.chosen([recommendation])[0]
    if why := _not_for(row):
        raise NotNow(why, code="no_position")
    values = _values(position, stated_on, source) | {"upr_remark": remark.strip()}
    with history.recorded(by=by, action=KIND, door=door):
        if _write(row, values, by):
            registry.changed([row.pk])
    recommendation.refresh_from_db()
    return recommendation


@transaction.atomic
def state_many(
    *,
    recommendations: Iterable[Recommendation],
    position: str,
    by: User,
    stated_on: date | None = None,
    source: str = "",
    door: str = "",
) -> Operation:
    """One position, day and source for a selection; each keeps the remark it has."""
    require(by, Can.EDIT_REGISTER)
    values = _values(position, stated_on, source)
    wanted, skipped = selections.sorted_out(selections.chosen(recommendations), _not_for)
    label = ngettext(
        "Position on %(count)s recommendation: %(position)s",
        "Position on %(count)s recommendations: %(position)s",
        len(wanted),
    ) % {"count": len(wanted), "position": word_of(position)}
    operation = operations.begin(kind=KIND, label=label, by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        written = [row.pk for row in wanted if _write(row, values, by)]
        registry.changed(written)
    skipped += [
        {"what": str(row), "why": _("It says so already.")} for row in wanted if row.pk not in set(written)
    ]
    return selections.noted(operation, size=len(written), skipped=skipped)


def word_of(position: str) -> str:
    """A choice in words."""
    return _("supported in part") if position == PARTLY else str(Position(position).label)


def _not_for(row: Recommendation) -> str:
    if not row.is_home:
        return _("Not addressed to this State.")
    if not takes_a_position(row):
        return _("Only recommendations of the Universal Periodic Review have a position.")
    return ""


def _values(position: str, stated_on: date | None, source: str) -> dict[str, Any]:
    if position not in CHOICES:
        raise Invalid(_("This is no position."), fields={"position": _("Choose a position.")})
    if stated_on and stated_on > timezone.localdate():
        raise Invalid(
            _("A position is stated on a day that has come."),
            fields={"stated_on": _("This day has not come yet.")},
        )
    return {
        "upr_position": Position.NOTED.value if position == PARTLY else position,
        "is_partly_supported": position == PARTLY,
        "upr_position_on": stated_on,
        "upr_position_source": " ".join(source.split()),
    }


def _write(row: Recommendation, values: dict[str, Any], by: User) -> bool:
    """Write what differs; a position that UHRI gave otherwise is marked as the nation's own."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    national = national_fields.noted(row, values, by)
    Recommendation.objects.filter(pk=row.pk).update(**values, national_fields=national)
    return True
