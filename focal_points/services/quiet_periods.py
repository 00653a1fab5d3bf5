"""Periods in which nothing was new: noted, taken back, and counted when one follows another."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Assignment, StatusUpdate, UpdateStep
from focal_points.permissions import Can
from focal_points.services import answers, starting
from focal_points.services.moving import claim, fresh, recorded, step
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require

State = StatusUpdate.State
Action = UpdateStep.Action


@transaction.atomic
def nothing_new(
    *,
    assignment: Assignment,
    by: User,
    period_to: date | None = None,
    at: datetime | None = None,
    door: str = "",
) -> StatusUpdate:
    """Note that nothing was new until `period_to` (today). It ends the reminder and moves nothing else.

    Nobody verifies it; no status, no freshness and no public figure rests on it. An untouched draft
    becomes the note; one with words in it is not thrown away: NotNow.
    """
    require(by, Can.ANSWER_ASSIGNMENT, assignment)
    locked, moment = starting.locked(assignment), at or timezone.now()
    until = period_to or timezone.localdate(moment)
    if until > timezone.localdate(moment):
        raise Invalid(_("The period cannot end after today."), fields={"period_to": _("In the future.")})
    if locked.reminded_until and locked.reminded_until >= until:
        raise NotNow(_("This was noted already."), code="done")
    if locked.state == Assignment.State.ASSIGNED:
        answers.accept(assignment=locked, version=locked.version, by=by, at=at, door=door)
    draft = _untouched_draft(locked)
    with recorded(by, "status_update.nothing_new", door, at):
        begun = starting.next_period_starts(locked, moment)
        said = {
            "state": State.NOTED,
            "is_nothing_new": True,
            "period_from": min(begun, until),
            "period_to": until,
            "edited_at": moment,
        }
        if draft is None:
            draft = StatusUpdate.objects.create(
                assignment=locked, author=by, language=by.language, started_at=moment, **said
            )
        else:
            claim(draft, draft.version, (State.DRAFT,), **said)
        Assignment.objects.filter(pk=locked.pk).update(reminded_until=until)
    assignment.refresh_from_db()
    step(draft, Action.NOTED, by, moment)
    return draft


@transaction.atomic
def unnote(*, update: StatusUpdate, by: User, door: str = "") -> StatusUpdate:
    """Take “nothing new” back, while nothing was told after it: the reminder runs again."""
    require(by, Can.WRITE_UPDATE, update)
    current = fresh(update)
    if current.state == State.WITHDRAWN:
        raise NotNow(_("This was taken back already."), code="done")
    later = current.assignment.updates.exclude(state=State.WITHDRAWN).filter(
        started_at__gt=current.started_at
    )
    if current.state != State.NOTED or later.exists():
        raise NotNow(_("Something was told after it, so it stays."), code="later")
    because = _("The note “nothing new” was taken back.")
    with recorded(by, "status_update.unnote", door):
        claim(current, current.version, (State.NOTED,), state=State.WITHDRAWN, withdrawn_because=because)
        noted = current.assignment.updates.filter(state=State.NOTED).aggregate(last=Max("period_to"))
        Assignment.objects.filter(pk=current.assignment_id).update(reminded_until=noted["last"])
    step(current, Action.UNNOTED, by, timezone.now())
    return current


def in_a_row(assignments: Collection[int], *, only_public: bool = False) -> dict[int, int]:
    """Assignment → how many periods in a row, the last ones, had nothing new; those with none are left out.

    A row is broken by an account that reached the secretariat. One query.
    """
    updates = StatusUpdate.objects.filter(assignment__in=assignments, state=State.NOTED)
    told = StatusUpdate.objects.filter(assignment=OuterRef("assignment"), is_nothing_new=False)
    told = told.filter(submitted_at__isnull=False).exclude(state=State.WITHDRAWN)
    if only_public:
        updates, told = updates.filter(is_public=True), told.filter(state=State.VERIFIED, is_public=True)
    last = told.order_by("-submitted_at").values("submitted_at")[:1]
    rows = updates.annotate(told=Subquery(last)).filter(Q(told=None) | Q(edited_at__gt=F("told")))
    return dict(rows.order_by().values_list("assignment").annotate(n=Count("pk")))


def is_untouched(update: StatusUpdate) -> bool:
    """A draft in which nobody has written anything."""
    begun = update.version > 1 and update.next_step  # a new draft may bring the next step of the last one
    written = update.narrative or update.obstacles_said or update.needs_said or begun
    return not (
        update.state != State.DRAFT
        or update.letter_id
        or update.corrects_id
        or written
        or update.proposals.exists()
        or update.evidence.exists()
        or update.buffers.exists()
    )


def _untouched_draft(assignment: Assignment) -> StatusUpdate | None:
    """An open draft in which nothing was written; NotNow when something was, or it is away."""
    update = assignment.updates.filter(state__in=StatusUpdate.OPEN).first()
    if update is None:
        return None
    if not is_untouched(update):
        raise NotNow(_("An update on this is open: send it, or withdraw it."), code="open")
    return update
