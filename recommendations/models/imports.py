"""An import run and the records it staged: everything is compared before anything is written."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base.models import Job, Operation, StoredFile
from recommendations.models.recommendation import Recommendation


class ImportRun(models.Model):
    """Who took in what, from where, when, and what came of it."""

    class Kind(models.TextChoices):
        """What kind of source it is."""

        UHRI = "uhri", _("UHRI")
        THEMATIC_LIST = "thematic-list", _("thematic list of OHCHR (Word)")
        UPR_INFO = "upr-info", _("UPR Info table")
        TEMPLATE = "template", _("our own template")
        TABLE = "table", _("table of another system")

    class State(models.TextChoices):
        """From asked to applied, or not."""

        MAPPING = "mapping", _("waiting for its columns")
        STAGING = "staging", _("reading")
        PREVIEW = "preview", _("waiting for confirmation")
        APPLYING = "applying", _("writing")
        APPLIED = "applied", _("applied")
        UNCHANGED = "unchanged", _("nothing new at the source")
        REFUSED = "refused", _("refused")
        DISCARDED = "discarded", _("discarded")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    class Policy(models.TextChoices):
        """What a scheduled run writes without being confirmed."""

        CAREFUL = "careful", _("new records and harmless changes")
        ALL = "all", _("everything")
        NOTHING = "nothing", _("nothing")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.STAGING)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.UHRI)
    source = models.CharField(_("source"), max_length=400)
    shape = models.CharField(_("shape"), max_length=30, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    country = models.CharField(_("State"), max_length=3, help_text="ISO3, or 'all'")
    language = models.CharField(max_length=10, default="en")
    is_complete = models.BooleanField(default=False)
    accepts_gone = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="import_runs")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, blank=True, related_name="import_run"
    )
    is_scheduled = models.BooleanField(_("by the schedule"), default=False)
    policy = models.CharField(_("writes"), max_length=10, choices=Policy, blank=True)
    occasion = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(_("the secretariat was told"), null=True, blank=True)
    counts = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="import_runs")
    at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                "source",
                "country",
                "occasion",
                condition=~models.Q(occasion=""),
                name="import_run_once_an_occasion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.country})"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("recommendations:import-detail", args=[self.public_id])


class StagedRecord(models.Model):
    """One record of a source, compared with the register; written only when the run is confirmed."""

    class Verdict(models.TextChoices):
        """What would happen to it."""

        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        GONE = "gone", _("gone")
        REJECTED = "rejected", _("rejected")

    class Hold(models.TextChoices):
        """Why a person should see it before it is written."""

        NONE = "", _("harmless")
        TEXT = "text", _("the text differs")
        MEANING = "meaning", _("position, kind or State differ")
        CONFLICT = "conflict", _("both sides changed it")
        GONE = "gone", _("gone from UHRI")

    class Settled(models.TextChoices):
        """What became of a record that had to wait."""

        NONE = "", _("did not wait")
        WAITS = "waits", _("waits")
        WRITTEN = "written", _("written")
        LEFT = "left", _("left as it is here")
        OVERTAKEN = "overtaken", _("overtaken by a later import")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="records")
    place = models.PositiveIntegerField(_("place"))
    annotation_id = models.UUIDField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    please_look = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(default=dict)
    source = models.JSONField(null=True, help_text="the source's own row, of what is new or changed")
    differences = models.JSONField(default=dict)
    recommendation = models.ForeignKey(
        Recommendation, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    hold = models.CharField(max_length=10, choices=Hold, blank=True, db_default="")
    settled = models.CharField(max_length=10, choices=Settled, blank=True, db_default="")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    operation = models.ForeignKey(
        Operation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="settled_records",
        db_index=False,
    )

    class Meta:
        constraints = [models.UniqueConstraint("run", "place", name="staged_record_once_a_place")]
        indexes = [
            models.Index("run", name="staged_record_waiting", condition=models.Q(settled="waits")),
            models.Index(
                "operation",
                name="staged_record_by_operation",
                condition=models.Q(operation__isnull=False),
            ),
            models.Index("run", "verdict", name="staged_record_by_verdict"),
            models.Index("run", "annotation_id", name="staged_record_by_annotation"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.verdict}"
