"""How an update moves: claimed if it is still as seen, recorded, noted as a step, told to those concerned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import StatusUpdate, UpdateStep
from focal_points.services import audience
from nmrf.base import history
from nmrf.base.errors import NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.services import notices


def fresh(update: StatusUpdate) -> StatusUpdate:
    """The update as it is now, with its assignment and institution."""
    return StatusUpdate.objects.select_related("assignment__institution").get(pk=update.pk)


def claim(current: StatusUpdate, version: int, states: Iterable[str], **to: Any) -> None:
    """Change the state if it is still as seen; refreshes `current`; StaleEdit or NotNow otherwise."""
    claimed = StatusUpdate.objects.filter(pk=current.pk, version=version, state__in=states).update(
        **to, version=F("version") + 1
    )
    current.refresh_from_db()
    if claimed:
        return
    if current.state in states:
        raise StaleEdit(current)
    raise NotNow(_("This cannot be done any more: somebody was faster."), code="done")


def recorded(by: User, action: str, door: str, at: datetime | None = None, because: str = "") -> Any:
    """As `history.recorded`, with the moment as it is kept there."""
    return history.recorded(by=by, action=action, door=door, because=because, at=at.isoformat() if at else "")


def step(update: StatusUpdate, action: str, by: User, at: datetime, comment: str = "") -> None:
    """What its people see in the list of steps."""
    UpdateStep.objects.create(update=update, action=action, by=by, at=at, comment=comment)


def its_people(update: StatusUpdate, by: User) -> list[User]:
    """Who wrote it and who sent it, but not who is doing this; where they have gone, who writes there now."""
    own = [
        person for person in {update.author, update.submitted_by} if person is not None and person.pk != by.pk
    ]
    return audience.still_there(own, update.assignment.institution_id, timezone.localdate())


def tell_secretariat(update: StatusUpdate, by: User) -> None:
    """It waits for verification."""
    text = gettext_lazy("An update waits for verification: {subject}")
    tell(audience.secretariat(), update, "submitted", text, by)


def tell(to: Iterable[User], update: StatusUpdate, what: str, text: Any, by: User) -> None:
    """One notice each, once for this version of the update; `text` is lazy, with {who} and {subject}."""
    notices.tell(
        to=to,
        key=f"update-{update.pk}-{what}-{update.version}",
        text=format_lazy(text, who=by, subject=update.assignment.subject),
        address=update.get_absolute_url(),
    )
