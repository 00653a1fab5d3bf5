"""What the panel beside a queue shows of one waiting update."""

from dataclasses import dataclass
from typing import Any

from focal_points import opinions, rows
from focal_points.forms.evidence import EvidenceForm
from focal_points.forms.verification import CommentForm, DecisionForm, decision_forms
from focal_points.models import Evidence, ProposedStatus, StatusUpdate, UpdateStep, Verification
from focal_points.permissions import Can
from nmrf.base.permissions import may
from nmrf.base.words import Words, diff
from recommendations.models.text import RIGHT_TO_LEFT

BEFORE = (StatusUpdate.State.VERIFIED, StatusUpdate.State.RETURNED, StatusUpdate.State.SUBMITTED)


@dataclass
class Proposed:
    """One proposal with what stands beside it, and the form or the decision already made."""

    proposal: ProposedStatus
    label: str
    asked: str
    original: Any
    standing: opinions.Standing
    form: DecisionForm | None
    decided: Verification | None


@dataclass
class UpdatePanel:
    """Everything somebody needs to decide on one update."""

    update: StatusUpdate
    title: str
    direction: str
    proposed: list[Proposed]
    earlier: StatusUpdate | None
    words: Words
    evidence: list[Evidence]
    steps: list[UpdateStep]
    may_verify: bool
    may_approve: bool
    why_not: str
    comment_form: CommentForm
    evidence_form: EvidenceForm

    @property
    def is_waiting(self) -> bool:
        """With the secretariat for a first decision."""
        return self.update.state == StatusUpdate.State.SUBMITTED

    @property
    def is_table(self) -> bool:
        """About several recommendations or parts: what is proposed stands in a table."""
        return len(self.proposed) > 1

    @property
    def is_second(self) -> bool:
        """Decided once, waiting for somebody else."""
        return self.update.state == StatusUpdate.State.SECOND

    @property
    def forms(self) -> list[DecisionForm]:
        """Those of the proposals."""
        return [one.form for one in self.proposed if one.form]


def of_update(
    update: StatusUpdate, user: Any, *, data: Any = None, comment_form: CommentForm | None = None
) -> UpdatePanel:
    """Constant queries, whatever the update holds. `data` fills the decision forms again after a refusal."""
    proposals = list(
        update.proposals.select_related(
            "recommendation__document__mechanism", "part", "verification__by"
        ).prefetch_related("recommendation__texts")
    )
    standing = opinions.of_update(update, proposals)
    before = {key: one.verified for key, one in standing.items() if one.verified}
    may_verify = may(user, Can.VERIFY_UPDATE, update)
    is_waiting = update.state == StatusUpdate.State.SUBMITTED
    forms = decision_forms(proposals, before, data) if is_waiting and may_verify else []
    by_proposal = {form.proposal.pk: form for form in forms}
    earlier = _earlier(update)
    return UpdatePanel(
        update=update,
        title=rows.subject_of(update.assignment),
        direction="rtl" if update.language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        proposed=[
            Proposed(
                proposal,
                opinions.label_of(proposal.recommendation, proposal.part),
                _asked(proposal),
                proposal.recommendation.original,
                standing[proposal.recommendation_id, proposal.part_id],
                by_proposal.get(proposal.pk),
                getattr(proposal, "verification", None),
            )
            for proposal in proposals
        ],
        earlier=earlier,
        words=diff(earlier.narrative, update.narrative) if earlier else [],
        evidence=list(update.evidence.filter(removed_at=None).select_related("file", "part")),
        steps=list(update.steps.select_related("by")),
        may_verify=may_verify,
        may_approve=update.state == StatusUpdate.State.SECOND and may(user, Can.APPROVE_VERIFICATION, update),
        why_not=_why_not(update, user),
        comment_form=comment_form or CommentForm(),
        evidence_form=EvidenceForm(),
    )


def _asked(proposal: ProposedStatus) -> str:
    if proposal.part:
        return str(proposal.part.quoted)
    original = proposal.recommendation.original
    return str(original.text) if original else ""


def _earlier(update: StatusUpdate) -> StatusUpdate | None:
    """The account before this one, in the same language, that was verified."""
    return (
        update.assignment.updates.filter(state=StatusUpdate.State.VERIFIED, language=update.language)
        .exclude(pk=update.pk)
        .exclude(narrative="")
        .order_by("-submitted_at")
        .first()
    )


def _why_not(update: StatusUpdate, user: Any) -> str:
    """Why this person may not decide: said on the page in place of the button."""
    if not user.is_secretariat:
        return "role"
    if not may(user, Can.VERIFY_UPDATE, update):
        return "own"
    if update.state == StatusUpdate.State.SECOND and not may(user, Can.APPROVE_VERIFICATION, update):
        return "first"
    return ""
