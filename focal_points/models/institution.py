"""Institutions of every kind and level, in a tree."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.naming import Named, NameRow


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Questions asked of institutions."""

    def current(self) -> Self:
        """Not closed."""
        return self.filter(closed_on=None)

    def of(self, person: Any) -> Self:
        """Those the person speaks for today, and every body under them."""
        return self.filter(pk__in=reach(person))

    def for_list(self) -> Self:
        """With names."""
        return self.prefetch_related("names")


@history.tracked()
class Institution(Named):
    """A ministry, agency, court, province or other body that can be responsible for a recommendation."""

    class Kind(models.TextChoices):
        """What it is."""

        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency")
        PARLIAMENT = "parliament", _("parliament")
        JUDICIARY = "judiciary", _("judiciary")
        NHRI = "nhri", _("national human rights institution")
        STATISTICS = "statistics", _("national statistics office")
        SUBNATIONAL = "subnational", _("subnational or federated entity")
        INDEPENDENT = "independent", _("independent body")
        OTHER = "other", _("other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    email = models.EmailField(_("e-mail address"), blank=True)
    wants_validator = models.BooleanField(
        _("a validator signs before the secretariat sees it"), default=False
    )
    closed_on = models.DateField(null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")), name="institution_not_under_itself"
            )
        ]

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("reporting:institution-detail", args=[self.public_id])


@history.tracked()
class InstitutionName(NameRow):
    """An institution's name in a language."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names")

    class Meta(NameRow.Meta):
        constraints = [
            *NameRow.Meta.constraints,
            models.UniqueConstraint(
                "institution",
                "language",
                condition=Q(is_alias=False),
                name="institution_name_once_a_language",
            ),
        ]


def reach(person: Any) -> set[int]:
    """Keys of the institutions that the person speaks for today, with all bodies under them.

    A ministry's people see and touch what is the ministry's and what is its provinces' and agencies'.
    Answered once a request: kept on the person object.
    """
    if not person.is_authenticated or not person.is_active:
        return set()
    kept = getattr(person, "_reach", None)
    if kept is None:
        own = set(person.terms.on(timezone.localdate()).values_list("institution_id", flat=True))
        kept = person._reach = own | below(own)
    return kept


def below(keys: set[int]) -> set[int]:
    """Keys of every institution under these, at any depth."""
    found: set[int] = set()
    level = set(keys)
    while level:
        level = set(Institution.objects.filter(parent__in=level).values_list("pk", flat=True)) - found - keys
        found |= level
    return found
