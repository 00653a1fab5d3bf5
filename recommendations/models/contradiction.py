"""Recommendations that ask for opposite things, and what the rules propose for a person to decide."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.recommendation import Recommendation
from recommendations.models.reservation import Reservation


@history.tracked()
class Contradiction(models.Model):
    """A person's word on whether two recommendations ask for opposite things; a refusal is kept too."""

    one = models.ForeignKey(Recommendation, models.PROTECT, related_name="contradictions")
    other = models.ForeignKey(Recommendation, models.PROTECT, related_name="contradicted_by")
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    words = models.CharField(_("what one asks"), max_length=80, blank=True)
    other_words = models.CharField(_("what the other asks"), max_length=80, blank=True)
    note = models.TextField(_("explanation"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("contradiction")
        verbose_name_plural = _("contradictions")
        constraints = [
            models.UniqueConstraint("one", "other", name="contradiction_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="contradiction_smaller_key_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"


class ProposedMark(models.Model):
    """What the rules found: two that may contradict each other, or one that may touch a reservation.

    `is_derived`: it can be found again, so nothing rests on it. A person's decision takes it away.
    """

    is_derived = True

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")
    other = models.ForeignKey(Recommendation, models.CASCADE, null=True, blank=True, related_name="+")
    reservation = models.ForeignKey(Reservation, models.CASCADE, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    other_words = models.CharField(max_length=80, blank=True)
    score = models.FloatField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("proposed mark")
        verbose_name_plural = _("proposed marks")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                "recommendation",
                "other",
                "reservation",
                nulls_distinct=False,
                name="proposed_mark_once",
            ),
            models.CheckConstraint(
                condition=Q(other=None, reservation__isnull=False) | Q(other__isnull=False, reservation=None),
                name="proposed_mark_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | Q(recommendation__lt=F("other")),
                name="proposed_mark_smaller_key_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.words}"
