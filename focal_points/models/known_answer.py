"""Answer once: verified answers kept as paragraphs, for how long they hold, and where they were used."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.home_only import home_only
from focal_points.models.institution import Institution, reach
from focal_points.models.request_answer import RequestAnswer
from nmrf.base import history
from recommendations.models import Recommendation, Tag


class KnownAnswerQuerySet(models.QuerySet["KnownAnswer"]):
    """Questions asked of kept answers."""

    def visible_to(self, person: Any) -> Self:
        """All for the house; an institution's people their own, of bodies under it, and the shared ones."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_house:
            return self
        own = reach(person)
        return self.filter(Q(institution__in=own) | Q(is_shared=True)) if own else self.none()

    def current(self) -> Self:
        """Not put away."""
        return self.filter(retired_at=None)

    def for_list(self) -> Self:
        """What a line shows."""
        return self.select_related("institution", "made_from").prefetch_related(
            "institution__names", "abouts__recommendation", "themes__tag__names"
        )


@history.tracked(exclude=["apart"])
class KnownAnswer(models.Model):
    """The paragraph as it stands now; each change leaves a version. `apart`: the question, to be compared."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="known_answers"
    )
    question = models.TextField(_("question"))
    text = models.TextField(_("answer"))
    language = models.CharField(_("language"), max_length=10, default="en")
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds until"), null=True, blank=True)
    is_shared = models.BooleanField(_("every institution may use it"), default=False)
    made_from = models.ForeignKey(
        RequestAnswer, models.PROTECT, null=True, blank=True, related_name="known_answers"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(_("last checked"), default=timezone.now)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.TextField(blank=True)
    apart = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = KnownAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(question=""), name="known_answer_says_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="known_answer_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None, retired_because="")
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_because=""),
                name="known_answer_retired_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:80]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("focal_points:known-detail", args=[self.public_id])


@history.tracked()
class KnownAnswerVersion(models.Model):
    """A kept answer as it read at one time: what was used stays as it was used."""

    known = models.ForeignKey(KnownAnswer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    because = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of a kept answer")
        verbose_name_plural = _("versions of kept answers")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("known", "number", name="known_version_once")]

    def __str__(self) -> str:
        return f"{self.known_id}/{self.number}"


@history.tracked()
class KnownAnswerAbout(models.Model):
    """A recommendation that a kept answer answers to."""

    known = models.ForeignKey(KnownAnswer, models.CASCADE, related_name="abouts")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="known_answers")

    class Meta:
        verbose_name = _("recommendation of a kept answer")
        verbose_name_plural = _("recommendations of kept answers")
        triggers = [home_only()]
        constraints = [models.UniqueConstraint("known", "recommendation", name="known_about_it_once")]

    def __str__(self) -> str:
        return f"{self.known_id}: {self.recommendation_id}"


@history.tracked()
class KnownAnswerTheme(models.Model):
    """A theme that a kept answer is about."""

    known = models.ForeignKey(KnownAnswer, models.CASCADE, related_name="themes")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="known_answers")

    class Meta:
        verbose_name = _("theme of a kept answer")
        verbose_name_plural = _("themes of kept answers")
        constraints = [models.UniqueConstraint("known", "tag", name="known_theme_once")]

    def __str__(self) -> str:
        return f"{self.known_id}: {self.tag_id}"


@history.tracked()
class KnownAnswerUse(models.Model):
    """Where a version was used: in an answer, or in a place of a room above, by its name and address."""

    version = models.ForeignKey(KnownAnswerVersion, models.CASCADE, related_name="uses")
    answer = models.ForeignKey(
        RequestAnswer, models.CASCADE, null=True, blank=True, related_name="known_uses"
    )
    place = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("use of a kept answer")
        verbose_name_plural = _("uses of kept answers")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                "version", "answer", "address", nulls_distinct=False, name="known_use_once_a_place"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=False, place="", address="")
                | Q(answer=None) & ~Q(place="") & ~Q(address=""),
                name="known_use_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.place or str(self.answer_id)
