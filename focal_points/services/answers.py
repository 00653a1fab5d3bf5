"""What an institution says to an assignment: it accepts, or it contests with a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, Contest, Institution
from focal_points.permissions import Can
from focal_points.services import audience
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import notices

State = Assignment.State


@transaction.atomic
def accept(
    *, assignment: Assignment, version: int, by: User, at: datetime | None = None, door: str = ""
) -> Assignment:
    """The institution takes it on. Raises NotNow (`done`) the second time, StaleEdit if it changed since."""
    require(by, Can.ANSWER_ASSIGNMENT, assignment)
    with history.recorded(by=by, action="assignment.accept", door=door, at=_iso(at)):
        _claim(assignment, version, (State.ASSIGNED,), State.ACCEPTED)
    if assignment.assigned_by and assignment.assigned_by != by:
        _tell([assignment.assigned_by], assignment, gettext_lazy("{who} accepted: {subject}"))
    return assignment


@transaction.atomic
def contest(
    *,
    assignment: Assignment,
    version: int,
    reason: str,
    proposed: Institution | None = None,
    by: User,
    at: datetime | None = None,
    door: str = "",
) -> Contest:
    """The institution says that it is not its own, why, and whose it may be; the secretariat decides."""
    require(by, Can.ANSWER_ASSIGNMENT, assignment)
    wrong: dict[str, str] = {}
    if not reason.strip():
        wrong["reason"] = _("Say why this is not your institution's.")
    if proposed and proposed.pk == assignment.institution_id:
        wrong["proposed"] = _("Name another institution than your own.")
    if proposed and proposed.closed_on:
        wrong["proposed"] = _("This institution does not exist any more.")
    if wrong:
        raise Invalid(_("Something is missing."), fields=wrong)
    with history.recorded(by=by, action="assignment.contest", door=door, because=reason.strip(), at=_iso(at)):
        _claim(assignment, version, (State.ASSIGNED, State.ACCEPTED), State.CONTESTED)
        made = Contest.objects.create(
            assignment=assignment, reason=reason.strip(), proposed=proposed, by=by, at=at or timezone.now()
        )
    _tell(audience.secretariat(), assignment, gettext_lazy("{who} contests: {subject}"))
    return made


@transaction.atomic
def take_back(*, assignment: Assignment, version: int, by: User, door: str = "") -> Assignment:
    """The institution contests no longer, while nobody has decided: it waits for an answer again."""
    require(by, Can.ANSWER_ASSIGNMENT, assignment)
    with history.recorded(by=by, action="assignment.take_contest_back", door=door):
        _claim(assignment, version, (State.CONTESTED,), State.ASSIGNED)
        Contest.objects.filter(assignment=assignment, is_upheld=None).update(
            is_upheld=False,
            decision=_("Taken back by the institution."),
            decided_by=by,
            decided_at=timezone.now(),
        )
    _tell(audience.secretariat(), assignment, gettext_lazy("{who} contests no longer: {subject}"))
    return assignment


def _claim(assignment: Assignment, version: int, states: tuple[str, ...], to: str) -> None:
    """Move it on if it is still as seen, and refresh it."""
    claimed = Assignment.objects.filter(pk=assignment.pk, version=version, state__in=states).update(
        state=to, version=F("version") + 1
    )
    assignment.refresh_from_db()
    if claimed:
        return
    if assignment.state == to:
        raise NotNow(_("This was done already."), code="done")
    if assignment.state in states:
        raise StaleEdit(assignment)
    raise NotNow(_("This assignment cannot be answered now."), code="answered")


def _tell(to: Iterable[User], assignment: Assignment, text: Any) -> None:
    notices.tell(
        to=to,
        key=f"assignment-{assignment.pk}-{assignment.state}-{assignment.version}",
        text=format_lazy(text, who=assignment.institution.name, subject=assignment.subject),
        address=assignment.get_absolute_url(),
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
