"""Who may do what with assignments, updates, evidence and statuses."""

from enum import StrEnum
from typing import Any

from django.utils import timezone

from focal_points.models import Evidence, StatusUpdate, Term
from focal_points.models.institution import reach
from nmrf.base.models import StoredFile
from nmrf.base.permissions import Rule

WRITING = ("status_update.start", "status_update.save", "status_update.submit", "status_update.sign")


class Can(StrEnum):
    """Verbs of this room."""

    SEE_DESK = "focal_points.see_desk"
    SEE_WORKSPACE = "focal_points.see_workspace"
    ASSIGN = "focal_points.assign"
    ANSWER_ASSIGNMENT = "focal_points.answer_assignment"
    DECIDE_CONTEST = "focal_points.decide_contest"
    WRITE_UPDATE = "focal_points.write_update"
    SUBMIT_UPDATE = "focal_points.submit_update"
    SIGN_UPDATE = "focal_points.sign_update"
    VERIFY_UPDATE = "focal_points.verify_update"
    APPROVE_VERIFICATION = "focal_points.approve_verification"
    RETURN_UPDATE = "focal_points.return_update"
    STATE_VIEW = "focal_points.state_view"
    KEEP_INSTITUTIONS = "focal_points.keep_institutions"
    UNDO_ASSIGNMENTS = "focal_points.undo_assignments"
    READ_NOTICES = "focal_points.read_notices"
    SAVE_SEARCHES = "focal_points.save_searches"
    CHANGE_SEARCH = "focal_points.change_search"
    DECIDE_SUGGESTIONS = "focal_points.decide_suggestions"
    MARK_NEEDS = "focal_points.mark_needs"


def has_role(person: Any, institution_id: int, *roles: str) -> bool:
    """Holds one of these roles today at this institution, or at one above it."""
    if institution_id not in reach(person):
        return False
    own = set(
        Term.objects.on(timezone.localdate())
        .filter(person=person, role__in=roles)
        .values_list("institution_id", flat=True)
    )
    from focal_points.models.institution import below

    return institution_id in own or institution_id in below(own)


def _secretariat(user: Any, obj: Any) -> bool:
    return bool(user.is_secretariat)


def _house(user: Any, obj: Any) -> bool:
    return bool(user.is_house)


def _works_here(user: Any, obj: Any) -> bool:
    """Whoever is told things: the house, the NHRI, people of an institution."""
    return bool(user.is_house or user.role == "nhri" or reach(user))


def _anybody_signed_in(user: Any, obj: Any) -> bool:
    return bool(user.is_active)


def _is_theirs(user: Any, search: Any) -> bool:
    return bool(search.person_id == user.pk)


def _has_a_term(user: Any, obj: Any) -> bool:
    return bool(reach(user))


def _writes_for_assignment(user: Any, assignment: Any) -> bool:
    return has_role(user, assignment.institution_id, *Term.WRITES)


def _writes(user: Any, update: Any) -> bool:
    return has_role(user, update.assignment.institution_id, *Term.WRITES)


def _signs(user: Any, update: Any) -> bool:
    return has_role(user, update.assignment.institution_id, Term.Role.VALIDATOR)


def _verifies(user: Any, update: Any) -> bool:
    """Nobody verifies what they entered themselves: began, wrote, sent or signed."""
    own = {update.author_id, update.submitted_by_id, update.signed_by_id}
    return bool(user.is_secretariat) and user.pk not in own and not _wrote(user, update)


def _wrote(user: Any, update: Any) -> bool:
    """Whether a version is theirs. Only of whoever once spoke for an institution can that be."""
    versions = StatusUpdate.pgh_event_model.objects.filter(pgh_obj=update.pk)  # type: ignore[attr-defined]
    return bool(
        user.terms.exists()
        and versions.filter(
            pgh_context__metadata__user=str(user.pk), pgh_context__metadata__action__in=WRITING
        ).exists()
    )


def _approves(user: Any, update: Any) -> bool:
    """A second person: neither who entered it nor who verified it first."""
    first = {
        proposal.verification.by_id
        for proposal in update.proposals.select_related("verification")
        if hasattr(proposal, "verification")
    }
    return _verifies(user, update) and user.pk not in first


def _states_view(user: Any, obj: Any) -> bool:
    return bool(user.role == "nhri")


RULES: dict[StrEnum, Rule] = {
    Can.SEE_DESK: _house,
    Can.SEE_WORKSPACE: _has_a_term,
    Can.ASSIGN: _secretariat,
    Can.ANSWER_ASSIGNMENT: _writes_for_assignment,
    Can.DECIDE_CONTEST: _secretariat,
    Can.WRITE_UPDATE: _writes,
    Can.SUBMIT_UPDATE: _writes,
    Can.SIGN_UPDATE: _signs,
    Can.VERIFY_UPDATE: _verifies,
    Can.APPROVE_VERIFICATION: _approves,
    Can.RETURN_UPDATE: _verifies,
    Can.STATE_VIEW: _states_view,
    Can.KEEP_INSTITUTIONS: _house,
    Can.UNDO_ASSIGNMENTS: _secretariat,
    Can.READ_NOTICES: _works_here,
    Can.SAVE_SEARCHES: _anybody_signed_in,
    Can.CHANGE_SEARCH: _is_theirs,
    Can.DECIDE_SUGGESTIONS: _secretariat,
    Can.MARK_NEEDS: _secretariat,
}


def may_read_evidence(user: Any, file: StoredFile) -> bool:
    """A file is readable by whoever sees one of the pieces of evidence it stands for."""
    return Evidence.objects.visible_to(user).filter(file=file).exists()
