"""What institutions, the secretariat and others said of a recommendation that another takes the place of."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    InternalNote,
    KnownAnswerAbout,
    ProposedStatus,
    QuestionAbout,
    StakeholderView,
    StatusUpdate,
    TalkThread,
)
from focal_points.models.suggestion import NationalNeed
from recommendations.services.carrying import Carrying

Role = Assignment.Role


def carry(one: Carrying) -> None:
    """Assignments with updates, proposed and verified statuses, views, needs; what was asked and said."""
    for assignment in Assignment.objects.filter(recommendation=one.old).order_by("pk"):
        _assignment(one, assignment)
    said = (QuestionAbout, KnownAnswerAbout, TalkThread, InternalNote)
    for model in (ProposedStatus, ImplementationStatus, StakeholderView, NationalNeed, *said):
        one.move(model._base_manager.filter(recommendation=one.old))


def _assignment(one: Carrying, assignment: Assignment) -> None:
    """As it is; as supporting where another leads there; into the one that the institution has there."""
    if one.moved(assignment):
        return
    same = _there(one, assignment)
    if same is None and assignment.role == Role.LEAD and one.moved(assignment, role=Role.SUPPORTING):
        one.leave(assignment, _("Another institution leads there: carried over as supporting."))
        return
    if same is None:
        one.leave(assignment, _("The other one has the same already."))
        return
    for update in assignment.updates.all():
        if not _update_moved(update, same):
            one.leave(update, _("The institution has an open update there already."))


def _there(one: Carrying, assignment: Assignment) -> Assignment | None:
    """The institution's own assignment on the other side."""
    part: Any = one.parts.get(assignment.part_id, assignment.part_id) if assignment.part_id else None
    standing = Assignment.objects.current().filter(recommendation=one.new, part=part)
    return standing.filter(institution=assignment.institution).first()


def _update_moved(update: StatusUpdate, assignment: Assignment) -> bool:
    try:
        with transaction.atomic():
            StatusUpdate.objects.filter(pk=update.pk).update(assignment=assignment)
    except IntegrityError:
        return False
    return True
