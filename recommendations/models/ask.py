"""Recurring requests: recommendations that ask the same thing, shown and worked on as one."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.part import Part
from recommendations.models.recommendation import Recommendation


@history.tracked()
class Ask(models.Model):
    """One request that several recommendations make, as a person confirmed it."""

    class State(models.TextChoices):
        """Whether it still holds a group together."""

        CONFIRMED = "confirmed", _("confirmed")
        DISSOLVED = "dissolved", _("dissolved")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("short title"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CONFIRMED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("recurring request")
        verbose_name_plural = _("recurring requests")

    def __str__(self) -> str:
        return self.title or str(self.public_id)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:ask-detail", args=[self.public_id])


@history.tracked()
class AskMember(models.Model):
    """A recommendation that makes the request, as a whole or in one of its parts. It makes one only."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="members")
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="ask_member")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="ask_members")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("member of a recurring request")
        verbose_name_plural = _("members of recurring requests")

    def __str__(self) -> str:
        return f"{self.ask_id}: {self.recommendation_id}"


class AskPairQuerySet(models.QuerySet["AskPair"]):
    """Questions people ask of pairs."""

    def waiting(self) -> Self:
        """Proposed and not decided."""
        return self.filter(state=AskPair.State.PROPOSED)

    def among(self, keys: list[int] | set[int]) -> Self:
        """Both of its recommendations are among these."""
        return self.filter(low__in=keys, high__in=keys)


@history.tracked()
class AskPair(models.Model):
    """Two recommendations found alike, with the reason, and what somebody decided.

    A refusal stays, so that it is not proposed again. `is_derived`: a proposal can be found anew, and
    what was confirmed shows in the members, so that nothing rests on a pair (see undo).
    """

    is_derived = True

    class State(models.TextChoices):
        """Proposed by the house, decided by a person."""

        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    low = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")
    high = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")
    score = models.FloatField(_("likeness"), default=0)
    shared = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("decided"), null=True, blank=True)
    found_at = models.DateTimeField(default=timezone.now)

    objects = AskPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of like recommendations")
        verbose_name_plural = _("pairs of like recommendations")
        constraints = [
            models.UniqueConstraint("low", "high", name="ask_pair_once"),
            models.CheckConstraint(name="ask_pair_in_order", condition=Q(low__lt=F("high"))),
            models.CheckConstraint(
                name="ask_pair_score_is_a_share", condition=Q(score__gte=0) & Q(score__lte=1)
            ),
            models.CheckConstraint(
                name="ask_pair_decided_at_a_time",
                condition=Q(state="proposed", at=None) | ~Q(state="proposed") & Q(at__isnull=False),
            ),
        ]
        indexes = [models.Index("state", "low", name="ask_pair_by_state")]

    def __str__(self) -> str:
        return f"{self.low_id} ~ {self.high_id}"


class AskLook(models.Model):
    """That a recommendation was compared, with its requests taken apart: only what is new is compared again.

    `digest` tells from which texts, and by which rules, `requests` (by language) were made.
    """

    is_derived = True

    recommendation = models.OneToOneField(
        Recommendation, models.CASCADE, primary_key=True, related_name="ask_look"
    )
    digest = models.CharField(max_length=32)
    requests = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comparison with the other recommendations")
        verbose_name_plural = _("comparisons with the other recommendations")

    def __str__(self) -> str:
        return str(self.recommendation_id)
