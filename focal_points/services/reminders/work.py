"""What the work itself reminds of: assignments, updates sent back, to sign and to verify, contests.

Each function is asked for everybody at once, in a few queries however much there is.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models import AnswerLink, Assignment, Contest, StatusUpdate, Term
from focal_points.models.urgency import FINISHED, Urgency, by_urgency
from focal_points.services.reminders import sources
from focal_points.services.reminders.sources import Asked, Due, in_words

State = StatusUpdate.State


def announce() -> None:
    """Called when the room opens."""
    sources.register("assignments", title=_("Due"), find=assignments, order=10)
    sources.register("returned", title=_("Sent back to you"), find=returned, order=20)
    sources.register("new", title=_("New: accept or contest"), find=new, order=30)
    sources.register("by_link", title=_("Answered by link: look at it and send it"), find=by_link, order=40)
    sources.register("sign", title=_("Waiting for your signature"), find=to_sign, order=50)
    sources.register("silent", title=_("Not updated for a year"), find=silent, order=60)
    sources.register("verify", title=_("Waiting for verification"), find=to_verify, order=200)
    sources.register("contests", title=_("Contested: you decide"), find=contests, order=210)


def assignments(asked: Asked) -> Iterator[Due]:
    """What is due and not done; nothing whose institution has answered since it was first reminded."""
    rows = _rows(asked).exclude(state=Assignment.State.CONTESTED).filter(due_on__isnull=False)
    if asked.until:
        rows = rows.filter(due_on__lte=asked.until)
    for row in by_urgency(rows, asked.today):
        if row.open_state in StatusUpdate.AWAY:
            continue
        heard = max(filter(None, [row.reminded_until, row.handed_in_on]), default=None)
        is_answered = heard and heard >= row.due_on - timedelta(days=asked.first_nudge)
        is_told_elsewhere = row.urgency == Urgency.RETURNED
        if row.status_now not in FINISHED and not is_answered and not is_told_elsewhere:
            yield _due(row, due_on=row.due_on, climbs=True, answer=("assignment", row.public_id))


def returned(asked: Asked) -> Iterator[Due]:
    """What the validator or the secretariat sent back, and is not due by a day that is reminded of."""
    return _undated(asked, Urgency.RETURNED, lambda row: timezone.localdate(row.open_edited_at))


def new(asked: Asked) -> Iterator[Due]:
    """Assigned, and nobody has said anything to it."""
    return _undated(asked, Urgency.NEW, lambda row: timezone.localdate(row.assigned_at))


def silent(asked: Asked) -> Iterator[Due]:
    """Whoever leads has said nothing for a year."""
    return _undated(asked, Urgency.SILENT, lambda row: row.heard_on, answer=True)


def _undated(asked: Asked, urgency: Urgency, since: Any, answer: bool = False) -> Iterator[Due]:
    if asked.institutions is not None:
        return
    for row in by_urgency(_rows(asked), asked.today).filter(urgency=urgency):
        link = ("assignment", row.public_id) if answer else None
        yield _due(row, since=since(row), answer=link)


def to_sign(asked: Asked) -> Iterator[Due]:
    """Updates that wait for a validator; not for whoever wrote or sent them."""
    if asked.institutions is None:
        for update in StatusUpdate.objects.filter(state=State.VALIDATION).for_list():
            yield _of_update(
                update,
                "sign",
                update.edited_at,
                institution=update.assignment.institution_id,
                roles=(Term.Role.VALIDATOR,),
                but=(update.author_id, update.submitted_by_id),
            )


def by_link(asked: Asked) -> Iterator[Due]:
    """Drafts that were written by link, where the institution wants to look at them first."""
    if asked.institutions is not None:
        return
    links = AnswerLink.objects.filter(update__state=State.DRAFT).values("update")
    for update in StatusUpdate.objects.filter(pk__in=links).for_list():
        institution = update.assignment.institution_id
        yield _of_update(update, "by-link", update.edited_at, institution=institution)


def to_verify(asked: Asked) -> Iterator[Due]:
    """What waits for the secretariat."""
    if asked.institutions is None:
        rows = StatusUpdate.objects.filter(state__in=[State.SUBMITTED, State.SECOND])
        for update in rows.for_list():
            address = reverse("focal_points:update-verify", args=[update.public_id])
            yield _of_update(update, "verify", update.submitted_at, for_secretariat=True, address=address)


def contests(asked: Asked) -> Iterator[Due]:
    """Assignments that are said to be somebody else's."""
    if asked.institutions is not None:
        return
    open_ones = {one.assignment_id: one for one in Contest.objects.filter(is_upheld=None)}
    for row in Assignment.objects.filter(pk__in=open_ones).for_list():
        yield _contested(row, open_ones[row.pk])


def _contested(row: Assignment, contest: Contest) -> Due:
    return Due(
        key=f"contest:{contest.pk}",
        what=in_words(lambda: _name(row)),
        detail=in_words(lambda: str(row.institution)),
        address=reverse("focal_points:contest-decide", args=[contest.pk]),
        since=timezone.localdate(contest.at),
        for_secretariat=True,
    )


def _rows(asked: Asked) -> QuerySet[Assignment]:
    """Current ones, with everything that is said of them, and the day of the last update handed in."""
    handed_in = StatusUpdate.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=False)
    newest = handed_in.exclude(state__in=[State.WITHDRAWN, State.RETURNED]).order_by("-submitted_at")
    rows = Assignment.objects.current().filter(institution__closed_on=None)
    if asked.institutions is not None:
        rows = rows.filter(institution__in=asked.institutions)
    day = newest.annotate(day=TruncDate("submitted_at")).values("day")[:1]
    return rows.for_list().annotate(handed_in_on=Subquery(day))


def _due(row: Any, *, due_on: date | None = None, since: date | None = None, **more: Any) -> Due:
    """An assignment, or the update on it that is open."""
    address = row.get_absolute_url()
    if row.open_update:
        address = reverse("focal_points:update-detail", args=[row.open_update])
    return Due(
        key=f"assignment:{row.pk}" if due_on else f"assignment:{row.pk}:{Urgency(row.urgency).name.lower()}",
        what=in_words(lambda: _name(row)),
        detail=in_words(lambda: _place(row)),
        address=address,
        due_on=due_on,
        since=since,
        institution=row.institution_id,
        **more,
    )


def _of_update(update: StatusUpdate, kind: str, since: Any, address: str = "", **more: Any) -> Due:
    return Due(
        key=f"update:{update.pk}:{kind}",
        what=in_words(lambda: _name(update.assignment)),
        detail=in_words(lambda: _place(update.assignment)),
        address=address or update.get_absolute_url(),
        since=timezone.localdate(since),
        **more,
    )


def _name(assignment: Assignment) -> str:
    """What is asked, in a few words."""
    whole = assignment.recommendation
    if whole is None:
        return assignment.subject
    return f"{whole.name} {assignment.part.label}" if assignment.part else whole.name


def _place(assignment: Assignment) -> str:
    """Where it was asked, and whose it is: `CEDAW/C/XAA/CO/6, para. 12 · Ministry of Justice`."""
    whole = assignment.recommendation
    return " · ".join(filter(None, [whole.reference if whole else "", str(assignment.institution)]))
