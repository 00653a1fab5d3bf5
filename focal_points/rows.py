"""What one line of a queue shows, the same on the page and in its CSV, whatever it is a line of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points import vacancies
from focal_points.models import (
    AskedInstitution,
    Assignment,
    Contest,
    ImplementationStatus,
    Institution,
    StatusUpdate,
)
from recommendations.models import Document, ImportConflict, ImportRun, Recommendation, Replacement


@dataclass
class Row:
    """One line. `key` opens it in the panel; `address` is its own page."""

    key: str
    title: str
    address: str
    since: date | None = None
    document: Document | None = None
    paragraph: str = ""
    body: str = ""
    now: str = ""
    proposed: list[str] = field(default_factory=list)
    evidence: int | None = None
    note: str = ""
    is_alarm: bool = False
    recommendation: int | None = None
    suggested: Any = None

    @property
    def days(self) -> int | None:
        """How long it has waited; below nothing where the day is still to come."""
        return (timezone.localdate() - self.since).days if self.since else None

    @property
    def months(self) -> int:
        """The same in whole months, for what has waited long."""
        return (self.days or 0) // 30


def of(queue: str, waiting: Sequence[Any]) -> list[Row]:
    """Lines for what waits in a queue."""
    maker = MAKERS.get(queue, _of_recommendations)
    return maker(waiting)


def _of_recommendations(waiting: Iterable[Recommendation]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.name,
            address=reverse("focal_points:recommendation-detail", args=[one.public_id]),
            since=getattr(one, "due", None) or one.since,  # type: ignore[attr-defined]
            document=one.document,
            paragraph=one.paragraph,
            now=one.search_row.status if hasattr(one, "search_row") else "",
            note=", ".join(one.looks),
            recommendation=one.pk,
        )
        for one in waiting
    ]


def _of_updates(waiting: Sequence[StatusUpdate]) -> list[Row]:
    now = _verified_now(waiting)
    rows = []
    for update in waiting:
        proposals = list(update.proposals.all())
        first = proposals[0] if len(proposals) == 1 else None
        rows.append(
            Row(
                key=str(update.public_id),
                title=subject_of(update.assignment),
                address=reverse("focal_points:update-verify", args=[update.public_id]),
                since=update.since,  # type: ignore[attr-defined]
                document=_document(update.assignment),
                paragraph=_paragraph(update.assignment),
                body=str(update.assignment.institution),
                now=now.get((first.recommendation_id, first.part_id), "not_assessed") if first else "",
                proposed=list(
                    dict.fromkeys(_decided_or_proposed(update, proposal) for proposal in proposals)
                ),
                evidence=len([one for one in update.evidence.all() if not one.removed_at]),
                note=_("%(count)s statuses") % {"count": len(proposals)} if len(proposals) > 1 else "",
            )
        )
    return rows


def _decided_or_proposed(update: StatusUpdate, proposal: Any) -> str:
    """For the second person what the first decided; otherwise what the institution proposes."""
    is_decided = update.state == StatusUpdate.State.SECOND and hasattr(proposal, "verification")
    return str(proposal.verification.status if is_decided else proposal.status)


def _of_contests(waiting: Iterable[Contest]) -> list[Row]:
    return [
        Row(
            key=str(one.pk),
            title=subject_of(one.assignment),
            address=reverse("focal_points:desk-queue", args=["contested"]) + f"?open={one.pk}",
            since=one.since,  # type: ignore[attr-defined]
            document=_document(one.assignment),
            paragraph=_paragraph(one.assignment),
            body=str(one.assignment.institution),
            note=_("proposes %(institution)s") % {"institution": one.proposed} if one.proposed else "",
            is_alarm=one.is_late,
        )
        for one in waiting
    ]


def _of_assignments(waiting: Iterable[Assignment]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=subject_of(one),
            address=_subject_address(one),
            since=one.due_on,
            document=_document(one),
            paragraph=_paragraph(one),
            body=str(one.institution),
            note=str(one.get_state_display()),
        )
        for one in waiting
    ]


def _of_institutions(waiting: Iterable[Institution]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.name,
            address=reverse("focal_points:institution-work", args=[one.public_id]),
            since=one.since,  # type: ignore[attr-defined]
            body=str(one.get_kind_display()),
        )
        for one in waiting
    ]


def _of_vacancies(waiting: Iterable[Institution]) -> list[Row]:
    found = []
    for row, one in zip(_of_institutions(waiting), waiting, strict=True):
        reasons = vacancies.reasons(one)
        row.note = "; ".join(str(reason.text) for reason in reasons)
        row.is_alarm = any(reason.is_late for reason in reasons)
        found.append(row)
    return found


def _of_imports(waiting: Iterable[ImportRun]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.source,
            address=f"{one.get_absolute_url()}?show=waiting",
            since=one.since,  # type: ignore[attr-defined]
            note=str(one.get_state_display()),
        )
        for one in waiting
    ]


def _of_conflicts(waiting: Iterable[ImportConflict]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.recommendation.name,
            address=one.get_absolute_url(),
            since=one.since,  # type: ignore[attr-defined]
            document=one.recommendation.document,
            paragraph=one.recommendation.paragraph,
            note=str(one.get_rests_on_display()),
        )
        for one in waiting
    ]


def _of_replacements(waiting: Iterable[Replacement]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.old.name,
            address=one.get_absolute_url(),
            since=one.since,  # type: ignore[attr-defined]
            document=one.old.document,
            paragraph=one.old.paragraph,
            note=str(one.get_kind_display()),
        )
        for one in waiting
    ]


def _of_asked(waiting: Iterable[AskedInstitution]) -> list[Row]:
    return [
        Row(
            key=str(one.public_id),
            title=one.request.title,
            address=one.get_absolute_url(),
            since=one.since,  # type: ignore[attr-defined]
            body=str(one.institution),
            note=ngettext("%(n)s question", "%(n)s questions", one.n) % {"n": one.n},  # type: ignore[attr-defined]
        )
        for one in waiting
    ]


MAKERS: dict[str, Any] = {
    "answers": _of_asked,
    "requests": _of_asked,
    "uhri": _of_imports,
    "conflicts": _of_conflicts,
    "replaces": _of_replacements,
    "verify": _of_updates,
    "second": _of_updates,
    "contested": _of_contests,
    "overdue": _of_assignments,
    "silent": _of_institutions,
    "vacant": _of_vacancies,
}


def subject_of(assignment: Assignment) -> str:
    """What an assignment is about: the cluster, or the recommendation with the letter of its part."""
    if assignment.cluster:
        return assignment.cluster.name
    name = assignment.recommendation.name  # type: ignore[union-attr]
    return f"{name} {assignment.part.label}" if assignment.part else name


def _document(assignment: Assignment) -> Document | None:
    return assignment.recommendation.document if assignment.recommendation else None


def _paragraph(assignment: Assignment) -> str:
    return assignment.recommendation.paragraph if assignment.recommendation else ""


def _subject_address(assignment: Assignment) -> str:
    if assignment.cluster:
        return reverse("focal_points:cluster-detail", args=[assignment.cluster.public_id])
    return reverse("focal_points:recommendation-detail", args=[assignment.recommendation.public_id])  # type: ignore[union-attr]


def _verified_now(waiting: Sequence[StatusUpdate]) -> dict[tuple[int, int | None], str]:
    keys = {proposal.recommendation_id for update in waiting for proposal in update.proposals.all()}
    latest = ImplementationStatus.objects.standing().filter(recommendation__in=keys).latest_each()
    return {(row.recommendation_id, row.part_id): row.status for row in latest}
