"""Calendars that a mail or calendar program fetches by a secret address."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.institution import Institution
from nmrf.base import history


@history.tracked()
class CalendarFeed(models.Model):
    """The due dates of one person, or of one institution.

    The address is signed by the house over `key`: a new key is a new address, and the old one is dead.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="calendar_feed"
    )
    institution = models.OneToOneField(
        Institution, models.CASCADE, null=True, blank=True, related_name="calendar_feed"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, institution__isnull=False)
                | Q(person__isnull=False, institution=None),
                name="calendar_of_a_person_or_institution",
            )
        ]

    def __str__(self) -> str:
        return str(self.owner)

    @property
    def owner(self) -> Any:
        """The person or the institution."""
        return self.person or self.institution
