"""A draft report as compiled: which mechanism, in which language, under which guideline, from when."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from nmrf.base.models import Job
from recommendations.models import Document, Mechanism
from reporting.rendering.draft import direction_of


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions asked of drafts."""

    def visible_to(self, person: Any) -> Self:
        """Drafts are the house's: nobody else sees one before it is sent."""
        return self if person.is_authenticated and person.is_active and person.is_house else self.none()

    def for_list(self) -> Self:
        """Everything a row of the list shows."""
        return self.select_related("mechanism", "since_document", "created_by", "job").prefetch_related(
            "mechanism__names"
        )


@history.tracked()
class Report(models.Model):
    """One draft. What it says is in its sections; `compiled` keeps what the cover and the annex say."""

    class State(models.TextChoices):
        """From asked for to ready."""

        COMPILING = "compiling", _("being compiled")
        DRAFT = "draft", _("draft")
        FAILED = "failed", _("could not be compiled")

    class Language(models.TextChoices):
        """Languages in which drafts are compiled."""

        ENGLISH = "en", "English"
        FRENCH = "fr", "Français"
        ARABIC = "ar", "العربية"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, related_name="reports", verbose_name=_("mechanism")
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    guideline = models.CharField(_("guideline"), max_length=60)
    since_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("since")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COMPILING)
    job = models.OneToOneField(Job, models.PROTECT, null=True, blank=True, related_name="report")
    title = models.CharField(_("title"), max_length=500, blank=True)
    word_count = models.PositiveIntegerField(_("words"), default=0)
    word_limit = models.PositiveIntegerField(_("word limit"), null=True, blank=True)
    compiled = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(default=timezone.now)
    compiled_at = models.DateTimeField(_("compiled"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft report")
        verbose_name_plural = _("draft reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="report_draft_has_a_title_and_a_moment",
                condition=~Q(state="draft") | Q(compiled_at__isnull=False) & ~Q(title=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.mechanism.code} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:report-detail", args=[self.public_id])

    @property
    def direction(self) -> str:
        """The direction of the report's language."""
        return direction_of(self.language)

    @property
    def is_over_the_limit(self) -> bool:
        """Longer than it may be."""
        return self.word_limit is not None and self.word_count > self.word_limit

    @property
    def percent_of_limit(self) -> int:
        """How much of the length is used up; 0 where no limit is known."""
        return round(100 * self.word_count / self.word_limit) if self.word_limit else 0
