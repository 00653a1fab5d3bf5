"""What stands side by side about a recommendation or part: verified, proposed, NHRI, mechanism."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    ProposedStatus,
    StakeholderView,
    Status,
    StatusUpdate,
)
from nmrf.base.templatetags.house import day
from recommendations.models import MechanismGrade, Part, Recommendation

Key = tuple[int, int | None]


@dataclass
class Opinion:
    """One column of the four; `differs` says why it is not the verified one."""

    heading: str
    status: str = ""
    grade: str = ""
    dated: str = ""
    text: str = ""
    source: str = ""
    is_main: bool = False
    differs: str = ""


@dataclass
class Standing:
    """What is known about one recommendation or part."""

    verified: ImplementationStatus | None = None
    proposed: ProposedStatus | None = None
    view: StakeholderView | None = None
    grade: MechanismGrade | None = None
    proposed_by: str = ""
    history: list[ImplementationStatus] = field(default_factory=list)

    def columns(self) -> list[Opinion]:
        """Side by side, never merged; a column that says something else than the verified one is marked."""
        columns = [self._verified(), self._proposed(), self._view()]
        if self.grade:
            columns.append(
                Opinion(
                    _("The mechanism's grade"),
                    grade=self.grade.grade,
                    dated=day(self.grade.given_on, "short"),
                    text=self.grade.said,
                    source=self.grade.reference,
                )
            )
        return columns

    def _verified(self) -> Opinion:
        one = self.verified
        if one is None:
            return Opinion(_("Verified now"), status=Status.NOT_ASSESSED, is_main=True)
        since = _("since %(day)s") % {"day": day(one.effective_on, "short")}
        if one.basis == one.Basis.OWN_TABLE:
            heading = _("From the State's own table, entered later")
            return Opinion(heading, one.status, dated=since, text=one.reason, source=one.source, is_main=True)
        return Opinion(_("Verified now"), one.status, dated=since, text=one.reason, is_main=True)

    def _proposed(self) -> Opinion:
        one = self.proposed
        if one is None:
            return Opinion(_("The institution proposes"))
        since = _("since %(day)s") % {"day": day(one.effective_on, "short")} if one.effective_on else ""
        return Opinion(
            _("The institution proposes"),
            one.status,
            dated=since,
            text=one.explanation,
            source=self.proposed_by,
            differs=self._difference(one.status),
        )

    def _view(self) -> Opinion:
        one = self.view
        if one is None:
            return Opinion(_("The NHRI's view"))
        return Opinion(
            one.organisation,
            one.status,
            dated=day(one.stated_on, "short"),
            text=one.text,
            source=one.reference,
            differs=self._difference(one.status),
        )

    def _difference(self, status: str) -> str:
        """A word where something else was verified; nothing differs from what nobody has judged."""
        if self.verified is None or self.verified.status == status:
            return ""
        return _("differs from the verified status")


def of_update(update: StatusUpdate, proposals: Iterable[ProposedStatus]) -> dict[Key, Standing]:
    """For every proposal of an update, what stands beside it. Constant queries."""
    proposals = list(proposals)
    found = _of([proposal.recommendation_id for proposal in proposals])
    for proposal in proposals:
        found.setdefault((proposal.recommendation_id, proposal.part_id), Standing()).proposed = proposal
    return found


def of_recommendation(
    recommendation: Recommendation, updates: QuerySet[StatusUpdate] | None = None
) -> dict[Key, Standing]:
    """For the whole and each part; the proposal is that of the newest update that left its institution.

    `updates` narrows whose proposals are shown, where the reader does not see all.
    """
    found = _of([recommendation.pk])
    rows = (
        ProposedStatus.objects.filter(
            recommendation=recommendation,
            update__state__in=StatusUpdate.LEFT_THE_INSTITUTION,
            update__submitted_at__isnull=False,  # what a validator sent back never left
        )
        .select_related("update__assignment__institution")
        .prefetch_related("update__assignment__institution__names")
        .order_by("part_id", "-update__submitted_at")
        .distinct("part_id")
    )
    for proposal in rows if updates is None else rows.filter(update__in=updates.values("pk")):
        standing = found.setdefault((proposal.recommendation_id, proposal.part_id), Standing())
        standing.proposed, standing.proposed_by = proposal, str(proposal.update.assignment.institution)
    return found


def of_assignment(assignment: Assignment, person: Any) -> list[tuple[str, Standing]]:
    """Name and ratings of all that it covers and of which somebody said something; nothing for a cluster.

    Of other institutions' proposals those that are public alone, unless the person is of the house.
    """
    if assignment.recommendation is None:
        return []
    own = StatusUpdate.objects.visible_to(person).values("pk")
    public = Q(state=StatusUpdate.State.VERIFIED, is_public=True)
    updates = StatusUpdate.objects.filter(public | Q(pk__in=own))
    found = of_recommendation(assignment.recommendation, updates)
    parts = {part.pk: part for part in assignment.recommendation.parts.all()}
    covered = {assignment.part_id} if assignment.part_id else {None, *parts}
    return [
        (str(parts[part]) if part in parts else "", standing)
        for (_recommendation, part), standing in sorted(found.items(), key=lambda one: one[0][1] or 0)
        if part in covered
    ]


def label_of(recommendation: Recommendation, part: Part | None) -> str:
    """A few words: the part's letter and title, else the short title or reference."""
    return str(part) if part else (recommendation.title or recommendation.reference)


def _of(keys: list[int]) -> dict[Key, Standing]:
    found: dict[Key, Standing] = {}

    def at(row: Any) -> Standing:
        return found.setdefault((row.recommendation_id, row.part_id), Standing())

    statuses = ImplementationStatus.objects.standing().filter(recommendation__in=keys)
    for status in statuses.select_related("verified_by", "approved_by").order_by(
        "-effective_on", "-recorded_at", "-pk"
    ):
        standing = at(status)
        standing.history.append(status)
        standing.verified = standing.verified or status
    for view in StakeholderView.objects.filter(recommendation__in=keys).order_by(
        "-is_nhri", "-stated_on", "-recorded_at"
    ):
        standing = at(view)
        standing.view = standing.view or view
    for grade in MechanismGrade.objects.filter(recommendation__in=keys).order_by("-given_on"):
        standing = at(grade)
        standing.grade = standing.grade or grade
    return found
