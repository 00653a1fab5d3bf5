"""How a draft begins: on an assignment that stands, from the day after the last period that was told of."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Assignment, StatusUpdate
from nmrf.base.errors import NotNow
from nmrf.base.models import User

State = StatusUpdate.State


def locked(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked, so that two clicks do not open two updates."""
    found = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if found.state == Assignment.State.CONTESTED:
        raise NotNow(_("This assignment is contested: the secretariat decides first."), code="contested")
    if found.state == Assignment.State.WITHDRAWN:
        raise NotNow(_("This assignment was withdrawn."), code="withdrawn")
    return found


def draft(assignment: Assignment, by: User, moment: datetime, **given: Any) -> StatusUpdate:
    """A new row; `given` wins over what it begins with. Call inside `history.recorded`."""
    told: dict[str, Any] = {
        "language": by.language,
        "period_from": next_period_starts(assignment, moment),
        "period_to": timezone.localdate(moment),
        **_still_to_do(assignment, moment),
    }
    return StatusUpdate.objects.create(
        assignment=assignment, author=by, started_at=moment, edited_at=moment, **(told | given)
    )


def next_period_starts(assignment: Assignment, moment: datetime) -> date:
    """The day after the last period that was told of; at first, the day of the assignment."""
    told = assignment.updates.exclude(state=State.WITHDRAWN).aggregate(last=Max("period_to"))["last"]
    first = told + timedelta(days=1) if told else timezone.localdate(assignment.assigned_at)
    return min(first, timezone.localdate(moment))


def _still_to_do(assignment: Assignment, moment: datetime) -> dict[str, Any]:
    """The next step as it was last verified, while its day is still to come: seldom typed twice."""
    last = assignment.updates.filter(state=State.VERIFIED).order_by("-decided_at").first()
    if last is None or not last.next_step_on or last.next_step_on < timezone.localdate(moment):
        return {}
    return {"next_step": last.next_step, "next_step_on": last.next_step_on, "language": last.language}
