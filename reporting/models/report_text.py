"""What a draft says: sections, numbered paragraphs, and what each paragraph rests on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focal_points.models import StatusUpdate
from nmrf.base import history
from recommendations.models import Recommendation
from reporting.models.report import Report


@history.tracked()
class ReportSection(models.Model):
    """A heading of level 1 or 2, with its number in the report's language and the tables under it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveSmallIntegerField()
    has_chart = models.BooleanField(default=False)
    tables = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("report", "position", name="report_section_one_a_place"),
            models.CheckConstraint(condition=Q(level__in=[1, 2]), name="report_section_level_one_or_two"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@history.tracked()
class ReportParagraph(models.Model):
    """One numbered paragraph; `number` counts through the whole report."""

    class Kind(models.TextChoices):
        """What it is."""

        TEXT = "text", _("text")
        RECOMMENDATION = "recommendation", _("recommendation")
        UPDATE = "update", _("what was done")
        GAP = "gap", _("gap")

    report = models.ForeignKey(Report, models.CASCADE, related_name="paragraphs")
    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="paragraphs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    heading = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=400, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10)
    is_quoted = models.BooleanField(default=False)
    original_mark = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=2, blank=True)
    status_word = models.CharField(max_length=100, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="report_paragraphs"
    )

    class Meta:
        verbose_name = _("paragraph of a report")
        verbose_name_plural = _("paragraphs of reports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("report", "number", name="report_paragraph_number_once"),
            models.UniqueConstraint(
                "report",
                "recommendation",
                condition=Q(kind="recommendation"),
                name="report_recommendation_exactly_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="recommendation") | Q(recommendation__isnull=False),
                name="report_recommendation_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


@history.tracked()
class ReportSource(models.Model):
    """A note: the recommendation or the verified update that a paragraph rests on."""

    paragraph = models.ForeignKey(ReportParagraph, models.CASCADE, related_name="sources")
    number = models.PositiveIntegerField()
    text = models.TextField()
    address = models.URLField(max_length=500, blank=True)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="report_sources"
    )
    status_update = models.ForeignKey(
        StatusUpdate, models.PROTECT, null=True, blank=True, related_name="report_sources"
    )

    class Meta:
        verbose_name = _("source of a paragraph")
        verbose_name_plural = _("sources of paragraphs")
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="report_source_says_something")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"
