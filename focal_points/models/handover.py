"""What somebody leaves behind when their time at an institution ends, and who takes it over."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.institution import reach
from focal_points.models.term import Term
from nmrf.base import history
from nmrf.base.models import Operation


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Questions asked of handovers."""

    def visible_to(self, person: Any) -> Self:
        """All for the house; an institution's people see their own and those of the bodies under it."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        return self if person.is_house else self.filter(term__institution__in=reach(person))

    def open(self) -> Self:
        """Begun, and nothing has moved yet."""
        return self.filter(moved_at=None)

    def waiting_for(self, person: Any) -> Self:
        """Taken over by this person, who has not read the welcome page."""
        return self.filter(successor=person, moved_at__isnull=False, welcomed_at=None)

    def for_list(self) -> Self:
        """What a row of a list shows."""
        return self.select_related(
            "term__institution__parent", "term__person", "successor", "moved_by", "operation"
        ).prefetch_related("term__institution__names")


@history.tracked()
class Handover(models.Model):
    """One term's handover: the notes of who leaves, who takes over, and when the open work moved.

    `moved_by` is empty where the house itself moved it, because the last day had passed. `buffers` are the
    texts in typing that moved along: they have no history, and an undo gives them back by this list.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    term = models.OneToOneField(Term, models.PROTECT, related_name="handover")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="takeovers",
        verbose_name=_("successor"),
    )
    notes = models.TextField(_("handover notes"), blank=True)
    contacts = models.TextField(_("whom to know"), blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    noted_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="handovers")
    buffers = models.JSONField(default=list, blank=True)
    welcomed_at = models.DateTimeField(_("read by the successor"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = [F("moved_at").desc(nulls_first=True), "-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(moved_at=None) | Q(successor__isnull=False), name="handover_moved_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(welcomed_at=None) | Q(moved_at__isnull=False), name="handover_read_once_moved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term.person}, {self.term.institution}"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return reverse("focal_points:handover-detail", args=[self.public_id])

    @property
    def institution(self) -> Any:
        """Whose work it is."""
        return self.term.institution

    @property
    def leaver(self) -> Any:
        """Who goes."""
        return self.term.person


@history.tracked()
class HandoverNote(models.Model):
    """What whoever leaves says of one assignment."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="assignment_notes")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="handover_notes")
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note on an assignment")
        verbose_name_plural = _("notes on assignments")
        constraints = [
            models.UniqueConstraint("handover", "assignment", name="handover_note_once_an_assignment"),
            models.CheckConstraint(condition=~Q(text=""), name="handover_note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
