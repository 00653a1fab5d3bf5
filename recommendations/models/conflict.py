"""Where UHRI and the house both changed something: both are kept, and a person chooses."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.models import Operation
from recommendations.models.imports import ImportRun, StagedRecord
from recommendations.models.recommendation import OfRecommendation, Recommendation


class ImportConflictQuerySet(models.QuerySet["ImportConflict"]):
    """Questions asked of conflicts."""

    def open(self) -> Self:
        """Nobody decided yet."""
        return self.filter(state=ImportConflict.State.OPEN)

    def for_list(self) -> Self:
        """What a line of the queue shows."""
        return self.select_related(
            "recommendation__document__mechanism", "run", "decided_by"
        ).prefetch_related("recommendation__texts", "recommendation__document__mechanism__names")


@history.tracked()
class ImportConflict(OfRecommendation, models.Model):
    """One thing of one recommendation that UHRI changed under work of the house: its three sides.

    `field` is a field of the recommendation, or `text:` and the language of UHRI's text. `rests_on` says
    what of the house rests on it: the field itself, or a text of the house of that origin in `language`.
    """

    class State(models.TextChoices):
        """Open until somebody chose, or until it became moot."""

        OPEN = "open", _("open")
        KEPT = "kept", _("ours kept")
        TAKEN = "taken", _("UHRI’s taken")
        ANEW = "anew", _("written anew")
        MOOT = "moot", _("no longer a conflict")

    class RestsOn(models.TextChoices):
        """What of the house stands against UHRI's news."""

        FIELD = "field", _("set here")
        CORRECTION = "correction", _("national correction")
        TRANSLATION = "translation", _("translation")
        PLAIN = "plain", _("plain wording")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="conflicts")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="conflicts")
    staged = models.ForeignKey(
        StagedRecord, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    field = models.CharField(_("what"), max_length=40)
    rests_on = models.CharField(_("against"), max_length=12, choices=RestsOn, default=RestsOn.FIELD)
    language = models.CharField(_("language"), max_length=10, blank=True)
    before = models.TextField(_("UHRI before"), blank=True)
    now = models.TextField(_("UHRI now"), blank=True)
    ours = models.TextField(_("ours"), blank=True)
    state = models.CharField(_("decision"), max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict with UHRI")
        verbose_name_plural = _("conflicts with UHRI")
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "recommendation",
                "field",
                "rests_on",
                "language",
                condition=Q(state="open"),
                name="import_conflict_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="import_conflict_decided_at_a_time",
            ),
        ]
        indexes = [models.Index("state", "found_at", name="import_conflict_by_state")]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.field}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("recommendations:conflict-detail", args=[self.public_id])

    @property
    def long_name(self) -> str:
        """Of which recommendation, and what."""
        return f"{self.recommendation.reference} ({self.field})"

    @property
    def is_text(self) -> bool:
        """Whether it is about words, so that the difference is shown word by word."""
        return self.field.startswith("text:")
