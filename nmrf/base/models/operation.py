"""A bulk act or an import, whose history rows belong together, so that it can be undone as a whole."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Operation(models.Model):
    """Groups history rows (their context carries this id); see `nmrf.base.services.operations`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    label = models.CharField(_("what"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="operations")
    at = models.DateTimeField(_("when"), default=timezone.now)
    size = models.PositiveIntegerField(_("rows"), default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="operations_undone"
    )
    skipped = models.JSONField(_("left out when it was done"), default=list, blank=True)
    kept = models.JSONField(_("left when it was undone"), default=list, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="operation_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.label
