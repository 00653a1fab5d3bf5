"""The secretariat enters an update for an institution, on the strength of a letter that it wrote.

The letter is attached from the beginning: without one there is no such update. The institution is told when
it is begun and when it is sent, may go on with it or take it back as with its own, and another person of the
secretariat verifies it.
"""

from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, StatusUpdate, Term, UpdateStep
from focal_points.permissions import Can
from focal_points.services import starting, telling
from focal_points.services.moving import recorded, step
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import files, notices

TOLD = (*Term.WRITES, Term.Role.VALIDATOR)


@transaction.atomic
def enter(
    *, assignment: Assignment, letter: "File[bytes]", letter_on: date, by: User, door: str = ""
) -> StatusUpdate:
    """A draft for the institution, with its letter. Raises Invalid for a letter that is not one.

    Raises NotNow where the institution has an open update itself, or does not hold the assignment.
    """
    require(by, Can.ENTER_FOR_INSTITUTION, assignment)
    if letter_on > timezone.localdate():
        raise Invalid(_("Something is missing."), fields={"letter_on": _("This day is still to come.")})
    locked = starting.locked(assignment)
    if locked.updates.filter(state__in=StatusUpdate.OPEN).exists():
        raise NotNow(_("The institution has an open update on this: that one comes first."), code="open")
    moment = timezone.now()
    with recorded(by, "status_update.enter_on_behalf", door):
        stored = files.store(upload=letter, by=by)
        update = starting.draft(locked, by, moment, letter=stored, letter_on=letter_on)
    step(update, UpdateStep.Action.ON_BEHALF, by, moment)
    transaction.on_commit(lambda: tell(update, by, "begun", BEGUN))
    return update


BEGUN = gettext_lazy("{who} of the secretariat enters an update for you, from your letter: {subject}")
SENT = gettext_lazy("The secretariat entered an update for you, from your letter. Read it: {subject}")


def tell(update: StatusUpdate, by: User, what: str, text: Any) -> None:
    """Everybody who speaks or signs for the institution."""
    institution = update.assignment.institution_id
    notices.tell(
        to=telling.people_of([institution], *TOLD).get(institution, []),
        key=f"update-{update.pk}-on-behalf-{what}",
        text=format_lazy(text, who=by, subject=update.assignment.subject),
        address=update.get_absolute_url(),
    )
