"""What becomes of an update that counts already: corrected by its institution, withdrawn by the secretariat.

Both leave a public note where the update was public. A correction is an update of its own that goes the whole
way; what it corrects stands until it is verified. What is withdrawn takes its verified statuses with it, and
can be put back. The search table, and with it every figure, follows in the same transaction.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Evidence, ImplementationStatus, StatusUpdate, UpdateStep
from focal_points.permissions import Can
from focal_points.services import search_table, starting, telling, update_fields
from focal_points.services.moving import claim, fresh, recorded, step
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services.notices import phrase

State = StatusUpdate.State
Action = UpdateStep.Action


@transaction.atomic
def correct(*, update: StatusUpdate, by: User, door: str = "") -> StatusUpdate:
    """A draft that says the same, with the same evidence, to be put right; or the one that is open already.

    Raises NotNow where the update does not count (any more), or another one on the assignment is open.
    """
    require(by, Can.CORRECT_UPDATE, update)
    locked = starting.locked(update.assignment)
    current = fresh(update)
    found = current.corrections.exclude(state=State.WITHDRAWN).first()
    if found:
        return found
    if current.state != State.VERIFIED:
        raise NotNow(_("Only what was verified is corrected."), code="state")
    if locked.updates.filter(state__in=StatusUpdate.OPEN).exists():
        raise NotNow(_("An update on this is open: send it, or withdraw it."), code="open")
    said, moment = update_fields.of(current), timezone.now()
    with recorded(by, "status_update.correct", door):
        plain = {name: getattr(said, name) for name in update_fields.PLAIN if name != "correction_note"}
        draft = starting.draft(locked, by, moment, corrects=current, **plain)
        update_fields.write_lists(draft, said, update_fields.UpdateFields())
        _copy_evidence(current, draft)
    step(draft, Action.CORRECTING, by, moment)
    return draft


@transaction.atomic
def recall(
    *,
    update: StatusUpdate,
    version: int,
    note: str,
    by: User,
    anew: bool = False,
    at: datetime | None = None,
    door: str = "",
) -> StatusUpdate:
    """Take a verified update off the record, with a note that is public where the update was.

    What was verified with it counts no longer. With `anew` the same words wait for verification again, for
    the institution has nothing to mend. Raises Invalid without a note, NotNow while a correction or, with
    `anew`, another update is on its way.
    """
    require(by, Can.RECALL_UPDATE, update)
    if not note.strip():
        raise Invalid(_("Say why."), fields={"note": _("Say why. The note is as public as the update was.")})
    current, moment = fresh(update), at or timezone.now()
    if current.corrections.filter(state__in=StatusUpdate.OPEN).exists():
        raise NotNow(_("A correction of this is on its way: that one comes first."), code="correction")
    with recorded(by, "status_update.recall", door, at, because=note.strip()):
        claim(
            current,
            version,
            (State.VERIFIED,),
            state=State.RECALLED,
            withdrawn_because=note.strip(),
            recalled_by=by,
            recalled_at=moment,
        )
        retract(current, note.strip(), moment)
        if anew:
            _into_the_queue(current, note.strip(), by, moment)
    step(current, Action.RECALLED, by, moment, note.strip())
    said = (
        gettext_lazy("Withdrawn by the secretariat, to be decided anew: %(subject)s")
        if anew
        else gettext_lazy("Withdrawn by the secretariat: %(subject)s")
    )
    text = phrase(said, subject=current.assignment.subject)
    transaction.on_commit(partial(telling.decided, current, "recalled", text))
    return current


@transaction.atomic
def reinstate(*, update: StatusUpdate, version: int, by: User, door: str = "") -> StatusUpdate:
    """Put what was withdrawn back on the record, as it was verified."""
    require(by, Can.RECALL_UPDATE, update)
    current = fresh(update)
    if current.state == State.VERIFIED:
        raise NotNow(_("This stands already."), code="done")
    if current.recalled_at and _is_decided_anew(current):
        raise NotNow(_("The same update waits to be decided anew, or was: it stands there."), code="anew")
    with recorded(by, "status_update.reinstate", door):
        back = {"state": State.VERIFIED, "withdrawn_because": "", "recalled_by": None, "recalled_at": None}
        claim(current, version, (State.RECALLED,), **back)
        rows = _resting_on(current)
        rows.update(retracted_at=None, retracted_because="")
        search_table.refresh(set(rows.values_list("recommendation", flat=True)))
    step(current, Action.REINSTATED, by, timezone.now())
    text = phrase(gettext_lazy("Back on the record: %(subject)s"), subject=current.assignment.subject)
    transaction.on_commit(partial(telling.decided, current, "reinstated", text))
    return current


def _into_the_queue(old: StatusUpdate, note: str, by: User, moment: datetime) -> None:
    """The same words, signature and evidence as they were handed in; another decision is made on them."""
    locked = starting.locked(old.assignment)
    if locked.updates.filter(state__in=StatusUpdate.OPEN).exists():
        raise NotNow(_("Another update on this is open: that one is decided first."), code="open")
    said = update_fields.of(old)
    plain = {name: getattr(said, name) for name in update_fields.PLAIN if name != "correction_note"}
    handed_in = ("submitted_by_id", "signed_by_id", "signed_at", "letter_id", "letter_on")
    plain |= {name: getattr(old, name) for name in handed_in}
    again = starting.draft(locked, old.author, moment, state=State.SUBMITTED, submitted_at=moment, **plain)
    update_fields.write_lists(again, said, update_fields.UpdateFields())
    _copy_evidence(old, again)
    step(again, Action.ANEW, by, moment, note)


def _is_decided_anew(old: StatusUpdate) -> bool:
    again = old.assignment.updates.filter(steps__action=Action.ANEW, started_at__gte=old.recalled_at)
    return again.exclude(state__in=(State.WITHDRAWN, State.RECALLED)).exists()


def replace(correction: StatusUpdate, by: User, moment: datetime) -> None:
    """The correction is being verified: what it corrects steps back before its statuses are written."""
    corrected = correction.corrects
    if corrected is None:
        return
    claim(corrected, corrected.version, (State.VERIFIED,), state=State.CORRECTED)
    retract(corrected, correction.correction_note, moment)
    step(corrected, Action.CORRECTED, by, moment, correction.correction_note)


def retract(update: StatusUpdate, because: str, moment: datetime) -> None:
    """What was verified with this update counts no longer; figures follow."""
    rows = _resting_on(update).filter(retracted_at=None)
    touched = set(rows.values_list("recommendation", flat=True))
    rows.update(retracted_at=moment, retracted_because=because)
    search_table.refresh(touched)


def _resting_on(update: StatusUpdate) -> QuerySet[ImplementationStatus]:
    return ImplementationStatus.objects.filter(verification__proposal__update=update)


def _copy_evidence(old: StatusUpdate, new: StatusUpdate) -> None:
    """The same files and links; what the secretariat found of each is found anew."""
    Evidence.objects.bulk_create(
        Evidence(
            update=new,
            part_id=one.part_id,
            title=one.title,
            file_id=one.file_id,
            link=one.link,
            is_public=one.is_public,
            is_of_secretariat=one.is_of_secretariat,
        )
        for one in old.evidence.filter(removed_at=None)
    )
