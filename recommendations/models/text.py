"""Texts of recommendations: one row a language and origin, one of them marked as the original."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.recommendation import OfRecommendation, Recommendation
from recommendations.short_titles import in_one_line

RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "ps", "ku", "dv"}


@history.tracked()
class RecommendationText(OfRecommendation, models.Model):
    """What is asked, in one language. A national correction stands beside UHRI's row, never in its place."""

    class Origin(models.TextChoices):
        """Who says so."""

        UHRI = "uhri", _("UHRI")
        NATIONAL = "national", _("entered here")
        CORRECTION = "correction", _("national correction")
        TRANSLATION = "translation", _("translation")
        PLAIN = "plain", _("plain wording")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    text = models.TextField(_("text"), blank=True)
    is_original = models.BooleanField(_("original"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    run = models.ForeignKey("ImportRun", models.PROTECT, null=True, blank=True, related_name="texts")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                "recommendation", "language", "origin", name="text_once_a_language_and_origin"
            ),
            models.UniqueConstraint(
                "recommendation", condition=Q(is_original=True), name="text_one_original"
            ),
            models.CheckConstraint(
                condition=Q(is_original=False) | Q(origin__in=["uhri", "national"]),
                name="text_original_is_no_correction",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, by language, not by content."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def in_one_line(self) -> str:
        """Without line breaks, its heading set off."""
        return in_one_line(self.text)
