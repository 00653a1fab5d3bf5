"""What a State sent back to a treaty body between two reviews: due, sent, then graded."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.document import Document
from recommendations.models.recommendation import Recommendation


@history.tracked()
class FollowUpReport(models.Model):
    """One follow-up report: when it was sent, under which symbol, and which paragraphs it is about."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="follow_up_reports")
    sent_on = models.DateField(_("sent"))
    symbol = models.CharField(_("symbol"), max_length=120, blank=True)
    address = models.URLField(_("address"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("follow-up report")
        verbose_name_plural = _("follow-up reports")
        ordering = ["sent_on", "pk"]
        constraints = [
            models.UniqueConstraint("document", "sent_on", "symbol", name="follow_up_report_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.symbol or f"{self.document}, {self.sent_on:%Y-%m-%d}"


@history.tracked()
class FollowUpParagraph(models.Model):
    """A paragraph that a follow-up report answers."""

    report = models.ForeignKey(FollowUpReport, models.CASCADE, related_name="paragraphs")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="follow_up_reports")

    class Meta:
        verbose_name = _("paragraph of a follow-up report")
        verbose_name_plural = _("paragraphs of follow-up reports")
        constraints = [
            models.UniqueConstraint("report", "recommendation", name="follow_up_paragraph_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.recommendation_id}"
