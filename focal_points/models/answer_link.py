"""Links by which one question is answered from a mail, without signing in."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.institution import Institution, reach
from focal_points.models.status_update import StatusUpdate
from nmrf.base import history


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    """Questions asked of links."""

    def visible_to(self, person: Any) -> Self:
        """One's own, those of the institutions one speaks for, all for the house."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_house:
            return self
        return self.filter(Q(person=person) | Q(institution__in=reach(person)))

    def open(self) -> Self:
        """Would work if it were opened now."""
        return self.filter(answered_at=None, revoked_at=None, expires_at__gt=timezone.now())


@history.tracked(exclude=["token_digest"])
class AnswerLink(models.Model):
    """One person may answer one question of their institution's, until a day, once.

    The link carries a token; only its digest is kept. `kind` and `about` name the question
    (`focal_points.services.answering`); `update` is what came of it.
    """

    class State(models.TextChoices):
        """What would happen if it were opened."""

        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("run out")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="answer_links")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="answer_links")
    kind = models.CharField(max_length=40)
    about = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    update = models.ForeignKey(
        StatusUpdate, models.PROTECT, null=True, blank=True, related_name="answer_links"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for an answer")
        verbose_name_plural = _("links for an answer")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="answer_link_has_a_time"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(revoked_at=None), name="answer_link_answered_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="answer_link_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(update=None) | Q(answered_at__isnull=False), name="answer_link_update_is_answer"
            ),
        ]
        indexes = [models.Index("kind", "about", name="answer_link_by_question")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def state(self) -> "AnswerLink.State":
        """As it stands at this moment."""
        if self.answered_at:
            return self.State.ANSWERED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.OPEN if self.expires_at > timezone.now() else self.State.EXPIRED


class AnswerLinkUse(models.Model):
    """The log of a link: when it was opened, answered, refused, from where. It changes nothing."""

    class What(models.TextChoices):
        """What somebody did with it."""

        OPENED = "opened", _("opened")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("tried when it did not work any more")

    link = models.ForeignKey(AnswerLink, models.CASCADE, related_name="uses")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


@history.tracked()
class AnswerLinkWish(models.Model):
    """Whether what is answered by link waits until somebody of the institution has looked at it."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="answer_link_wish"
    )
    waits = models.BooleanField(
        _("an answer by link waits until one of its people has looked at it"), default=False
    )

    class Meta:
        verbose_name = _("wish about answers by link")
        verbose_name_plural = _("wishes about answers by link")

    def __str__(self) -> str:
        return f"{self.institution_id}: {self.waits}"
