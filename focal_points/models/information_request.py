"""What the secretariat asks of several institutions by a date: the request and its questions."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.home_only import home_only
from focal_points.models.institution import reach
from nmrf.base import history
from recommendations.models import Document, Recommendation


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    """Questions asked of requests."""

    def visible_to(self, person: Any) -> Self:
        """All for the house; an institution's people see what was sent to it or to a body under it."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_house:
            return self
        own = InformationRequest.objects.filter(asked__institution__in=reach(person))
        return self.exclude(sent_at=None).filter(pk__in=own.values("pk"))

    def open(self) -> Self:
        """Sent, and neither closed nor cancelled."""
        return self.filter(state=InformationRequest.State.SENT)


@history.tracked()
class InformationRequest(models.Model):
    """One request: about recommendations, a place in a report (`subject`), or a document's questions."""

    class State(models.TextChoices):
        """From being written to being over."""

        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    OVER = (State.CLOSED, State.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("what institutions should know"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    due_on = models.DateField(_("due"), null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="information_requests"
    )
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_key = models.CharField(max_length=80, blank=True)
    subject = models.CharField(_("for"), max_length=300, blank=True)
    language = models.CharField(_("language of the questions"), max_length=10, default="en")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("information request")
        verbose_name_plural = _("information requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="request_has_a_title"),
            models.CheckConstraint(
                name="request_sent_by_somebody_with_a_date",
                condition=Q(state="draft", sent_by=None, sent_at=None)
                | Q(state="cancelled", sent_by=None, sent_at=None)
                | ~Q(state="draft") & Q(sent_by__isnull=False, sent_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="request_closed_by_somebody",
                condition=~Q(state__in=["closed", "cancelled"]) & Q(closed_by=None, closed_at=None)
                | Q(state__in=["closed", "cancelled"], closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(closed_because=""), name="request_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("focal_points:request-detail", args=[self.public_id])

    @property
    def is_draft(self) -> bool:
        """Nobody was asked yet."""
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Institutions can answer."""
        return self.state == self.State.SENT


@history.tracked(exclude=["apart"])
class RequestQuestion(models.Model):
    """One question, with the number it bears in its list. `apart`: its words as they are compared."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(InformationRequest, models.CASCADE, related_name="questions")
    number = models.CharField(_("number"), max_length=20, blank=True)
    position = models.PositiveIntegerField()
    text = models.TextField(_("question"))
    apart = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint("request", "position", name="question_one_a_place"),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}".strip()

    @property
    def name(self) -> str:
        """How it is called in a table: its number, else its place."""
        return self.number or str(self.position)


@history.tracked()
class QuestionAbout(models.Model):
    """A recommendation that a question is about."""

    question = models.ForeignKey(RequestQuestion, models.CASCADE, related_name="abouts")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="asked_about")

    class Meta:
        verbose_name = _("recommendation of a question")
        verbose_name_plural = _("recommendations of questions")
        triggers = [home_only()]
        constraints = [models.UniqueConstraint("question", "recommendation", name="question_about_it_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.recommendation_id}"
