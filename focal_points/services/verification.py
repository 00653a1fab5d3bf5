"""Verification: the secretariat sets what counts, which may differ from what was proposed, with a reason.

Nobody verifies what they entered. "No longer applicable" waits for a second person. A verified status is
added, never changed; the search table follows in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import (
    Evidence,
    ImplementationStatus,
    Status,
    StatusUpdate,
    Trend,
    UpdateStep,
    Verification,
)
from focal_points.permissions import Can
from focal_points.services import published, search_table, telling
from focal_points.services.decisions import Decision, check
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services.notices import phrase

State = StatusUpdate.State
__all__ = [
    "Decision",
    "approve",
    "mark_evidence",
    "refuse_second",
    "return_with_comment",
    "undo_return",
    "verify",
]


@transaction.atomic
def verify(
    *,
    update: StatusUpdate,
    version: int,
    by: User,
    decisions: Sequence[Decision],
    at: datetime | None = None,
    door: str = "",
) -> StatusUpdate:
    """Decide on each proposal of a submitted update.

    Raises StaleEdit when somebody decided, or the institution took it back, since `version`; Invalid
    where a decision lacks what its status asks for.
    """
    require(by, Can.VERIFY_UPDATE, update)
    moment = at or timezone.now()
    locked = _claimed(update, version, State.SUBMITTED)
    proposals = list(locked.proposals.all())
    check(proposals, decisions, today=timezone.localdate(moment))
    needs_second = any(decision.status == Status.NO_LONGER_APPLICABLE for decision in decisions)
    with history.recorded(by=by, action="status_update.verify", door=door, at=_iso(at)):
        made = Verification.objects.bulk_create(_verification(decision, by, moment) for decision in decisions)
        if needs_second:
            _move(locked, State.SECOND, "verified_first", by, moment)
        else:
            published.replace(locked, by, moment)
            _record(made, moment, approver=None)
            _move(locked, State.VERIFIED, "verified", by, moment, decided_by=by, decided_at=moment)
    if needs_second:
        transaction.on_commit(partial(telling.second_wanted, locked, by))
    else:
        transaction.on_commit(partial(telling.decided, locked, "verified", _said_verified(locked)))
    return locked


@transaction.atomic
def approve(
    *, update: StatusUpdate, by: User, at: datetime | None = None, version: int | None = None, door: str = ""
) -> StatusUpdate:
    """The second person agrees: what the first decided becomes the verified status."""
    require(by, Can.APPROVE_VERIFICATION, update)
    moment = at or timezone.now()
    locked = _claimed(update, update.version if version is None else version, State.SECOND)
    made = list(Verification.objects.filter(proposal__update=locked).select_related("proposal"))
    if any(verification.by_id == by.pk for verification in made):
        raise NotNow(_("You decided first: somebody else has to agree."), code="own")
    with history.recorded(by=by, action="status_update.approve", door=door, at=_iso(at)):
        Verification.objects.filter(pk__in=[v.pk for v in made]).update(approved_by=by, approved_at=moment)
        published.replace(locked, by, moment)
        _record(made, moment, approver=by)
        _move(locked, State.VERIFIED, "approved", by, moment, decided_by=by, decided_at=moment)
    transaction.on_commit(partial(telling.decided, locked, "verified", _said_verified(locked)))
    return locked


@transaction.atomic
def refuse_second(
    *, update: StatusUpdate, comment: str, by: User, version: int | None = None, door: str = ""
) -> StatusUpdate:
    """The second person does not agree: it goes back to the queue, with why; nothing was verified."""
    require(by, Can.APPROVE_VERIFICATION, update)
    comment = _needed(comment)
    locked = _claimed(update, update.version if version is None else version, State.SECOND)
    first = {one.by for one in Verification.objects.filter(proposal__update=locked).select_related("by")}
    with history.recorded(by=by, action="status_update.refuse_second", because=comment, door=door):
        Verification.objects.filter(proposal__update=locked).delete()
        _move(locked, State.SUBMITTED, "second_refused", by, timezone.now(), said=comment)
    transaction.on_commit(partial(telling.second_refused, locked, first, comment))
    return locked


@transaction.atomic
def return_with_comment(
    *,
    update: StatusUpdate,
    version: int,
    comment: str,
    by: User,
    at: datetime | None = None,
    door: str = "",
) -> StatusUpdate:
    """Send it back to its authors, saying what is missing. They see who says so."""
    require(by, Can.RETURN_UPDATE, update)
    comment = _needed(comment)
    moment = at or timezone.now()
    locked = _claimed(update, version, State.SUBMITTED, State.SECOND)
    with history.recorded(by=by, action="status_update.return", because=comment, door=door, at=_iso(at)):
        Verification.objects.filter(proposal__update=locked).delete()
        _move(
            locked,
            State.RETURNED,
            "returned",
            by,
            moment,
            said=comment,
            comment=comment,
            decided_by=by,
            decided_at=moment,
        )
    text = phrase(gettext_lazy("Sent back with a comment: %(subject)s"), subject=locked.assignment.subject)
    transaction.on_commit(partial(telling.decided, locked, "returned", text))
    return locked


@transaction.atomic
def undo_return(*, update: StatusUpdate, version: int, by: User, door: str = "") -> StatusUpdate:
    """Take back what was sent back, while the institution has not touched it since."""
    require(by, Can.RETURN_UPDATE, update)
    locked = _claimed(update, version, State.RETURNED)
    if locked.steps.order_by("-at", "-pk").values_list("action", flat=True).first() != "returned":
        raise NotNow(_("The institution's validator sent this back, not the secretariat."), code="not_ours")
    with history.recorded(by=by, action="status_update.undo_return", door=door):
        empty: dict[str, Any] = {"comment": "", "decided_by": None, "decided_at": None}
        _move(locked, State.SUBMITTED, "return_undone", by, timezone.now(), **empty)
    text = phrase(
        gettext_lazy("The secretariat has it again: %(subject)s"), subject=locked.assignment.subject
    )
    transaction.on_commit(partial(telling.decided, locked, "return-undone", text))
    return locked


@transaction.atomic
def mark_evidence(*, evidence: Evidence, holds: bool | None, by: User, door: str = "") -> Evidence:
    """Note that it was opened and shows, or does not show, what is claimed; None takes the note back."""
    require(by, Can.VERIFY_UPDATE, evidence.update)
    locked = StatusUpdate.objects.select_for_update().get(pk=evidence.update_id)
    if locked.state not in {State.SUBMITTED, State.SECOND}:
        raise NotNow(_("This update is not waiting to be verified."), code="not_waiting")
    with history.recorded(by=by, action="evidence.mark", door=door):
        changed = Evidence.objects.filter(pk=evidence.pk)
        changed = changed.exclude(holds=holds) if holds is not None else changed.exclude(holds=None)
        changed.update(holds=holds)
    evidence.refresh_from_db()
    return evidence


def _claimed(update: StatusUpdate, version: int, *states: str) -> StatusUpdate:
    """The row under lock, if it is still as it was seen."""
    locked = StatusUpdate.objects.select_for_update(of=("self",)).for_list().get(pk=update.pk)
    if locked.version != version or locked.state not in states:
        raise StaleEdit(locked)
    return locked


def _verification(decision: Decision, by: User, moment: datetime) -> Verification:
    return Verification(
        proposal=decision.proposal,
        status=decision.status,
        trend=decision.trend or Trend.NONE,
        effective_on=decision.effective_on,  # type: ignore[misc]  # `check` has seen that there is one
        next_review_on=decision.next_review_on,
        reason=decision.reason.strip(),
        by=by,
        at=moment,
    )


def _record(made: Sequence[Verification], moment: datetime, approver: User | None) -> None:
    """Add the verified statuses, and bring the search table in step."""
    ImplementationStatus.objects.bulk_create(
        ImplementationStatus(
            recommendation_id=verification.proposal.recommendation_id,
            part_id=verification.proposal.part_id,
            status=verification.status,
            trend=verification.trend,
            effective_on=verification.effective_on,
            recorded_at=moment,
            next_review_on=verification.next_review_on,
            reason=verification.reason,
            verification=verification,
            verified_by_id=verification.by_id,
            approved_by=approver,
        )
        for verification in made
    )
    search_table.refresh({verification.proposal.recommendation_id for verification in made})


def _move(
    update: StatusUpdate, state: str, action: str, by: User, at: datetime, said: str = "", **fields: object
) -> None:
    """Write the new state and its step; the row is locked."""
    StatusUpdate.objects.filter(pk=update.pk).update(state=state, version=F("version") + 1, **fields)
    UpdateStep.objects.create(update=update, action=action, by=by, at=at, comment=said)
    update.refresh_from_db()


def _needed(comment: str) -> str:
    if not comment.strip():
        raise Invalid(_("The comment is missing."), fields={"comment": _("Say what is missing.")})
    return comment.strip()


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _said_verified(update: StatusUpdate) -> object:
    return phrase(gettext_lazy("Verified: %(subject)s"), subject=update.assignment.subject)
