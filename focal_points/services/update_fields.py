"""What somebody writes in an update, as one value that can be compared, checked and put down."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from focal_points.models import (
    Need,
    Obstacle,
    ProposedStatus,
    Status,
    StatusUpdate,
    UpdateNeed,
    UpdateObstacle,
    Verification,
)
from focal_points.services import targets
from focal_points.services.targets import Target, key_of
from nmrf.base.errors import Invalid
from recommendations.models import Part, Recommendation

PLAIN = (
    "language",
    "period_from",
    "period_to",
    "narrative",
    "is_public",
    "obstacles_said",
    "needs_said",
    "next_step",
    "next_step_on",
    "correction_note",
)


@dataclass(frozen=True)
class ProposalFields:
    """The status proposed for one recommendation, or one part of it."""

    recommendation: Recommendation
    status: str
    part: Part | None = None
    effective_on: date | None = None
    next_review_on: date | None = None
    explanation: str = ""

    @property
    def key(self) -> str:
        """As the target's."""
        return key_of(self.recommendation.pk, self.part.pk if self.part else None)


@dataclass(frozen=True)
class UpdateFields:
    """Everything an update says, but its evidence."""

    language: str = "en"
    period_from: date | None = None
    period_to: date | None = None
    narrative: str = ""
    is_public: bool = True
    obstacles: tuple[str, ...] = ()
    obstacles_said: str = ""
    needs: tuple[str, ...] = ()
    needs_said: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    correction_note: str = ""
    proposals: tuple[ProposalFields, ...] = field(default_factory=tuple)

    def tidy(self) -> "UpdateFields":
        """Line ends and outer spaces as the database keeps them; lists in a fixed order."""
        return replace(
            self,
            narrative=_lines(self.narrative),
            obstacles_said=_lines(self.obstacles_said),
            needs_said=_lines(self.needs_said),
            next_step=_lines(self.next_step),
            correction_note=_lines(self.correction_note),
            obstacles=tuple(sorted(set(self.obstacles))),
            needs=tuple(sorted(set(self.needs))),
            proposals=tuple(
                sorted(
                    (replace(p, explanation=_lines(p.explanation)) for p in self.proposals),
                    key=lambda proposal: proposal.key,
                )
            ),
        )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def of(update: StatusUpdate) -> UpdateFields:
    """What the update says now."""
    return UpdateFields(
        **{name: getattr(update, name) for name in PLAIN},
        obstacles=tuple(update.obstacles.values_list("kind", flat=True)),
        needs=tuple(update.needs.values_list("kind", flat=True)),
        proposals=tuple(
            ProposalFields(
                recommendation=row.recommendation,
                part=row.part,
                status=row.status,
                effective_on=row.effective_on,
                next_review_on=row.next_review_on,
                explanation=row.explanation,
            )
            for row in update.proposals.select_related("recommendation", "part")
        ),
    ).tidy()


def check(fields: UpdateFields, update: StatusUpdate, covered: list[Target] | None = None) -> None:
    """Raise Invalid where something is impossible, whether or not the update is finished.

    `covered` is what its assignment covers, where that was read already.
    """
    wrong: dict[str, str] = {}
    if fields.period_from and fields.period_to and fields.period_to < fields.period_from:
        wrong["period_to"] = _("The period ends before it begins.")
    if fields.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose a language from the list.")
    if fields.correction_note and not update.corrects_id:
        wrong["correction_note"] = _("This update corrects nothing.")
    if not set(fields.obstacles) <= set(Obstacle):
        wrong["obstacles"] = _("Choose obstacles from the list.")
    if not set(fields.needs) <= set(Need):
        wrong["needs"] = _("Choose kinds of support from the list.")
    wrong |= _wrong_proposals(fields.proposals, targets.of(update.assignment) if covered is None else covered)
    if wrong:
        raise Invalid(_("Something cannot be as it stands."), fields=wrong)


def _wrong_proposals(proposals: tuple[ProposalFields, ...], allowed: list[Target]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    keys = {target.key for target in allowed}
    seen: set[str] = set()
    for proposal in proposals:
        if proposal.key not in keys:
            wrong["proposals"] = _("A status is proposed for something that this assignment does not cover.")
        if proposal.key in seen:
            wrong["proposals"] = _("Two statuses are proposed for the same recommendation or part.")
        if proposal.status not in set(Status) - {Status.NOT_ASSESSED}:
            wrong[f"{proposal.key}-status"] = _("Choose a status from the list.")
        seen.add(proposal.key)
    return wrong


def write_lists(update: StatusUpdate, fields: UpdateFields, before: UpdateFields) -> None:
    """Bring obstacles, needs and proposals of the update in step; rows that stay are not touched.

    `before` is what it said until now: what is the same is not asked for again.
    """
    if fields.obstacles != before.obstacles:
        _write_kinds(UpdateObstacle, update, fields.obstacles)
    if fields.needs != before.needs:
        _write_kinds(UpdateNeed, update, fields.needs)
    if fields.proposals != before.proposals:
        _write_proposals(update, fields.proposals)


def _write_kinds(
    model: type[UpdateObstacle] | type[UpdateNeed], update: StatusUpdate, wanted: tuple[str, ...]
) -> None:
    rows: Any = model._default_manager.filter(update=update)
    rows.exclude(kind__in=wanted).delete()
    missing = set(wanted) - set(rows.values_list("kind", flat=True))
    rows.bulk_create([model(update=update, kind=kind) for kind in sorted(missing)])


def _write_proposals(update: StatusUpdate, proposals: tuple[ProposalFields, ...]) -> None:
    present = {key_of(row.recommendation_id, row.part_id): row for row in update.proposals.all()}
    wanted = {proposal.key: proposal for proposal in proposals}
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        # A first decision that a second person did not share rests on the proposal; it goes with it.
        Verification.objects.filter(proposal__in=gone, recorded=None).delete()
        ProposedStatus.objects.filter(pk__in=gone).delete()
    new: list[ProposedStatus] = []
    changed: list[ProposedStatus] = []
    names = ["status", "effective_on", "next_review_on", "explanation"]
    for key, proposal in wanted.items():
        row = present.get(key) or ProposedStatus(
            update=update, recommendation=proposal.recommendation, part=proposal.part
        )
        if row.pk and all(getattr(row, name) == getattr(proposal, name) for name in names):
            continue
        for name in names:
            setattr(row, name, getattr(proposal, name))
        (changed if row.pk else new).append(row)
    ProposedStatus.objects.bulk_create(new)
    ProposedStatus.objects.bulk_update(changed, names)
