"""Searches that people keep, and what they were told of them: each piece of news once."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.institution import reach
from nmrf.base import history


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Questions asked of saved searches."""

    def visible_to(self, person: Any) -> Self:
        """One's own; within the house what its people share, in an institution what is shared with it."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        wanted = Q(person=person)
        if person.is_house:
            wanted |= Q(is_shared=True, person__is_active=True)
        elif bodies := reach(person):
            wanted |= Q(institution__in=bodies, person__is_active=True)
        return self.filter(wanted)

    def of_list(self, listed: str) -> Self:
        """Views of one working list."""
        return self.filter(listed=listed, is_working=True)

    def with_alerts(self) -> Self:
        """Those whose people want mail."""
        return self.exclude(frequency=SavedSearch.Frequency.NEVER).filter(person__is_active=True)


@history.tracked(exclude=["told_until", "told_at"])
class SavedSearch(models.Model):
    """One search under a name; `query` is a query string, `told_until` up to when its news is told."""

    class Frequency(models.TextChoices):
        """How often the person wants a mail."""

        NEVER = "never", _("no mail")
        DAILY = "daily", _("every day, when there is news")
        WEEKLY = "weekly", _("every week, when there is news")

    class Listed(models.TextChoices):
        """Of what it is a list."""

        RECOMMENDATIONS = "recommendations", _("recommendations")
        ASSIGNMENTS = "assignments", _("assignments")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="searches")
    listed = models.CharField(
        max_length=20, choices=Listed, default=Listed.RECOMMENDATIONS, db_default=Listed.RECOMMENDATIONS
    )
    institution = models.ForeignKey(
        "focal_points.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shared_searches",
        verbose_name=_("shared with the people of"),
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(max_length=4000, blank=True)
    is_working = models.BooleanField(default=False)
    frequency = models.CharField(
        _("mail about news"), max_length=10, choices=Frequency, default=Frequency.WEEKLY
    )
    is_shared = models.BooleanField(_("shared within the secretariat"), default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    told_until = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_search_has_a_name"),
            models.UniqueConstraint("person", Lower("name"), name="saved_search_name_once_a_person"),
            models.CheckConstraint(
                condition=Q(listed="recommendations") | Q(is_working=True, frequency="never"),
                name="saved_search_of_work_sends_no_mail",
            ),
        ]
        indexes = [models.Index("person", name="saved_search_with_mail", condition=~Q(frequency="never"))]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The list it was saved from, with the whole search."""
        if self.listed == self.Listed.ASSIGNMENTS:
            page = "focal_points:assignment-list"
        else:
            page = f"{'focal_points' if self.is_working else 'reporting'}:recommendation-list"
        return reverse(page) + (f"?{self.query}" if self.query else "")


class SearchAlert(models.Model):
    """One mail to one person: what it tells is fixed before it is sent, so that nothing is told twice.

    `content` lists (search, name, query, from and until when, how much). `started_at` is set before the
    mail is handed over: one that was started and never noted as sent is not sent again, and stays on the
    person's page.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="search_alerts")
    content = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("mail about saved searches")
        verbose_name_plural = _("mails about saved searches")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(started_at__isnull=False), name="search_alert_started_then_sent"
            ),
        ]
        indexes = [models.Index("made_at", name="search_alert_to_send", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"
