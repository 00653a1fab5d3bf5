"""What the secretariat does with answers: accepts them, sends them back, opens them again."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import AskedInstitution, KnownAnswer, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.known_answers import keeping
from focal_points.services.requests.moving import Action, locked, stands_at, step, tell
from focal_points.services.telling import people_of
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import may, require

State = RequestAnswer.State


@transaction.atomic
def accept(
    *,
    answer: RequestAnswer,
    version: int,
    by: User,
    keep: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_shared: bool = False,
    door: str = "",
) -> KnownAnswer | None:
    """It is in order; with `keep`, it is kept for when the same is asked again. Raises StaleEdit, NotNow."""
    require(by, Can.DECIDE_ANSWER, answer)
    with history.recorded(by=by, action="answer.accept", door=door):
        _claim(
            answer, version, State.SUBMITTED, state=State.ACCEPTED, decided_by=by, decided_at=timezone.now()
        )
        kept = None
        if keep and not answer.is_not_ours:
            kept = keeping.keep(
                answer=answer, valid_from=valid_from, valid_to=valid_to, is_shared=is_shared, by=by, door=door
            )
    step(answer.asked.request, Action.ACCEPTED, by, asked=answer.asked, answer=answer)
    _tell(answer, "accepted", gettext_lazy("Your answers were accepted: {title}"), by)
    return kept


@transaction.atomic
def accept_all(
    *, asked: AskedInstitution, version: int, by: User, keep: bool = False, door: str = ""
) -> list[RequestAnswer]:
    """All that an institution sent and `by` may decide on. `version`: `stands_at` as it was on the screen."""
    rows = [row for row in locked(asked) if row.state == State.SUBMITTED]
    rows = [row for row in rows if may(by, Can.DECIDE_ANSWER, row)]
    if not rows:
        require(by, Can.KEEP_REQUESTS)
        raise NotNow(_("No answer waits to be checked."), code="done")
    if stands_at(asked) != version:
        raise StaleEdit(asked)
    for row in rows:
        accept(answer=row, version=row.version, by=by, keep=keep, door=door)
    return rows


@transaction.atomic
def send_back(
    *, answer: RequestAnswer, version: int, comment: str, by: User, door: str = ""
) -> RequestAnswer:
    """Ask for something else, with a comment that its people read."""
    require(by, Can.DECIDE_ANSWER, answer)
    if not comment.strip():
        raise Invalid(_("Say what has to change."), fields={"comment": _("Say what has to change.")})
    with history.recorded(by=by, action="answer.send_back", door=door):
        _claim(answer, version, State.SUBMITTED, state=State.RETURNED, comment=comment.strip())
    step(
        answer.asked.request,
        Action.RETURNED,
        by,
        asked=answer.asked,
        answer=answer,
        comment=comment.strip(),
    )
    _tell(answer, "returned", gettext_lazy("Sent back with a comment: {title}"), by)
    return answer


@transaction.atomic
def reopen(*, answer: RequestAnswer, version: int, comment: str, by: User, door: str = "") -> RequestAnswer:
    """Ask anew for what was accepted; what was kept of it is marked as resting on something that changed."""
    require(by, Can.DECIDE_ANSWER, answer)
    if not comment.strip():
        raise Invalid(_("Say what has to change."), fields={"comment": _("Say what has to change.")})
    with history.recorded(by=by, action="answer.reopen", door=door):
        _claim(
            answer,
            version,
            State.ACCEPTED,
            state=State.RETURNED,
            comment=comment.strip(),
            decided_by=None,
            decided_at=None,
        )
    step(
        answer.asked.request,
        Action.REOPENED,
        by,
        asked=answer.asked,
        answer=answer,
        comment=comment.strip(),
    )
    _tell(answer, "reopened", gettext_lazy("Sent back with a comment: {title}"), by)
    return answer


def _claim(answer: RequestAnswer, version: int, was: str, **to: object) -> None:
    """Change it if it is still as seen, in a request that is open; refreshes it."""
    claimed = RequestAnswer.objects.filter(
        pk=answer.pk, version=version, state=was, asked__request__state="sent"
    ).update(**to, version=F("version") + 1)
    answer.refresh_from_db()
    if claimed:
        return
    if answer.state == was and answer.version != version:
        raise StaleEdit(answer)
    raise NotNow(_("This cannot be done any more: somebody was faster."), code="done")


def _tell(answer: RequestAnswer, what: str, text: object, by: User) -> None:
    """Those who wrote and sent it, and who writes for the institution today; once for what stands now."""
    today = people_of([answer.asked.institution_id]).get(answer.asked.institution_id, [])
    people = {*today, *(one for one in (answer.author, answer.submitted_by) if one and one.is_active)}
    tell([one for one in people if one != by], answer.asked, f"{what}-{answer.pk}-{answer.version}", text)
