"""Contests: an institution says that something is not its own; the secretariat decides, with a reason."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, Contest, Institution
from focal_points.permissions import Can
from focal_points.services import assigning
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import notices


@transaction.atomic
def decide(
    *,
    contest: Contest,
    uphold: bool,
    decision: str,
    by: User,
    reassign_to: Institution | None = None,
    door: str = "",
) -> Contest:
    """Uphold: the assignment is withdrawn, and given to `reassign_to` where one is named. Else it stays.

    The same decision twice is harmless; another one after the first raises NotNow.
    """
    require(by, Can.DECIDE_CONTEST, contest)
    decision = decision.strip()
    if not decision:
        raise Invalid(_("Say why."), fields={"decision": _("The institution reads your reason.")})
    locked = Contest.objects.select_for_update().select_related("assignment").get(pk=contest.pk)
    if locked.is_upheld is not None:
        if locked.is_upheld == uphold:
            return locked
        raise NotNow(_("%(who)s decided this already.") % {"who": locked.decided_by}, code="decided")
    assignment = locked.assignment
    if uphold and reassign_to and reassign_to.pk == assignment.institution_id:
        raise Invalid(
            _("This institution contests it."), fields={"reassign_to": _("Choose another institution.")}
        )
    with history.recorded(by=by, action="contest.decide", because=decision, door=door):
        Contest.objects.filter(pk=locked.pk).update(
            is_upheld=uphold, decision=decision, decided_by=by, decided_at=timezone.now()
        )
        if uphold:
            _give_away(assignment, decision, reassign_to, by)
        else:
            Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.CONTESTED).update(
                state=Assignment.State.ASSIGNED, version=F("version") + 1
            )
    locked.refresh_from_db()
    transaction.on_commit(lambda: _tell(locked))
    return locked


def _give_away(assignment: Assignment, decision: str, to: Institution | None, by: User) -> None:
    assigning.withdraw(assignment=assignment, because=decision, by=by)
    if to:
        assigning.assign(
            institution=to,
            role=assignment.role,
            recommendation=assignment.recommendation,
            part=assignment.part,
            cluster=assignment.cluster,
            due_on=assignment.due_on,
            note=assignment.note,
            by=by,
        )


def _tell(contest: Contest) -> None:
    text = (
        gettext_lazy("You were right: %(subject)s is no longer with your institution.")
        if contest.is_upheld
        else gettext_lazy("It stays with your institution: %(subject)s. Read the reason.")
    )
    notices.tell(
        to=[contest.by],
        key=f"contest:{contest.pk}",
        text=notices.phrase(text, subject=contest.assignment.subject),
        address=contest.assignment.get_absolute_url(),
    )
