"""The scale, the verified status with its two times, and the views of others, kept apart."""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from focal_points.models.home_only import home_only
from focal_points.models.standing_rules import no_step_back_unsaid, view_stands
from nmrf.base import history
from recommendations.models import Part, Recommendation


class Status(models.TextChoices):
    """National implementation status: the order is the order on screen (docs/guides/statuses.md)."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PARTIALLY_IMPLEMENTED = "partially_implemented", _("Partially implemented")
    IMPLEMENTED = "implemented", _("Implemented")
    IMPLEMENTED_CONTINUING = "implemented_continuing", _("Implemented, continuing")
    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
    NO_LONGER_APPLICABLE = "no_longer_applicable", _("No longer applicable")

    @property
    def short(self) -> str:
        """The two letters by which stylesheets and icons know it."""
        return SHORT[self]

    @property
    def meaning(self) -> str:
        """One plain sentence for people who choose or read it."""
        return str(MEANINGS[self])

    @property
    def asks_for(self) -> str:
        """What has to come with it."""
        return str(ASKS_FOR[self])


SHORT = dict(zip(Status, ("na", "ns", "ip", "pi", "im", "ic", "ni", "nl"), strict=True))
MEANINGS = {
    Status.NOT_ASSESSED: _("Nobody has judged it yet."),
    Status.NOT_STARTED: _("No step that answers it has been taken, but one is intended."),
    Status.IN_PROGRESS: _("A concrete step is under way; what was asked for is not there yet, even in part."),
    Status.PARTIALLY_IMPLEMENTED: _(
        "Part of what was asked is in force and can be shown; another part is missing."
    ),
    Status.IMPLEMENTED: _("What was asked is in force or has happened, and can be shown."),
    Status.IMPLEMENTED_CONTINUING: _("A duty without end: the practice is in place and is kept up."),
    Status.NOT_IMPLEMENTED: _(
        "The time is over, or the State has decided against it: nothing asked is there."
    ),
    Status.NO_LONGER_APPLICABLE: _("Facts or law have changed, so that it cannot be done any more."),
}
ASKS_FOR = {
    Status.NOT_ASSESSED: "",
    Status.NOT_STARTED: _("the first step intended, and by when"),
    Status.IN_PROGRESS: _("the next step, and by when"),
    Status.PARTIALLY_IMPLEMENTED: _("evidence, and what is missing"),
    Status.IMPLEMENTED: _("evidence, and since when"),
    Status.IMPLEMENTED_CONTINUING: _("evidence, and the next review within two years"),
    Status.NOT_IMPLEMENTED: _("the reason"),
    Status.NO_LONGER_APPLICABLE: _("an explanation; a second person has to agree"),
}
# Public figures fold eight into four, with two counted apart (reference scale, "how they fold").
PUBLIC_GROUPS: dict[str, tuple[Status, ...]] = {
    "not_done": (Status.NOT_STARTED, Status.NOT_IMPLEMENTED),
    "in_progress": (Status.IN_PROGRESS,),
    "partially_implemented": (Status.PARTIALLY_IMPLEMENTED,),
    "implemented": (Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING),
}
NOTHING_LEFT = (Status.IMPLEMENTED, Status.NO_LONGER_APPLICABLE)
"""What never turns old: nothing is left to be done. A duty that continues does."""
APART = (Status.NOT_ASSESSED, Status.NO_LONGER_APPLICABLE)


IN_PLACE: dict[str, int] = {
    Status.NOT_STARTED: 0,
    Status.NOT_IMPLEMENTED: 0,
    Status.IN_PROGRESS: 1,
    Status.PARTIALLY_IMPLEMENTED: 2,
    Status.IMPLEMENTED: 3,
    Status.IMPLEMENTED_CONTINUING: 3,
}
"""How much of what was asked is in place, from nothing to all; the other two say nothing of it."""


def goes_backwards(before: str, after: str) -> bool:
    """Whether less is in place after than before; never where one of them says nothing of it."""
    return before in IN_PLACE and after in IN_PLACE and IN_PLACE[after] < IN_PLACE[before]


class Trend(models.TextChoices):
    """Where it is going, set by whoever verifies. A step back is a trend, not a status."""

    FORWARD = "forward", pgettext_lazy("trend", "moving forward")
    NONE = "none", pgettext_lazy("trend", "no movement")
    BACKWARD = "backward", pgettext_lazy("trend", "going backwards")


class StatusQuerySet(models.QuerySet["ImplementationStatus"]):
    """Questions asked of verified statuses."""

    def standing(self) -> Self:
        """Not retracted."""
        return self.filter(retracted_at=None)

    def public(self) -> Self:
        """Standing, and not resting on an internal update: what may leave the house."""
        return self.standing().filter(
            Q(verification=None) | Q(verification__proposal__update__is_public=True)
        )

    def known_at(self, moment: datetime) -> Self:
        """What this house said at that moment."""
        return self.filter(recorded_at__lte=moment).filter(Q(retracted_at=None) | Q(retracted_at__gt=moment))

    def as_of(self, day: date) -> Self:
        """In force by that day, as known today."""
        return self.standing().filter(effective_on__lte=day)

    def latest_each(self) -> Self:
        """The newest of each recommendation or part: by when it was true, then by when it was recorded."""
        return self.order_by("recommendation_id", "part_id", "-effective_on", "-recorded_at", "-pk").distinct(
            "recommendation_id", "part_id"
        )


@history.tracked()
class ImplementationStatus(models.Model):
    """One verified status. Rows are added, never changed; a mistaken one is retracted with a reason.

    What came from the State's own table rests on that, and is shown as such: `source` says where it stood.
    """

    class Basis(models.TextChoices):
        """What it rests on."""

        VERIFIED = "verified", _("verified here")
        OWN_TABLE = "own_table", _("from the State's own table")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="statuses")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="statuses")
    status = models.CharField(_("status"), max_length=25, choices=Status)
    trend = models.CharField(_("trend"), max_length=10, choices=Trend, default=Trend.NONE)
    effective_on = models.DateField(_("true since"))
    recorded_at = models.DateTimeField(_("known here since"), default=timezone.now)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    basis = models.CharField(_("rests on"), max_length=10, choices=Basis, default=Basis.VERIFIED)
    source = models.CharField(_("source"), max_length=300, blank=True)
    verification = models.OneToOneField(
        "focal_points.Verification", models.PROTECT, null=True, blank=True, related_name="recorded"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_because = models.TextField(blank=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("verified status")
        verbose_name_plural = _("verified statuses")
        ordering = ["-effective_on", "-recorded_at"]
        triggers = [home_only(), no_step_back_unsaid(IN_PLACE)]
        constraints = [
            models.CheckConstraint(
                name="status_no_longer_applicable_by_two_people",
                condition=~Q(status="no_longer_applicable", basis="verified")
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("verified_by")),
            ),
            models.CheckConstraint(
                name="status_verified_by_somebody",
                condition=Q(basis="own_table", verification=None) & ~Q(source="")
                | Q(basis="verified", verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="status_continuing_has_a_review_date",
                condition=~Q(status="implemented_continuing") | Q(next_review_on__isnull=False),
            ),
            models.CheckConstraint(
                name="status_retracted_with_reason",
                condition=Q(retracted_at=None, retracted_because="")
                | Q(retracted_at__isnull=False) & ~Q(retracted_because=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recommendation", "part", "-effective_on", "-recorded_at"], name="status_newest_first"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.effective_on}"

    @property
    def known_on(self) -> date:
        """The day on which it was verified here."""
        return timezone.localdate(self.recorded_at)

    @property
    def is_entered_late(self) -> bool:
        """Recorded more than 60 days after it became true, or taken from the State's own table."""
        if self.basis == self.Basis.OWN_TABLE:
            return True
        return (self.recorded_at.date() - self.effective_on).days > 60


@history.tracked()
class StakeholderView(models.Model):
    """What the NHRI or civil society says of a recommendation: attributed, never merged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="views")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="views")
    organisation = models.CharField(_("organisation"), max_length=200)
    is_nhri = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=25, choices=Status)
    text = models.TextField(_("what they say"), blank=True)
    reference = models.CharField(_("where it is said"), max_length=300, blank=True)
    stated_on = models.DateField(_("stated"))
    is_public = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("stakeholder's view")
        verbose_name_plural = _("stakeholders' views")
        ordering = ["-stated_on", "-recorded_at"]
        triggers = [home_only(), view_stands()]
        constraints = [models.CheckConstraint(condition=~Q(organisation=""), name="view_is_attributed")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.status}"
