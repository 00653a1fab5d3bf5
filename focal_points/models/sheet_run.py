"""Tables that people hand in: a workbook that comes home, the State's own matrix, institutions and people.

Each is read and compared first; its rows wait here until somebody confirms, and are written as one operation.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.institution import Institution, reach
from nmrf.base.models import Job, Operation, StoredFile
from recommendations.models import Recommendation


class SheetRunQuerySet(models.QuerySet["SheetRun"]):
    """Questions asked of tables handed in."""

    def visible_to(self, person: Any) -> Self:
        """One's own; an institution's workbooks for its people; the house's tables for the house.

        A workbook may hold drafts: those are their institution's alone, also for the secretariat.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        seen = Q(by=person)
        if person.is_house:
            seen |= ~Q(kind=SheetRun.Kind.WORKBOOK)
        else:
            seen |= Q(kind=SheetRun.Kind.WORKBOOK, institution__in=reach(person))
        return self.filter(seen)


class SheetRun(models.Model):
    """Who handed in which table, when, and what came of it."""

    class Kind(models.TextChoices):
        """What kind of table it is."""

        WORKBOOK = "workbook", _("workbook of an institution")
        MATRIX = "matrix", _("the State's own table")
        PEOPLE = "people", _("institutions and people")

    class State(models.TextChoices):
        """From handed in to written, or not."""

        MAPPING = "mapping", _("waiting for its columns")
        READING = "reading", _("reading")
        PREVIEW = "preview", _("waiting for confirmation")
        APPLYING = "applying", _("writing")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("refused")
        DISCARDED = "discarded", _("discarded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=400)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, blank=True, related_name="sheet_run"
    )
    counts = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = SheetRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("table handed in")
        verbose_name_plural = _("tables handed in")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="sheet_run_applied_at_a_time",
                condition=Q(state="applied", applied_at__isnull=False)
                | ~Q(state="applied") & Q(applied_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.source

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse(f"focal_points:{self.kind}-detail", args=[self.public_id])


class SheetRow(models.Model):
    """One row of a table, compared with what stands here; written only when the run is confirmed."""

    class Verdict(models.TextChoices):
        """What would happen to it."""

        CHANGED = "changed", _("changes something")
        UNCHANGED = "unchanged", _("changes nothing")
        CONFLICT = "conflict", _("changed on both sides")
        CHOOSE = "choose", _("several fit")
        UNMATCHED = "unmatched", _("nothing fits")
        REJECTED = "rejected", _("cannot be taken")

    run = models.ForeignKey(SheetRun, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(_("place"))
    at = models.CharField(_("row"), max_length=80)
    verdict = models.CharField(max_length=10, choices=Verdict)
    title = models.CharField(max_length=400, blank=True)
    payload = models.JSONField(default=dict)
    choice = models.CharField(_("chosen"), max_length=60, blank=True)
    assignment = models.ForeignKey(
        Assignment, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    recommendation = models.ForeignKey(
        Recommendation, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint("run", "place", name="sheet_row_once_a_place")]
        indexes = [models.Index("run", "verdict", name="sheet_row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.at}: {self.verdict}"
