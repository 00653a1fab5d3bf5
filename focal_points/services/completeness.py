"""What an update still lacks before it can be sent: the period, the account, and what each status asks for.

The rules are those of the status scale (docs/guides/statuses.md).
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from focal_points.models import ProposedStatus, Status, StatusUpdate
from focal_points.services import steps_back
from focal_points.services.targets import key_of

REVIEW_WITHIN = timedelta(days=731)
NEEDS_NEXT_STEP = {Status.NOT_STARTED, Status.IN_PROGRESS}
NEEDS_EVIDENCE = {Status.PARTIALLY_IMPLEMENTED, Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING}
NEEDS_DATE = {Status.IMPLEMENTED}
NEEDS_REVIEW = {Status.IMPLEMENTED_CONTINUING}
NEEDS_EXPLANATION = {Status.PARTIALLY_IMPLEMENTED, Status.NOT_IMPLEMENTED, Status.NO_LONGER_APPLICABLE}


def missing(update: StatusUpdate, today: date, *, is_short: bool = False) -> dict[str, str]:
    """Field → what has to be said there; empty when the update can be sent.

    A short answer, by link, may leave out what comes next: the secretariat can still ask for it.
    """
    lacks = _missing(update, today)
    if is_short:
        unsaid = {name for name in ("next_step", "next_step_on") if not getattr(update, name)}
        lacks = {name: why for name, why in lacks.items() if name not in unsaid}
    return lacks


def _missing(update: StatusUpdate, today: date) -> dict[str, str]:
    lacks = _account(update, today)
    proposals = list(update.proposals.select_related("recommendation", "part"))
    if not proposals and update.assignment.is_lead:
        lacks["proposals"] = _("Propose a status: whoever leads says how far it is.")
    evidence_of = [row.part_id for row in update.evidence.filter(removed_at=None)]
    before = steps_back.standing_before(update, [row.recommendation_id for row in proposals])
    for proposal in proposals:
        lacks |= _asked_by(proposal, update, evidence_of, today)
        was = before.get((proposal.recommendation_id, proposal.part_id), ())
        if steps_back.is_step_back(was, proposal.status, proposal.effective_on):
            lacks |= _asked_by_a_step_back(proposal, evidence_of)
    return lacks


def _account(update: StatusUpdate, today: date) -> dict[str, str]:
    lacks: dict[str, str] = {}
    if update.corrects_id and not update.correction_note:
        lacks["correction_note"] = _("Say what is corrected, and why: the public reads it.")
    if not update.narrative:
        lacks["narrative"] = _("Say what was done. If nothing was, use “Nothing new this period”.")
    if not update.period_from:
        lacks["period_from"] = _("Say from when this update tells.")
    if not update.period_to:
        lacks["period_to"] = _("Say until when this update tells.")
    elif update.period_to > today:
        lacks["period_to"] = _("The period cannot end after today.")
    return lacks


def _asked_by(
    proposal: ProposedStatus, update: StatusUpdate, evidence_of: list[int | None], today: date
) -> dict[str, str]:
    """What the proposed status asks for and does not have."""
    status, key = Status(proposal.status), key_of(proposal.recommendation_id, proposal.part_id)
    word = {"status": status.label}
    lacks: dict[str, str] = {}
    if status in NEEDS_NEXT_STEP:
        if not update.next_step:
            lacks["next_step"] = _("Say what comes next: “%(status)s” needs it.") % word
        if not update.next_step_on:
            lacks["next_step_on"] = _("Say by when: “%(status)s” needs a date.") % word
        elif update.period_to and update.next_step_on < update.period_to:
            lacks["next_step_on"] = _("The next step lies before the end of the period. Give a later date.")
    if status in NEEDS_EVIDENCE and not any(part in {None, proposal.part_id} for part in evidence_of):
        lacks["evidence"] = _("Add a file or a link that shows it: “%(status)s” needs evidence.") % word
    if status in NEEDS_DATE and not proposal.effective_on:
        lacks[f"{key}-effective_on"] = _("Say since when: “%(status)s” needs a date.") % word
    if proposal.effective_on and proposal.effective_on > today:
        lacks[f"{key}-effective_on"] = _("This date lies in the future.")
    if status in NEEDS_REVIEW:
        if not proposal.next_review_on:
            lacks[f"{key}-next_review_on"] = (
                _("Say when it will be reviewed: “%(status)s” needs a date.") % word
            )
        elif not today < proposal.next_review_on <= today + REVIEW_WITHIN:
            lacks[f"{key}-next_review_on"] = _("The next review has to be within the coming two years.")
    if status in NEEDS_EXPLANATION and not proposal.explanation:
        lacks[f"{key}-explanation"] = _explain(status)
    return lacks


def _asked_by_a_step_back(proposal: ProposedStatus, evidence_of: list[int | None]) -> dict[str, str]:
    """Less is in place than was verified before: it has to be shown, and said why."""
    lacks: dict[str, str] = {}
    if not any(part in {None, proposal.part_id} for part in evidence_of):
        lacks["evidence"] = _("This goes backwards: add a file or a link that shows it.")
    if not proposal.explanation:
        key = key_of(proposal.recommendation_id, proposal.part_id)
        lacks[f"{key}-explanation"] = _("This goes backwards: say what happened.")
    return lacks


def _explain(status: Status) -> str:
    if status == Status.PARTIALLY_IMPLEMENTED:
        return _("Say what is still missing: “%(status)s” needs it.") % {"status": status.label}
    if status == Status.NOT_IMPLEMENTED:
        return _("Give the reason: “%(status)s” needs it.") % {"status": status.label}
    return _("Explain why: “%(status)s” needs it, and a second person has to agree.") % {
        "status": status.label
    }
