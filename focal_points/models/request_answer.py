"""Who is asked by a request, and what each institution answers to each question."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.information_request import InformationRequest, RequestQuestion
from focal_points.models.institution import Institution, reach
from nmrf.base import history


class AskedInstitutionQuerySet(models.QuerySet["AskedInstitution"]):
    """Questions asked of who is asked."""

    def visible_to(self, person: Any) -> Self:
        """All for the house; an institution's people their own and those of bodies under it, once sent."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_house:
            return self
        return self.exclude(request__sent_at=None).filter(institution__in=reach(person))

    def open(self) -> Self:
        """Of requests that can still be answered."""
        return self.filter(request__state=InformationRequest.State.SENT)

    def unanswered(self) -> Self:
        """With something that the institution still has to hand in."""
        waits = RequestAnswer.objects.filter(state__in=RequestAnswer.WITH_INSTITUTION)
        return self.filter(pk__in=waits.values("asked"))

    def late_on(self, day: date) -> Self:
        """Due before this day, open and not answered."""
        return (
            self.open().unanswered().annotate(due=Coalesce("due_on", "request__due_on")).filter(due__lt=day)
        )

    def for_list(self) -> Self:
        """What a row of a list shows."""
        return self.select_related("request", "institution").prefetch_related("institution__names")


@history.tracked()
class AskedInstitution(models.Model):
    """One institution of a request; `due_on` where its date differs from the others'."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(InformationRequest, models.CASCADE, related_name="asked")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="information_requests")
    due_on = models.DateField(_("due"), null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = AskedInstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution that is asked")
        verbose_name_plural = _("institutions that are asked")
        ordering = ["request", "institution__code"]
        constraints = [
            models.UniqueConstraint("request", "institution", name="request_asks_an_institution_once"),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="request_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.request}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("focal_points:asked-detail", args=[self.public_id])

    @property
    def until(self) -> date | None:
        """By when this institution answers."""
        return self.due_on or self.request.due_on


@history.tracked()
class RequestAnswer(models.Model):
    """What one institution answers to one question; the row stands as soon as it is asked."""

    class State(models.TextChoices):
        """asked → draft → (validator) → submitted → accepted, or sent back."""

        ASKED = "asked", _("not answered")
        DRAFT = "draft", _("draft")
        VALIDATION = "validation", _("with the validator")
        SUBMITTED = "submitted", _("with the secretariat")
        RETURNED = "returned", _("sent back")
        ACCEPTED = "accepted", _("accepted")

    WITH_INSTITUTION = (State.ASKED, State.DRAFT, State.VALIDATION, State.RETURNED)
    TO_WRITE = (State.ASKED, State.DRAFT, State.RETURNED)
    LEFT_THE_INSTITUTION = (State.SUBMITTED, State.RETURNED, State.ACCEPTED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked = models.ForeignKey(AskedInstitution, models.CASCADE, related_name="answers")
    question = models.ForeignKey(RequestQuestion, models.CASCADE, related_name="answers")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(_("answer"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_not_ours = models.BooleanField(_("not a matter of this institution"), default=False)
    is_unfinished = models.BooleanField(_("not finished"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(_("comment with which it was sent back"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["asked", "question__position"]
        constraints = [
            models.UniqueConstraint("asked", "question", name="answer_once_a_question"),
            models.CheckConstraint(
                condition=~Q(state__in=["validation", "submitted", "accepted"]) | ~Q(text=""),
                name="answer_sent_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="answer_submitted_by_somebody",
            ),
            models.CheckConstraint(
                name="answer_accepted_by_somebody_else",
                condition=~Q(state="accepted")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & (Q(author=None) | ~Q(decided_by=F("author")))
                & ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="answer_returned_with_a_comment"
            ),
        ]
        indexes = [models.Index("state", "submitted_at", name="answer_queue")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.asked_id}: {self.state}"

    @property
    def is_writable(self) -> bool:
        """In the institution's hands."""
        return self.state in self.TO_WRITE


class AnswerBuffer(models.Model):
    """What somebody is typing into the answers of one institution: no history, each browser tab its own."""

    asked = models.ForeignKey(AskedInstitution, models.CASCADE, related_name="buffers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.UUIDField()
    typed = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("asked", "by", "tab", name="answer_buffer_one_a_tab")]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.saved_at:%H:%M:%S}"


class RequestStep(models.Model):
    """A step of a request as its people see it: of the whole, of one institution, or of one answer."""

    class Action(models.TextChoices):
        """What somebody did."""

        SENT = "sent", _("sent to the institutions")
        SEEN = "seen", _("opened for the first time")
        TO_VALIDATOR = "to_validator", _("sent to the validator")
        SIGNED = "signed", _("signed and sent to the secretariat")
        UNSIGNED = "unsigned", _("sent back by the validator")
        SUBMITTED = "submitted", _("sent to the secretariat")
        TAKEN_BACK = "taken_back", _("taken back")
        RETURNED = "returned", _("sent back by the secretariat")
        ACCEPTED = "accepted", _("accepted")
        REOPENED = "reopened", _("opened again")
        ADDED = "added", _("one more institution asked")
        MOVED = "moved", _("date moved")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    request = models.ForeignKey(InformationRequest, models.CASCADE, related_name="steps")
    asked = models.ForeignKey(AskedInstitution, models.CASCADE, null=True, related_name="steps")
    answer = models.ForeignKey(RequestAnswer, models.CASCADE, null=True, related_name="steps")
    action = models.CharField(max_length=20, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
