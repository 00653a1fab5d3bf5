"""An update's life in the institution: started, written, sent, signed, taken back, withdrawn.

What happens once the secretariat has it is in `verification`. Each function is one use case: permission,
a write that holds only if the update is still as the person saw it, history, a step that its people can
read, notices. Whoever clicks twice gets NotNow with code `done`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, Institution, StatusUpdate, UpdateStep
from focal_points.permissions import Can
from focal_points.services import answers, audience, completeness, on_behalf, starting, update_fields
from focal_points.services.moving import (
    claim,
    fresh,
    its_people,
    recorded,
    step,
    tell,
    tell_secretariat,
)
from focal_points.services.quiet_periods import is_untouched, nothing_new
from focal_points.services.targets import Target
from focal_points.services.update_fields import ProposalFields, UpdateFields
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require

__all__ = [
    "ProposalFields",
    "UpdateFields",
    "is_untouched",
    "nothing_new",
    "save",
    "send_back_by_validator",
    "sign",
    "start",
    "submit",
    "take_back",
    "who_signs",
    "withdraw",
]
State = StatusUpdate.State
Action = UpdateStep.Action


@transaction.atomic
def start(*, assignment: Assignment, by: User, at: datetime | None = None, door: str = "") -> StatusUpdate:
    """The open update of the assignment, or a new draft that begins where the last period ended.

    Writing about an assignment that nobody has answered yet accepts it. Raises NotNow where it is
    contested or withdrawn.
    """
    require(by, Can.ANSWER_ASSIGNMENT, assignment)
    locked = starting.locked(assignment)
    found = locked.updates.filter(state__in=StatusUpdate.OPEN).first()
    if found:
        return found
    moment = at or timezone.now()
    if locked.state == Assignment.State.ASSIGNED:
        answers.accept(assignment=locked, version=locked.version, by=by, at=at, door=door)
    with recorded(by, "status_update.start", door, at):
        update = starting.draft(locked, by, moment)
    step(update, Action.STARTED, by, moment)
    return update


@transaction.atomic
def save(
    *,
    update: StatusUpdate,
    version: int,
    by: User,
    fields: UpdateFields,
    seen: UpdateFields | None = None,
    covered: list[Target] | None = None,
    door: str = "",
) -> StatusUpdate:
    """Make a version of the text. The same text again makes none.

    Whoever saves many hands in what they read already: what stood at `version`, what its assignment covers.

    Raises StaleEdit with the present text if somebody, or the same person in another tab, saved another
    one since `version`; NotNow when it was sent; Invalid where something is impossible.
    """
    require(by, Can.WRITE_UPDATE, update)
    current = StatusUpdate.objects.select_for_update().get(pk=update.pk)
    fields = fields.tidy()
    _must_be_writable(current)
    before = seen if seen and current.version == version else update_fields.of(current)
    if before == fields:
        return current
    if current.version != version:
        raise StaleEdit(current)
    update_fields.check(fields, current, covered)
    with recorded(by, "status_update.save", door):
        StatusUpdate.objects.filter(pk=current.pk, version=version).update(
            **{name: getattr(fields, name) for name in update_fields.PLAIN},
            edited_at=timezone.now(),
            version=F("version") + 1,
        )
        update_fields.write_lists(current, fields, before)
    current.refresh_from_db()
    return current


@transaction.atomic
def submit(
    *,
    update: StatusUpdate,
    version: int,
    by: User,
    at: datetime | None = None,
    door: str = "",
    is_short: bool = False,
) -> StatusUpdate:
    """Send it: to the institution's validator where it wants one and has one, else to the secretariat.

    Raises Invalid, with what each proposed status asks for and does not have; a short answer (`is_short`)
    need not say what comes next.
    """
    require(by, Can.SUBMIT_UPDATE, update)
    current, moment = fresh(update), at or timezone.now()
    _must_be_writable(current)
    if current.version != version:
        raise StaleEdit(current)
    lacks = completeness.missing(current, timezone.localdate(moment), is_short=is_short)
    if lacks:
        raise Invalid(_("Something is still needed before this can be sent."), fields=lacks)
    signing = list(_validators(current, by, moment))
    with recorded(by, "status_update.submit", door, at):
        claim(
            current,
            version,
            StatusUpdate.OPEN_TO_WRITE,
            state=State.VALIDATION if signing else State.SUBMITTED,
            submitted_by=by,
            submitted_at=None if signing else moment,
            signed_by=None,
            signed_at=None,
            comment="",
        )
    step(current, Action.TO_VALIDATOR if signing else Action.SUBMITTED, by, moment)
    if signing:
        tell(signing, current, "sign", gettext_lazy("{who} asks you to sign an update: {subject}"), by)
    else:
        tell_secretariat(current, by)
    if current.is_on_behalf:
        on_behalf.tell(current, by, f"sent-{current.version}", on_behalf.SENT)
    return current


@transaction.atomic
def sign(
    *, update: StatusUpdate, version: int, by: User, at: datetime | None = None, door: str = ""
) -> StatusUpdate:
    """The validator stands by it, and it goes to the secretariat."""
    current, moment = _for_validator(update, version, by), at or timezone.now()
    with recorded(by, "status_update.sign", door, at):
        claim(
            current,
            version,
            (State.VALIDATION,),
            state=State.SUBMITTED,
            signed_by=by,
            signed_at=moment,
            submitted_at=moment,
        )
    step(current, Action.SIGNED, by, moment)
    tell_secretariat(current, by)
    tell(its_people(current, by), current, "signed", gettext_lazy("{who} signed your update: {subject}"), by)
    return current


@transaction.atomic
def send_back_by_validator(
    *,
    update: StatusUpdate,
    version: int,
    comment: str,
    by: User,
    at: datetime | None = None,
    door: str = "",
) -> StatusUpdate:
    """The validator asks for something else; the secretariat has not seen it."""
    current, moment = _for_validator(update, version, by), at or timezone.now()
    if not comment.strip():
        raise Invalid(_("Say what has to change."), fields={"comment": _("Say what has to change.")})
    with recorded(by, "status_update.send_back_by_validator", door, at):
        claim(
            current,
            version,
            (State.VALIDATION,),
            state=State.RETURNED,
            comment=comment.strip(),
            submitted_by=None,
            submitted_at=None,
        )
    step(current, Action.UNSIGNED, by, moment, comment.strip())
    tell(its_people(current, by), current, "unsigned", gettext_lazy("{who} sent back: {subject}"), by)
    return current


@transaction.atomic
def take_back(*, update: StatusUpdate, version: int, by: User, door: str = "") -> StatusUpdate:
    """Have it again as a draft, while nobody has decided on it."""
    require(by, Can.WRITE_UPDATE, update)
    current = fresh(update)
    if current.is_writable:
        raise NotNow(_("It is in your hands already."), code="done")
    was, told = current.state, current.submitted_at
    with recorded(by, "status_update.take_back", door):
        claim(
            current,
            version,
            (State.VALIDATION, State.SUBMITTED),
            state=State.DRAFT,
            submitted_by=None,
            submitted_at=None,
            signed_by=None,
            signed_at=None,
        )
    step(current, Action.TAKEN_BACK, by, timezone.now())
    waiting: Iterable[User] = audience.secretariat() if told else _validators(current, by, timezone.now())
    tell(waiting, current, f"back-{was}", gettext_lazy("{who} took back an update: {subject}"), by)
    return current


@transaction.atomic
def withdraw(*, update: StatusUpdate, because: str, by: User, door: str = "") -> StatusUpdate:
    """Put an open update away for good, with a reason; another one can be started."""
    require(by, Can.WRITE_UPDATE, update)
    current = fresh(update)
    if current.state == State.WITHDRAWN:
        raise NotNow(_("This was withdrawn already."), code="done")
    if not because.strip():
        raise Invalid(_("Say why."), fields={"because": _("Say why.")})
    was = current.state
    with recorded(by, "status_update.withdraw", door, because=because.strip()):
        claim(
            current,
            current.version,
            (*StatusUpdate.OPEN_TO_WRITE, State.VALIDATION, State.SUBMITTED),
            state=State.WITHDRAWN,
            withdrawn_because=because.strip(),
        )
    step(current, Action.WITHDRAWN, by, timezone.now(), because.strip())
    if was in StatusUpdate.AWAY:
        is_sent = was == State.SUBMITTED
        waiting: Iterable[User] = (
            audience.secretariat() if is_sent else _validators(current, by, timezone.now())
        )
        tell(waiting, current, "withdrawn", gettext_lazy("{who} withdrew an update: {subject}"), by)
    return current


def who_signs(*, update: StatusUpdate, by: User) -> Iterable[User]:
    """Who would be asked to sign if `by` sent it today; nobody where it goes to the secretariat at once."""
    return _validators(update, by, timezone.now())


def _must_be_writable(current: StatusUpdate) -> None:
    if current.state in StatusUpdate.AWAY:
        raise NotNow(_("This was sent already. Take it back to change it."), code="done")
    if not current.is_writable:
        raise NotNow(_("This update is closed. Start a new one."), code="closed")


def _for_validator(update: StatusUpdate, version: int, by: User) -> StatusUpdate:
    """The update as it is now, if `by` may sign it: the institution's validator, and not who wrote it."""
    require(by, Can.SIGN_UPDATE, update)
    current = fresh(update)
    if current.state != State.VALIDATION:
        raise NotNow(_("This is not waiting for a signature any more."), code="done")
    if by.pk in {current.author_id, current.submitted_by_id}:
        raise NotNow(_("You wrote this yourself: somebody else has to sign it."), code="own")
    if current.version != version:
        raise StaleEdit(current)
    return current


def _validators(update: StatusUpdate, by: User, moment: datetime) -> Iterable[User]:
    """Who may sign it: nobody where the institution wants no validator; never who wrote or sent it.

    What the secretariat sends from a letter was signed on the letter.
    """
    institution: Institution = update.assignment.institution
    if not institution.wants_validator or (update.is_on_behalf and by.is_secretariat):
        return User.objects.none()
    found = audience.validators(institution, timezone.localdate(moment))
    return found.exclude(pk__in={by.pk, update.author_id})
