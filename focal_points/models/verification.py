"""What the secretariat decided about one proposal, and who agreed where two have to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.status import Status, Trend
from focal_points.models.status_update import ProposedStatus
from nmrf.base import history


@history.tracked()
class Verification(models.Model):
    """A decided status; it becomes an ImplementationStatus when nobody's agreement is missing."""

    proposal = models.OneToOneField(ProposedStatus, models.PROTECT, related_name="verification")
    status = models.CharField(_("verified status"), max_length=25, choices=Status)
    trend = models.CharField(_("trend"), max_length=10, choices=Trend, default=Trend.NONE)
    effective_on = models.DateField(_("true since"))
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
                name="verification_approved_by_another",
            )
        ]

    def __str__(self) -> str:
        return self.status
