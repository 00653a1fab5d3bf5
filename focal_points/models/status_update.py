"""What an institution says it did in a period: written, signed, checked, made public."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.home_only import home_only
from focal_points.models.institution import reach
from focal_points.models.status import Status
from nmrf.base import history
from nmrf.base.models import StoredFile
from recommendations.models import Part, Recommendation


class Obstacle(models.TextChoices):
    """What stands in the way; a list, so that it can be counted."""

    BUDGET = "budget", _("Budget")
    STAFF = "staff", _("Staff")
    LAW = "law", _("A law is needed")
    COORDINATION = "coordination", _("Coordination")
    DATA = "data", _("Data are missing")
    SUBNATIONAL = "subnational", _("A province or court decides")
    POLITICAL = "political", _("Political decision")
    OTHER = "other", _("Other")


class Need(models.TextChoices):
    """What support would help."""

    TECHNICAL_ADVICE = "technical_advice", _("Technical advice")
    TRAINING = "training", _("Training")
    COMPARATIVE_LAW = "comparative_law", _("Comparative law")
    EQUIPMENT = "equipment", _("Equipment")
    STATISTICS = "statistics", _("Statistics")
    FUNDING = "funding", _("Funding")


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    """Questions asked of updates."""

    def visible_to(self, person: Any) -> Self:
        """Own institution's (and those below it) in every state; the house's all but others' mere drafts.

        A draft is its institution's alone until it is submitted: not even the secretariat reads it, nor
        what a validator sent back.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if person.is_house:
            left = Q(state__in=StatusUpdate.LEFT_THE_INSTITUTION, submitted_at__isnull=False)
            return self.filter(left | Q(state=StatusUpdate.State.NOTED) | Q(author=person))
        return self.filter(assignment__institution__in=reach(person))

    def public(self) -> Self:
        """Verified and marked public: all that leaves the house."""
        return self.filter(state=StatusUpdate.State.VERIFIED, is_public=True)

    def for_list(self) -> Self:
        """What a row of a list shows."""
        return self.select_related(
            "assignment__institution",
            "assignment__recommendation__document__mechanism",
            "assignment__part",
            "assignment__cluster",
            "author",
        ).prefetch_related("assignment__institution__names", "proposals", "evidence__file")


@history.tracked()
class StatusUpdate(models.Model):
    """One institution's account of one period, on its assignment (a recommendation, a part, or a cluster)."""

    class State(models.TextChoices):
        """draft → (validation) → submitted → (second person) → verified; or returned; or withdrawn.

        `noted` is a period in which nothing was new: nobody verifies it, and it moves nothing. What was
        verified can be replaced by a correction (`corrected`), or taken off the record (`recalled`); both
        leave a public note.
        """

        DRAFT = "draft", _("draft")
        VALIDATION = "validation", _("with the validator")
        SUBMITTED = "submitted", _("with the secretariat")
        SECOND = "second", _("waiting for a second person")
        RETURNED = "returned", _("sent back")
        VERIFIED = "verified", _("verified")
        WITHDRAWN = "withdrawn", _("withdrawn")
        NOTED = "noted", _("nothing new, noted")
        CORRECTED = "corrected", _("replaced by a correction")
        RECALLED = "recalled", _("withdrawn after it was verified")

    OPEN_TO_WRITE = (State.DRAFT, State.RETURNED)
    OPEN = (State.DRAFT, State.RETURNED, State.VALIDATION, State.SUBMITTED, State.SECOND)
    DECIDED = (State.VERIFIED, State.CORRECTED, State.RECALLED)
    LEFT_THE_INSTITUTION = (State.SUBMITTED, State.SECOND, State.RETURNED, *DECIDED)
    AWAY = (State.VALIDATION, State.SUBMITTED, State.SECOND)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="updates")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=10, default="en")
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    narrative = models.TextField(_("what was done"), blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    is_nothing_new = models.BooleanField(_("nothing new this period"), default=False)
    obstacles_said = models.TextField(_("obstacles, in words"), blank=True)
    needs_said = models.TextField(_("support needed, in words"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    next_step_on = models.DateField(_("by"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="updates")
    started_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(_("comment with which it was sent back"), blank=True)
    withdrawn_because = models.TextField(blank=True)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="letter_of")
    letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    correction_note = models.TextField(_("what is corrected, and why"), blank=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StatusUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                "assignment",
                condition=Q(state__in=["draft", "returned", "validation", "submitted", "second"]),
                name="update_one_open_an_assignment",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="update_period_ends_after_it_starts",
            ),
            models.CheckConstraint(
                name="update_submitted_by_somebody",
                condition=~Q(state__in=["submitted", "second", "verified", "corrected", "recalled"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="update_verified_by_somebody_else",
                condition=~Q(state__in=["verified", "corrected", "recalled"])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("author"))
                & ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="update_returned_with_a_comment"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""),
                name="update_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_nothing_new=False) | Q(narrative=""), name="update_nothing_new_says_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="noted") | Q(is_nothing_new=True, period_to__isnull=False),
                name="update_noted_is_nothing_new",
            ),
            models.CheckConstraint(
                condition=Q(letter=None, letter_on=None) | Q(letter__isnull=False, letter_on__isnull=False),
                name="update_letter_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(correction_note=""),
                name="update_correction_note_of_a_correction",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None)
                | Q(state__in=["draft", "returned", "withdrawn"])
                | ~Q(correction_note=""),
                name="update_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=F("id")), name="update_corrects_another"
            ),
            models.UniqueConstraint(
                "corrects",
                condition=Q(corrects__isnull=False) & ~Q(state="withdrawn"),
                name="update_corrected_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled")
                | Q(recalled_by__isnull=False, recalled_at__isnull=False) & ~Q(withdrawn_because=""),
                name="update_recalled_by_somebody_with_a_note",
            ),
        ]
        indexes = [
            models.Index("state", "submitted_at", name="update_queue"),
            models.Index(fields=["assignment", "-started_at"], name="update_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.public_id}"

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return reverse("focal_points:update-detail", args=[self.public_id])

    @property
    def is_on_behalf(self) -> bool:
        """Entered by the secretariat for the institution, on the strength of its letter."""
        return self.letter_id is not None

    @property
    def is_writable(self) -> bool:
        """A draft, or sent back."""
        return self.state in self.OPEN_TO_WRITE


@history.tracked()
class ProposedStatus(models.Model):
    """What the institution proposes for one recommendation or part; a cluster's update has many."""

    update = models.ForeignKey(StatusUpdate, models.CASCADE, related_name="proposals")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="proposals")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="proposals")
    status = models.CharField(_("proposed status"), max_length=25, choices=Status)
    effective_on = models.DateField(_("true since"), null=True, blank=True)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    explanation = models.TextField(_("what is missing, or why"), blank=True)

    class Meta:
        verbose_name = _("proposed status")
        verbose_name_plural = _("proposed statuses")
        ordering = ["recommendation", "part__position"]
        triggers = [home_only()]
        constraints = [
            models.UniqueConstraint(
                "update",
                "recommendation",
                "part",
                nulls_distinct=False,
                name="proposal_once_a_recommendation",
            ),
            models.CheckConstraint(condition=~Q(status="not_assessed"), name="proposal_says_something"),
        ]

    def __str__(self) -> str:
        return self.status


@history.tracked()
class UpdateObstacle(models.Model):
    """One obstacle named in an update."""

    update = models.ForeignKey(StatusUpdate, models.CASCADE, related_name="obstacles")
    kind = models.CharField(max_length=20, choices=Obstacle)

    class Meta:
        constraints = [models.UniqueConstraint("update", "kind", name="obstacle_named_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


@history.tracked()
class UpdateNeed(models.Model):
    """One kind of support that an update asks for."""

    update = models.ForeignKey(StatusUpdate, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=20, choices=Need)

    class Meta:
        constraints = [models.UniqueConstraint("update", "kind", name="need_named_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class DraftBuffer(models.Model):
    """What somebody is typing: no history. Each browser tab has its own, so that none eats another's text."""

    update = models.ForeignKey(StatusUpdate, models.CASCADE, related_name="buffers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.UUIDField()
    version = models.PositiveIntegerField()
    typed = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("update", "by", "tab", name="buffer_one_a_tab")]

    def __str__(self) -> str:
        return f"{self.update_id} {self.saved_at:%H:%M:%S}"


@history.tracked()
class UpdateStep(models.Model):
    """The steps of an update as its people see them: sent, signed, sent back with a comment, verified."""

    class Action(models.TextChoices):
        """What somebody did to it."""

        STARTED = "started", _("started")
        SUBMITTED = "submitted", _("sent to the secretariat")
        TO_VALIDATOR = "to_validator", _("sent to the validator")
        SIGNED = "signed", _("signed and sent to the secretariat")
        UNSIGNED = "unsigned", _("sent back by the validator")
        SIGNATURE_BACK = "signature_back", _("signature taken back")
        TAKEN_BACK = "taken_back", _("taken back")
        RETURNED = "returned", _("sent back by the secretariat")
        DECIDED = "verified_first", _("decided; a second person has to agree")
        REFUSED = "second_refused", _("not agreed to by the second person")
        VERIFIED = "verified", _("verified")
        APPROVED = "approved", _("agreed to by a second person, and verified")
        NOTED = "noted", _("nothing new, noted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ON_BEHALF = "on_behalf", _("entered by the secretariat from a letter of the institution")
        CORRECTING = "correcting", _("begun as a correction")
        CORRECTED = "corrected", _("replaced by a correction")
        RECALLED = "recalled", _("withdrawn after it was verified")
        REINSTATED = "reinstated", _("put back on the record")
        ANEW = "anew", _("put back into the queue, to be decided anew")
        RETURN_UNDONE = "return_undone", _("taken back from the institution by the secretariat")
        UNNOTED = "unnoted", _("the note “nothing new” was taken back")

    update = models.ForeignKey(StatusUpdate, models.PROTECT, related_name="steps")
    action = models.CharField(max_length=30, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
