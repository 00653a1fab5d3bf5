"""What is noted of one recommendation besides its status: the follow-up clock, and the care for its text."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from recommendations.models import (
    Contradiction,
    FollowUpReport,
    MechanismGrade,
    Recommendation,
    Reservation,
)
from recommendations.services import contradictions, reservation_marks


@dataclass
class PublicFacts:
    """One recommendation; each question is one query."""

    recommendation: Recommendation

    @cached_property
    def reports(self) -> list[FollowUpReport]:
        """Follow-up reports that answer it, in the order in which they were sent."""
        rows = FollowUpReport.objects.filter(paragraphs__recommendation=self.recommendation)
        return list(rows.order_by("sent_on"))

    @cached_property
    def grades(self) -> list[MechanismGrade]:
        """What the mechanism gave, the oldest first."""
        return list(self.recommendation.grades.select_related("part").order_by("given_on", "pk"))

    @property
    def is_overdue(self) -> bool:
        """The follow-up report is late: nothing was sent by its day."""
        due = self.recommendation.followup_due_on
        is_open = self.recommendation.is_followup and not self.reports
        return bool(is_open and due and due < timezone.localdate())

    @cached_property
    def contradictions(self) -> list[tuple[Recommendation, Contradiction]]:
        """What asks for the opposite, as the secretariat confirmed."""
        return contradictions.of(self.recommendation)

    @cached_property
    def reservations(self) -> list[Reservation]:
        """Reservations that the State keeps and that it touches."""
        return reservation_marks.of(self.recommendation)
