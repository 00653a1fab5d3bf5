"""One recommendation in the place of another, proposed: a reissue, or an entry found in UHRI later."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.models import Operation
from recommendations.models.imports import ImportRun
from recommendations.models.recommendation import Recommendation


class ReplacementQuerySet(models.QuerySet["Replacement"]):
    """Questions asked of proposals."""

    def waiting(self) -> Self:
        """Proposed, and both sides still stand by themselves."""
        return self.filter(
            state=Replacement.State.PROPOSED,
            old__replaced_by=None,
            new__replaced_by=None,
            old__withdrawn_on=None,
        )

    def for_list(self) -> Self:
        """Both sides with their texts."""
        return self.select_related(
            "old__document__mechanism", "new__document__mechanism", "run", "decided_by"
        ).prefetch_related("old__texts", "new__texts")


@history.tracked()
class Replacement(models.Model):
    """`new` seems to be `old` once more. A refusal stays, so that it is not proposed again.

    `is_derived`: what was confirmed shows in the recommendations themselves; nothing rests on a proposal.
    """

    is_derived = True

    class Kind(models.TextChoices):
        """Why it is proposed."""

        REISSUE = "reissue", _("a later issue of the document")
        ENTERED = "entered", _("entered here, found in UHRI later")

    class State(models.TextChoices):
        """Proposed by the house, decided by a person."""

        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    old = models.ForeignKey(Recommendation, models.CASCADE, related_name="successors_proposed")
    new = models.ForeignKey(Recommendation, models.CASCADE, related_name="predecessors_proposed")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    score = models.FloatField(_("likeness"), default=0)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="replacements")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed replacement")
        verbose_name_plural = _("proposed replacements")
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint("old", "new", name="replacement_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="replacement_of_another"),
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(score__lte=1), name="replacement_score_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="replacement_decided_at_a_time",
            ),
        ]
        indexes = [models.Index("state", "found_at", name="replacement_by_state")]

    def __str__(self) -> str:
        return f"{self.new_id} replaces {self.old_id}?"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("recommendations:replacement-detail", args=[self.public_id])

    @classmethod
    def for_names(cls) -> Any:
        """Rows with what `long_name` needs."""
        rows = cls._base_manager.select_related("old__document", "new__document")
        return rows.defer("old__source_row", "new__source_row")

    @property
    def long_name(self) -> str:
        """The old one and the new one."""
        return f"{self.old.reference} → {self.new.reference}"
