"""What a verifier decides about each proposal, and what each decision has to bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from focal_points.models import ProposedStatus, Status, StatusUpdate, Trend
from focal_points.services import steps_back
from nmrf.base.errors import Invalid

LONGEST_REVIEW_YEARS = 2


@dataclass(frozen=True)
class Decision:
    """The status set for one proposal. `reason` is needed where it differs from what was proposed."""

    proposal: ProposedStatus
    status: str
    effective_on: date | None
    trend: str = Trend.NONE
    reason: str = ""
    next_review_on: date | None = None


def check(proposals: Sequence[ProposedStatus], decisions: Sequence[Decision], *, today: date) -> None:
    """Each proposal decided once, each decision complete. Raises Invalid; fields are `<proposal>-<field>`."""
    wanted = {proposal.pk for proposal in proposals}
    given = [decision.proposal.pk for decision in decisions]
    if set(given) != wanted or len(given) != len(wanted):
        raise Invalid(
            _("Each proposed status needs one decision."), fields={"decisions": _("Decide on all of them.")}
        )
    fields = _steps_back(proposals[0].update, decisions) if proposals else {}
    for decision in decisions:
        for name, message in _problems(decision, today).items():
            fields[f"{decision.proposal.pk}-{name}"] = message
    if fields:
        raise Invalid(_("Something is missing."), fields=fields)


def _steps_back(update: StatusUpdate, decisions: Sequence[Decision]) -> dict[str, str]:
    """Where less is in place than was verified before: what such a decision lacks."""
    before = steps_back.standing_before(update, [one.proposal.recommendation_id for one in decisions])
    has_evidence = update.evidence.filter(removed_at=None).exists()
    found: dict[str, str] = {}
    for one in decisions:
        was = before.get((one.proposal.recommendation_id, one.proposal.part_id), ())
        if not steps_back.is_step_back(was, one.status, one.effective_on):
            continue
        if not one.reason.strip():
            found[f"{one.proposal.pk}-reason"] = _("Say what went backwards.")
        if not has_evidence:
            found[f"{one.proposal.pk}-status"] = _(
                "This goes backwards, and nothing shows it. Add evidence, or send it back and ask for it."
            )
        if one.trend == Trend.FORWARD:
            found[f"{one.proposal.pk}-trend"] = _("Less is in place than before: this is not forward.")
    return found


def _problems(decision: Decision, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if decision.status not in Status.values or decision.status == Status.NOT_ASSESSED:
        found["status"] = _("Choose the status you verify.")
    if decision.trend not in Trend.values:
        found["trend"] = _("Choose where it is going.")
    if decision.effective_on is None:
        found["effective_on"] = _("Say since when it is true.")
    elif decision.effective_on > today:
        found["effective_on"] = _("This day is still to come.")
    if not decision.reason.strip():
        if decision.status != decision.proposal.status:
            found["reason"] = _("Say why it differs from what they propose.")
        elif decision.trend == Trend.BACKWARD:
            found["reason"] = _("Say what went backwards.")
    found.update(_review_problem(decision, today))
    return found


def _review_problem(decision: Decision, today: date) -> dict[str, str]:
    """A duty without end is looked at again within two years."""
    review = decision.next_review_on
    if decision.status != Status.IMPLEMENTED_CONTINUING:
        return {}
    if review is None:
        return {"next_review_on": _("A continuing duty needs a day on which it is looked at again.")}
    last = date(today.year + LONGEST_REVIEW_YEARS, today.month, min(today.day, 28))
    if review > last or (decision.effective_on and review < decision.effective_on):
        return {"next_review_on": _("Choose a day within two years.")}
    return {}
