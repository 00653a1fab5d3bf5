"""Practice on an invented assignment: the same steps as a real one, in a table that nothing else reads.

The part of the secretariat is played by three rules: say what was done, propose a status, show evidence.
What is missing is sent back with a comment, as it would be.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import PracticeUpdate, Status, TourStep
from focal_points.permissions import Can
from focal_points.services import training
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

State = PracticeUpdate.State
ENOUGH = 40
"""Characters of which a sentence about what was done has at least so many."""
MOST = 4_000


def of(person: User) -> PracticeUpdate:
    """This person's practice; begun where there is none."""
    require(person, Can.TRAIN)
    row, _made = PracticeUpdate.objects.get_or_create(person=person)
    return row


def accept(*, by: User) -> PracticeUpdate:
    """Take the invented assignment on; after a contest too, which the secretariat decided against."""
    return _move(by, (State.ASSIGNED, State.CONTESTED), state=State.DRAFT, comment="")


def contest(*, by: User, reason: str) -> PracticeUpdate:
    """Say that it is not one's own, and why. Raises Invalid without a reason, as a real one does."""
    if not reason.strip():
        missing = _("Say why this is not your institution's.")
        raise Invalid(_("Something is missing."), fields={"reason": missing})
    return _move(by, (State.ASSIGNED,), state=State.CONTESTED, comment=reason.strip()[:MOST])


def save(*, by: User, narrative: str, status: str, link: str) -> PracticeUpdate:
    """Keep what is written so far."""
    if len(narrative) > MOST:
        raise Invalid(_("This is too long."), fields={"narrative": _("A few sentences are enough.")})
    if status and status not in Status.values:
        raise Invalid(_("Choose a status."), fields={"status": _("Choose one of the list.")})
    said = {"narrative": narrative.strip(), "status": status, "link": link.strip()}
    return _move(by, (State.DRAFT, State.RETURNED), **said)


@transaction.atomic
def submit(*, by: User, narrative: str, status: str, link: str) -> PracticeUpdate:
    """Send it: verified where nothing is missing, which ends the practice; else sent back, saying what is."""
    row = save(by=by, narrative=narrative, status=status, link=link)
    missing = _missing(row)
    if missing:
        return _move(by, (State.DRAFT, State.RETURNED), state=State.RETURNED, comment=" ".join(missing))
    training.finish(step=TourStep.PRACTISE, by=by)
    return _move(by, (State.DRAFT, State.RETURNED), state=State.VERIFIED, comment="")


def restart(*, by: User) -> PracticeUpdate:
    """From the beginning."""
    require(by, Can.TRAIN)
    PracticeUpdate.objects.filter(person=by).delete()
    return of(by)


def _missing(row: PracticeUpdate) -> list[str]:
    found = []
    if len(row.narrative) < ENOUGH:
        found.append(_("Say in a sentence or two what was done, by whom and when."))
    if not row.status or row.status == Status.NOT_ASSESSED:
        found.append(_("Propose a status."))
    if not row.link:
        found.append(_("Show evidence: a link to the law, the report, the figures."))
    return found


def _move(by: User, states: tuple[State, ...], **to: str) -> PracticeUpdate:
    row = of(by)
    moved = PracticeUpdate.objects.filter(pk=row.pk, state__in=states).update(**to, edited_at=timezone.now())
    row.refresh_from_db()
    if not moved:
        raise NotNow(_("This was done already. Begin again if you like."), code="done")
    return row
