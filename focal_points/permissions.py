"""Who may do what with assignments, updates, evidence and statuses."""

from enum import StrEnum
from typing import Any

from django.utils import timezone

from focal_points.models import Evidence, Institution, StatusUpdate, Term
from focal_points.models.institution import held_by, reach
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
    ENTER_FOR_INSTITUTION = "focal_points.enter_for_institution"
    CORRECT_UPDATE = "focal_points.correct_update"
    RECALL_UPDATE = "focal_points.recall_update"
    ADD_VERIFIERS_EVIDENCE = "focal_points.add_verifiers_evidence"
    SEE_RATINGS = "focal_points.see_ratings"
    SEE_GLANCE = "focal_points.see_glance"
    STATE_VIEW = "focal_points.state_view"
    KEEP_INSTITUTIONS = "focal_points.keep_institutions"
    UNDO_ASSIGNMENTS = "focal_points.undo_assignments"
    READ_NOTICES = "focal_points.read_notices"
    SAVE_SEARCHES = "focal_points.save_searches"
    CHANGE_SEARCH = "focal_points.change_search"
    DECIDE_SUGGESTIONS = "focal_points.decide_suggestions"
    MARK_NEEDS = "focal_points.mark_needs"
    SEE_HANDOVERS = "focal_points.see_handovers"
    BEGIN_HANDOVER = "focal_points.begin_handover"
    WRITE_HANDOVER = "focal_points.write_handover"
    HAND_OVER = "focal_points.hand_over"
    UNDO_HANDOVER = "focal_points.undo_handover"
    TRAIN = "focal_points.train"
    SEE_TRAINING = "focal_points.see_training"
    KEEP_OWN_PROFILE = "focal_points.keep_own_profile"
    BRING_WORKBOOK = "focal_points.bring_workbook"
    WORK_IN_EXCEL = "focal_points.work_in_excel"
    IMPORT_MATRIX = "focal_points.import_matrix"
    KEEP_SHEET = "focal_points.keep_sheet"
    UNDO_SHEET = "focal_points.undo_sheet"
    SEE_REQUESTS = "focal_points.see_requests"
    KEEP_REQUESTS = "focal_points.keep_requests"
    ANSWER_REQUEST = "focal_points.answer_request"
    SIGN_ANSWERS = "focal_points.sign_answers"
    DECIDE_ANSWER = "focal_points.decide_answer"
    SEE_KNOWN_ANSWERS = "focal_points.see_known_answers"
    KEEP_KNOWN_ANSWERS = "focal_points.keep_known_answers"
    TALK = "focal_points.talk"
    CHANGE_TALK = "focal_points.change_talk"
    KEEP_NOTES = "focal_points.keep_notes"
    CHOOSE_REMINDERS = "focal_points.choose_reminders"
    KEEP_REMINDERS = "focal_points.keep_reminders"
    KEEP_FEED = "focal_points.keep_feed"
    REVOKE_LINK = "focal_points.revoke_link"
    KEEP_LINK_WISH = "focal_points.keep_link_wish"


def has_role(person: Any, institution_id: int, *roles: str) -> bool:
    """Holds one of these roles today at this institution, or at one above it."""
    if institution_id not in reach(person):
        return False
    held = held_by(person)
    return any(institution_id in held.get(role, ()) for role in roles)


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


def _sees_glance(user: Any, obj: Any) -> bool:
    return bool(user.is_house or reach(user))


def _writes(user: Any, update: Any) -> bool:
    """The institution's own; of the secretariat, whoever enters it from the institution's letter."""
    if update.letter_id and update.author_id == user.pk and user.is_secretariat:
        return True
    return has_role(user, update.assignment.institution_id, *Term.WRITES)


def _signs(user: Any, update: Any) -> bool:
    return has_role(user, update.assignment.institution_id, Term.Role.VALIDATOR)


def _verifies(user: Any, update: Any) -> bool:
    """Nobody verifies what they entered themselves: began, wrote, sent or signed."""
    own = {update.author_id, update.submitted_by_id, update.signed_by_id}
    return bool(user.is_secretariat) and user.pk not in own and not _wrote(user, update)


def _wrote(user: Any, update: Any) -> bool:
    """Whether a version is theirs: only of whoever spoke for an institution, or had its letter, can it be."""
    versions = StatusUpdate.pgh_event_model.objects.filter(pgh_obj=update.pk)  # type: ignore[attr-defined]
    return bool(
        (update.letter_id or user.terms.exists())
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


def _answers(user: Any, asked: Any) -> bool:
    return has_role(user, asked.institution_id, *Term.WRITES)


def _signs_answers(user: Any, asked: Any) -> bool:
    return has_role(user, asked.institution_id, Term.Role.VALIDATOR)


def _decides_answer(user: Any, answer: Any) -> bool:
    """Nobody accepts what they wrote, sent or signed themselves."""
    own = {answer.author_id, answer.submitted_by_id, answer.signed_by_id}
    return bool(user.is_secretariat) and user.pk not in own


def _talks(user: Any, obj: Any) -> bool:
    """The house and people of institutions; whoever has a role of another kind does not."""
    return bool(user.is_house or (not user.role and reach(user)))


def _sees_requests(user: Any, obj: Any) -> bool:
    return bool(user.is_house or reach(user))


def _said_it(user: Any, said: Any) -> bool:
    return bool(said.by_id == user.pk) and _talks(user, said)


def _brings_workbook(user: Any, institution: Any) -> bool:
    """Whoever writes for the institution; the secretariat on its behalf. Of none: whoever may of any."""
    if user.is_secretariat:
        return True
    if institution is None:
        return Term.objects.on(timezone.localdate()).filter(person=user, role__in=Term.WRITES).exists()
    return has_role(user, institution.pk, *Term.WRITES)


def _works_in_excel(user: Any, obj: Any) -> bool:
    """People of institutions who write."""
    return not user.is_house and _brings_workbook(user, None)


def _keeps_sheet(user: Any, run: Any) -> bool:
    """A workbook is its institution's and whoever brought it; the other tables are the house's."""
    if run.kind == "workbook":
        return bool(run.by_id == user.pk or has_role(user, run.institution_id, *Term.WRITES))
    return bool(user.is_secretariat if run.kind == "matrix" else user.is_house)


def _undoes_sheet(user: Any, operation: Any) -> bool:
    run = getattr(operation, "sheet_run", None)
    return bool(run and _keeps_sheet(user, run))


def _chooses_reminders(user: Any, person: Any) -> bool:
    """For oneself alone."""
    return _works_here(user, None) and (person is None or person.pk == user.pk)


def _keeps_feed(user: Any, owner: Any) -> bool:
    """One's own calendar, and that of an institution one speaks for."""
    if isinstance(owner, Institution):
        return bool(user.is_house or owner.pk in reach(user))
    return _chooses_reminders(user, owner)


def _revokes_link(user: Any, link: Any) -> bool:
    """Whoever it is for, people of the institution, the house."""
    return bool(user.is_house or link.person_id == user.pk or link.institution_id in reach(user))


def _keeps_link_wish(user: Any, institution: Any) -> bool:
    roles = (*Term.WRITES, Term.Role.VALIDATOR, Term.Role.HEAD)
    return bool(user.is_house) or has_role(user, institution.pk, *roles)


def _states_view(user: Any, obj: Any) -> bool:
    return bool(user.role == "nhri")


def _sees_handovers(user: Any, obj: Any) -> bool:
    return bool(user.is_house or reach(user))


def _begins_handover(user: Any, term: Any) -> bool:
    """The house, who leaves, and who writes for the institution beside them."""
    if user.is_house:
        return True
    leaves = user.pk == term.person_id and term.institution_id in reach(user)
    return leaves or has_role(user, term.institution_id, *Term.WRITES)


def _writes_handover(user: Any, handover: Any) -> bool:
    """Who leaves, while they are there, and who writes for the institution; not the house."""
    return not user.is_house and _begins_handover(user, handover.term)


def _hands_over(user: Any, handover: Any) -> bool:
    return bool(user.is_house or has_role(user, handover.term.institution_id, *Term.WRITES))


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
    Can.ENTER_FOR_INSTITUTION: _secretariat,
    Can.CORRECT_UPDATE: _writes,
    Can.RECALL_UPDATE: _secretariat,
    Can.ADD_VERIFIERS_EVIDENCE: _verifies,
    Can.SEE_RATINGS: _works_here,
    Can.SEE_GLANCE: _sees_glance,
    Can.STATE_VIEW: _states_view,
    Can.KEEP_INSTITUTIONS: _house,
    Can.UNDO_ASSIGNMENTS: _secretariat,
    Can.READ_NOTICES: _works_here,
    Can.SAVE_SEARCHES: _anybody_signed_in,
    Can.CHANGE_SEARCH: _is_theirs,
    Can.DECIDE_SUGGESTIONS: _secretariat,
    Can.MARK_NEEDS: _secretariat,
    Can.SEE_HANDOVERS: _sees_handovers,
    Can.BEGIN_HANDOVER: _begins_handover,
    Can.WRITE_HANDOVER: _writes_handover,
    Can.HAND_OVER: _hands_over,
    Can.UNDO_HANDOVER: _house,
    Can.TRAIN: _has_a_term,
    Can.SEE_TRAINING: _house,
    Can.KEEP_OWN_PROFILE: _anybody_signed_in,
    Can.CHOOSE_REMINDERS: _chooses_reminders,
    Can.KEEP_REMINDERS: _house,
    Can.KEEP_FEED: _keeps_feed,
    Can.REVOKE_LINK: _revokes_link,
    Can.KEEP_LINK_WISH: _keeps_link_wish,
    Can.BRING_WORKBOOK: _brings_workbook,
    Can.WORK_IN_EXCEL: _works_in_excel,
    Can.IMPORT_MATRIX: _secretariat,
    Can.KEEP_SHEET: _keeps_sheet,
    Can.UNDO_SHEET: _undoes_sheet,
    Can.SEE_REQUESTS: _sees_requests,
    Can.KEEP_REQUESTS: _secretariat,
    Can.ANSWER_REQUEST: _answers,
    Can.SIGN_ANSWERS: _signs_answers,
    Can.DECIDE_ANSWER: _decides_answer,
    Can.SEE_KNOWN_ANSWERS: _sees_requests,
    Can.KEEP_KNOWN_ANSWERS: _secretariat,
    Can.TALK: _talks,
    Can.CHANGE_TALK: _said_it,
    Can.KEEP_NOTES: _house,
}


def may_read_letter(user: Any, file: StoredFile) -> bool:
    """The letter of an update that the secretariat entered: whoever sees the update."""
    return StatusUpdate.objects.visible_to(user).filter(letter=file).exists()


def may_read_evidence(user: Any, file: StoredFile) -> bool:
    """A file is readable by whoever sees one of the pieces of evidence it stands for."""
    return Evidence.objects.visible_to(user).filter(file=file).exists()
