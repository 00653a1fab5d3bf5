"""Parts: lettered requests of one recommendation, where the secretariat divided it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import MD5, Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.recommendation import Recommendation


class PartQuerySet(models.QuerySet["Part"]):
    """Questions asked of parts."""

    def standing(self) -> Self:
        """Today's."""
        return self.filter(removed_at=None)

    def out_of_step(self) -> Self:
        """Standing ones whose words are no longer what the text says there, and nobody has looked since."""
        from recommendations.models.text import RecommendationText

        texts = RecommendationText.objects.filter(recommendation=OuterRef("recommendation"))
        original = texts.filter(is_original=True)
        corrected = texts.filter(
            origin=RecommendationText.Origin.CORRECTION,
            language=Subquery(original.values("language")[:1]),
        )
        return (
            self.standing()
            .annotate(
                text_now=Coalesce(
                    Subquery(corrected.values("text")[:1]), Subquery(original.values("text")[:1])
                ),
                reads=Substr("text_now", F("starts") + 1, F("ends") - F("starts")),
            )
            .exclude(reads=F("quoted"))
            .exclude(kept_of=MD5("text_now"))
        )


@history.tracked()
class Part(models.Model):
    """One request, with its span in the original text; `quoted` keeps what the span read when divided.

    `kept_of`: digest of a later text for which somebody decided that the part keeps its wording.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="parts")
    label = models.CharField(_("letter"), max_length=10)
    title = models.CharField(_("short title"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    quoted = models.TextField()
    kept_of = models.CharField(max_length=32, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "recommendation", "label", condition=Q(removed_at=None), name="part_label_once"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="part_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(label=""), name="part_has_a_label"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()
