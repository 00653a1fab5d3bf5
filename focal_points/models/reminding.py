"""Reminders: the house's rules, each person's wishes, what was told to whom, and the mails that told it."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history


def _two_weeks_and_three_days() -> list[int]:
    return [14, 3]


def _one_day_and_two_weeks() -> list[int]:
    return [1, 7, 14]


@history.tracked()
class ReminderRules(models.Model):
    """One row for the house: on which days people are nudged, and who hears of it as it gets late."""

    before = ArrayField(models.PositiveSmallIntegerField(), default=_two_weeks_and_three_days)
    after = ArrayField(models.PositiveSmallIntegerField(), default=_one_day_and_two_weeks)
    repeat_days = models.PositiveSmallIntegerField(_("then every so many days"), default=14)
    validator_after = models.PositiveSmallIntegerField(_("validator, after days"), default=7)
    head_after = models.PositiveSmallIntegerField(_("head of the institution, after days"), default=21)
    secretariat_after = models.PositiveSmallIntegerField(_("secretariat, after days"), default=30)
    link_days = models.PositiveSmallIntegerField(_("days for which a link works"), default=30)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rules for reminders")
        verbose_name_plural = _("rules for reminders")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="reminder_rules_one_row"),
            models.CheckConstraint(
                condition=Q(validator_after__lte=F("head_after"), head_after__lte=F("secretariat_after")),
                name="reminder_ladder_goes_up",
            ),
            models.CheckConstraint(
                condition=Q(repeat_days__gte=1, link_days__gte=1), name="reminder_rules_count_days"
            ),
        ]

    def __str__(self) -> str:
        return str(_("rules for reminders"))

    @classmethod
    def now(cls) -> "ReminderRules":
        """As they stand; those of a new house while nobody has changed them."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


@history.tracked()
class ReminderWish(models.Model):
    """How often a person wants the mail. Whoever has said nothing gets it every Monday."""

    class Frequency(models.TextChoices):
        """One mail a day, one a week, or none; notices in the house come in any case."""

        DAILY = "daily", _("every day, when there is something new")
        WEEKLY = "weekly", _("once a week")
        NEVER = "never", _("no mail: I look here myself")

    class Weekday(models.IntegerChoices):
        """As Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reminder_wish"
    )
    frequency = models.CharField(
        _("mail with what waits"), max_length=10, choices=Frequency, default=Frequency.WEEKLY
    )
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.MONDAY)

    class Meta:
        verbose_name = _("wish about reminders")
        verbose_name_plural = _("wishes about reminders")
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="reminder_weekday_of_seven")]

    def __str__(self) -> str:
        return f"{self.get_frequency_display()}"

    @classmethod
    def of(cls, person: Any) -> "ReminderWish":
        """The person's, or what holds for whoever has said nothing."""
        try:
            wish: ReminderWish = person.reminder_wish
            return wish
        except ObjectDoesNotExist:
            return cls(person=person)

    def day_for(self, today: date) -> date | None:
        """The day whose mail is due by today: today, or the last such weekday; None for no mail."""
        if self.frequency == self.Frequency.NEVER:
            return None
        if self.frequency == self.Frequency.DAILY:
            return today
        return today - timedelta(days=(today.weekday() - self.weekday) % 7)


class DigestQuerySet(models.QuerySet["Digest"]):
    """Questions asked of digests."""

    def to_send(self, now: datetime) -> Self:
        """Neither sent nor begun, its time has come by `now`, and no worker holds it at this moment."""
        free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
        return self.filter(free, sent_at=None, started_at=None, next_try_at__lte=now)

    def failing(self) -> Self:
        """The mail server refused it at least once, and it has not left since."""
        return self.filter(sent_at=None, started_at=None).exclude(error="")

    def unknown(self, now: datetime) -> Self:
        """Handed over, and nobody knows whether it left: the worker or the server died in between."""
        return self.filter(sent_at=None, started_at__isnull=False, lease_until__lt=now)


class Digest(models.Model):
    """One mail to one person for one day: what it tells is fixed before it is sent.

    The row decides that it is sent once. A worker takes it by a lease; `started_at` is set just before the
    mail is handed over, `sent_at` once it was taken. What was begun and never noted as sent is not sent
    again by itself: it is shown to the secretariat.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    for_day = models.DateField()
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    worker = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    error = models.CharField(max_length=300, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail with reminders")
        verbose_name_plural = _("mails with reminders")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "for_day", name="digest_once_a_person_and_day"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(started_at__isnull=False), name="digest_started_then_sent"
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(worker__isnull=False, lease_until__isnull=False),
                name="digest_started_by_a_worker",
            ),
        ]
        indexes = [models.Index("next_try_at", name="digest_to_send", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id} {self.for_day}"


class Reminder(models.Model):
    """One person was reminded of one occasion: the row keeps them from being reminded of it twice.

    `occasion` names the thing, its day and the step (`assignment:12:2026-11-30:+7`); `digest` is the mail
    that told it, empty while only a notice in the house did.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, blank=True, related_name="reminders")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint("person", "occasion", name="reminder_once_an_occasion")]

    def __str__(self) -> str:
        return self.occasion
