"""Talk about a recommendation, a cluster, an update or a request; and the secretariat's own notes, apart."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.home_only import home_only
from focal_points.models.information_request import InformationRequest
from focal_points.models.institution import Institution, reach
from focal_points.models.request_answer import AskedInstitution
from focal_points.models.status_update import StatusUpdate
from nmrf.base import history
from recommendations.models import Cluster, ClusterMembership, Recommendation

KINDS = ("recommendation", "cluster", "update", "request")


def _one_of_four() -> Q:
    """Exactly one of the four things is named."""
    found = Q()
    for kind in KINDS:
        found |= Q(**{f"{other}__isnull": other != kind for other in KINDS})
    return found


class About(models.Model):
    """What it is about: one thing of four kinds."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    update = models.ForeignKey(StatusUpdate, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    request = models.ForeignKey(
        InformationRequest, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def thing(self) -> Any:
        """What it is about."""
        return self.recommendation or self.cluster or self.update or self.request


class TalkThreadQuerySet(models.QuerySet["TalkThread"]):
    """Questions asked of talk."""

    def visible_to(self, person: Any) -> Self:
        """An institution's people: what is about their work or addressed to them; the house: all of it
        but what institutions say on updates that they have not sent.

        Talk that is addressed to one institution (or begun by one as its own) is never seen by another.
        The human rights institution and stakeholders see none, whatever else they may see.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        of_updates = Q(update__in=StatusUpdate.objects.visible_to(person).values("pk"))
        if person.is_house:
            return self.filter(Q(update=None) | of_updates)
        own = reach(person)
        if person.role or not own:
            return self.none()
        of_all = Q(institution=None) & _about_work_of(own)
        return self.filter(Q(institution__in=own) | of_all | Q(institution=None) & of_updates)


def _about_work_of(institutions: set[int]) -> Q:
    """About a recommendation or cluster that these lead or support, or a request that was sent to them."""
    work = Assignment.objects.current().filter(institution__in=institutions)
    clusters = work.filter(cluster__isnull=False).values("cluster")
    members = ClusterMembership.objects.filter(cluster__in=clusters).values("recommendation")
    sent = AskedInstitution.objects.filter(institution__in=institutions).exclude(request__sent_at=None)
    return (
        Q(recommendation__in=work.filter(recommendation__isnull=False).values("recommendation"))
        | Q(recommendation__in=members)
        | Q(cluster__in=clusters)
        | Q(request__in=sent.values("request"))
    )


@history.tracked()
class TalkThread(About):
    """A comment or a question, and what was said to it; with `institution`, between the two alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="talk", verbose_name=_("for")
    )
    is_question = models.BooleanField(_("this is a question"), default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TalkThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-said_at", "-pk"]
        triggers = [home_only()]
        constraints = [
            models.CheckConstraint(condition=_one_of_four(), name="talk_about_one_thing"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(is_question=True, answered_at__isnull=False, answered_by__isnull=False),
                name="talk_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@history.tracked()
class TalkEntry(models.Model):
    """One thing said. Withdrawn, it leaves its place without its words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(TalkThread, models.CASCADE, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) & ~Q(text="") | Q(withdrawn_at__isnull=False, text=""),
                name="talk_says_something_or_is_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class TalkMention(models.Model):
    """Somebody named in what was said."""

    entry = models.ForeignKey(TalkEntry, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentioned_in")

    class Meta:
        constraints = [models.UniqueConstraint("entry", "person", name="talk_mentions_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.person_id}"


class InternalNoteQuerySet(models.QuerySet["InternalNote"]):
    """Questions asked of the secretariat's notes."""

    def visible_to(self, person: Any) -> Self:
        """The house's alone."""
        allowed = person.is_authenticated and person.is_active and person.is_house
        return self if allowed else self.none()


@history.tracked()
class InternalNote(About):
    """What the secretariat says to itself: in a table of its own, so that no list of talk can show it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["-at", "-pk"]
        triggers = [home_only()]
        constraints = [
            models.CheckConstraint(condition=_one_of_four(), name="note_about_one_thing"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) & ~Q(text="") | Q(withdrawn_at__isnull=False, text=""),
                name="note_says_something_or_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
