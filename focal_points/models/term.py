"""Who speaks for which institution, as what, from when to when."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from focal_points.models.institution import Institution
from nmrf.base import history


class DateRange(Func):
    """PostgreSQL's daterange, for the constraint below."""

    function = "daterange"


class TermQuerySet(models.QuerySet["Term"]):
    """Questions asked of terms."""

    def on(self, day: date) -> Self:
        """Running on this day (the last day included)."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def held(self, day: date) -> Self:
        """Running on this day, by somebody who can sign in."""
        return self.on(day).filter(person__is_active=True)

    def writing(self) -> Self:
        """Focal points and alternates: those who answer and write."""
        return self.filter(role__in=Term.WRITES)


@history.tracked()
class Term(models.Model):
    """One person's time in one role at one institution."""

    class Role(models.TextChoices):
        """What the person is there."""

        FOCAL_POINT = "focal_point", _("focal point")
        ALTERNATE = "alternate", _("alternate")
        VALIDATOR = "validator", _("validator")
        STATISTICIAN = "statistician", _("statistician")
        HEAD = "head", _("head of the institution")

    WRITES = (Role.FOCAL_POINT, Role.ALTERNATE)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="terms")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="terms")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="term_no_two_at_once_in_one_role",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("institution", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        DateRange(F("starts_on"), F("ends_on"), RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.institution_id}"
