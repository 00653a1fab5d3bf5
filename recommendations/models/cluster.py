"""Clusters: national groups of recommendations by theme or target group, worked on together."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.part import Part
from recommendations.models.recommendation import Recommendation


@history.tracked()
class Cluster(models.Model):
    """One group. Its coordinator is an assignment (in `focal_points`)."""

    class Priority(models.TextChoices):
        """What is to be worked on first."""

        HIGH = "high", _("high")
        NORMAL = "normal", _("normal")
        LOW = "low", _("low")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="cluster_priority_is_known", condition=models.Q(priority__in=["high", "normal", "low"])
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:cluster-detail", args=[self.public_id])

    def _row(self) -> "ClusterText | None":
        found = {row.language: row for row in self.texts.all()}
        language = get_language() or settings.LANGUAGE_CODE
        return found.get(language) or found.get("en") or next(iter(found.values()), None)

    @property
    def name(self) -> str:
        """In the reader's language, else English, else any. Prefetch `texts` in lists."""
        row = self._row()
        return row.name if row else self.code

    @property
    def desired_outcome(self) -> str:
        """What is to change, in the reader's language."""
        row = self._row()
        return row.desired_outcome if row else ""


@history.tracked()
class ClusterText(models.Model):
    """A cluster's name and desired outcome in one language."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=200)
    desired_outcome = models.TextField(_("desired outcome"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("cluster", "language", name="cluster_text_once_a_language"),
            models.CheckConstraint(condition=~models.Q(name=""), name="cluster_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


@history.tracked()
class ClusterMembership(models.Model):
    """A recommendation, or one part of it, in a cluster."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="memberships")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="memberships")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="memberships")

    class Meta:
        verbose_name = _("cluster membership")
        verbose_name_plural = _("cluster memberships")
        constraints = [
            models.UniqueConstraint(
                "cluster",
                "recommendation",
                "part",
                nulls_distinct=False,
                name="cluster_membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.recommendation}"
