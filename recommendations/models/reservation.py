"""Reservations and declarations that a State keeps to a treaty, and what touches them."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.mechanism import Ratification
from recommendations.models.recommendation import Recommendation


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Questions asked of reservations."""

    def kept(self, day: date | None = None) -> Self:
        """Not withdrawn on this day; today where none is given."""
        day = day or timezone.localdate()
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))

    def of(self, iso3: str) -> Self:
        """This State's."""
        return self.filter(ratification__country__iso3=iso3)


@history.tracked()
class Reservation(models.Model):
    """One reservation or declaration. `articles` as cited: "2; 16 (1) (c)"; empty: the whole treaty."""

    class Kind(models.TextChoices):
        """What the State called it, or what it amounts to."""

        RESERVATION = "reservation", _("reservation")
        DECLARATION = "declaration", _("declaration")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ratification = models.ForeignKey(Ratification, models.PROTECT, related_name="reservations")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RESERVATION)
    articles = models.CharField(_("articles"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, default="en")
    made_on = models.DateField(_("made"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reservation_has_a_text"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(made_on=None) | Q(withdrawn_on__gte=F("made_on")),
                name="reservation_withdrawn_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ratification.instrument.code} {self.articles}".strip()

    @property
    def is_kept(self) -> bool:
        """Still stands."""
        return self.withdrawn_on is None or self.withdrawn_on > timezone.localdate()


@history.tracked()
class ReservationMark(models.Model):
    """A person's word on whether a recommendation touches a reservation; a refusal is kept too."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="reservation_marks")
    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="marks")
    is_confirmed = models.BooleanField(_("confirmed"), default=True)
    words = models.CharField(_("shared words"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mark of a reservation")
        verbose_name_plural = _("marks of reservations")
        constraints = [
            models.UniqueConstraint("recommendation", "reservation", name="reservation_marked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.reservation}"
