"""Institution and recommendation (or cluster): who leads, who supports, until when."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.home_only import home_only
from focal_points.models.institution import Institution, reach
from nmrf.base import history
from recommendations.models import Cluster, Part, Recommendation


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions asked of assignments."""

    def current(self) -> Self:
        """Not withdrawn."""
        return self.exclude(state=Assignment.State.WITHDRAWN)

    def visible_to(self, person: Any) -> Self:
        """All for the house; an institution's people see their own and those of the bodies under it."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        return self if person.is_house else self.filter(institution__in=reach(person))

    def leading(self) -> Self:
        """Leads only."""
        return self.filter(role=Assignment.Role.LEAD)

    def late_on(self, day: date) -> Self:
        """Due before this day and current."""
        return self.current().filter(due_on__lt=day)

    def for_list(self) -> Self:
        """Everything a row of a list shows."""
        return self.select_related(
            "institution", "recommendation__document__mechanism", "part", "cluster"
        ).prefetch_related("institution__names", "recommendation__texts", "cluster__texts")


@history.tracked()
class Assignment(models.Model):
    """One institution answers for one recommendation, one part of it, or a cluster."""

    class Role(models.TextChoices):
        """Lead or supporting."""

        LEAD = "lead", _("lead")
        SUPPORTING = "supporting", _("supporting")

    class State(models.TextChoices):
        """What the institution said to it."""

        ASSIGNED = "assigned", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        CONTESTED = "contested", _("contested")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="assignments")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="assignments")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="assignments")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    state = models.CharField(_("answer"), max_length=10, choices=State, default=State.ASSIGNED)
    due_on = models.DateField(_("due"), null=True, blank=True)
    note = models.TextField(_("note to the institution"), blank=True)
    reminded_until = models.DateField(_("answered for the period until"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        triggers = [home_only()]
        constraints = [
            models.CheckConstraint(
                name="assignment_of_one_thing",
                condition=Q(recommendation__isnull=False, cluster=None)
                | Q(recommendation=None, part=None, cluster__isnull=False),
            ),
            models.UniqueConstraint(
                "recommendation",
                "part",
                condition=Q(role="lead", cluster=None) & ~Q(state="withdrawn"),
                nulls_distinct=False,
                name="assignment_one_lead",
            ),
            models.UniqueConstraint(
                "cluster",
                condition=Q(role="lead", recommendation=None) & ~Q(state="withdrawn"),
                name="assignment_one_coordinator",
            ),
            models.UniqueConstraint(
                "institution",
                "recommendation",
                "part",
                "cluster",
                condition=~Q(state="withdrawn"),
                nulls_distinct=False,
                name="assignment_once_an_institution",
            ),
        ]
        indexes = [models.Index("institution", "state", "due_on", name="assignment_by_institution")]

    def __str__(self) -> str:
        return f"{self.institution}, {self.get_role_display()}: {self.subject}"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return reverse("focal_points:assignment-detail", args=[self.public_id])

    @property
    def is_lead(self) -> bool:
        """Leads."""
        return self.role == self.Role.LEAD

    @property
    def subject(self) -> str:
        """What it is about, in a few words: the short title, else the reference, else the cluster's name."""
        if self.cluster:
            return self.cluster.name
        if self.recommendation is None:
            return ""  # the database refuses an assignment of nothing
        name = self.recommendation.title or self.recommendation.reference
        return f"{name} {self.part.label}" if self.part else name


@history.tracked()
class Contest(models.Model):
    """An institution says that an assignment is not its own; the secretariat decides; all is kept."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="contests")
    reason = models.TextField(_("reason"))
    proposed = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_in",
        verbose_name=_("instead"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_upheld = models.BooleanField(null=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="contest_has_a_reason"),
            models.UniqueConstraint(
                "assignment", condition=Q(is_upheld=None), name="contest_one_open_an_assignment"
            ),
            models.CheckConstraint(
                condition=Q(is_upheld=None, decided_by=None, decided_at=None)
                | Q(is_upheld__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="contest_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def decide_by(self) -> date:
        """The day by which the secretariat decides (`CONTEST_DECIDED_WITHIN_DAYS`)."""
        return timezone.localdate(self.at) + timedelta(days=settings.CONTEST_DECIDED_WITHIN_DAYS)

    @property
    def was_taken_back(self) -> bool:
        """Ended by the institution itself: who decided is not of the house."""
        return self.is_upheld is False and self.decided_by is not None and not self.decided_by.is_house

    @property
    def is_late(self) -> bool:
        """Not decided, and the day for it has passed."""
        return self.is_upheld is None and self.decide_by < timezone.localdate()
