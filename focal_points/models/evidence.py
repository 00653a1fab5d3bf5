"""What shows that it is so: a file or a link, each internal or public."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focal_points.models.status_update import StatusUpdate
from nmrf.base import history
from nmrf.base.models import StoredFile
from recommendations.models import Part


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions asked of evidence."""

    def public(self) -> Self:
        """Public itself, and of a verified public update."""
        return self.filter(is_public=True, update__state=StatusUpdate.State.VERIFIED, update__is_public=True)

    def visible_to(self, person: Any) -> Self:
        """Public for all; the rest for whoever sees the update."""
        updates = StatusUpdate.objects.visible_to(person).values("pk")
        public = Q(is_public=True, update__state=StatusUpdate.State.VERIFIED, update__is_public=True)
        return self.filter(public | Q(update__in=updates), removed_at=None)


@history.tracked()
class Evidence(models.Model):
    """One piece of evidence of an update."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    update = models.ForeignKey(StatusUpdate, models.CASCADE, related_name="evidence")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    link = models.URLField(_("link"), max_length=500, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    holds = models.BooleanField(_("opened, holds"), null=True, help_text=_("What the secretariat found"))
    is_of_secretariat = models.BooleanField(_("added by the secretariat"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | Q(file=None) & ~Q(link=""),
                name="evidence_file_or_link",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
