"""Institutions of every kind and level, in a tree."""

import uuid
from typing import Any, Self

import pgtrigger
from django.db import connection, models
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


def no_circle() -> pgtrigger.Trigger:
    """Refuses an institution that would stand under one of its own bodies, however far down.

    Two moves at once wait for each other: each alone could be right, and both together a circle.
    """
    return pgtrigger.Trigger(
        name="tree_without_circles",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        func="""
            IF NEW.parent_id IS NULL OR NEW.parent_id = NEW.id THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('focal_points_institution.parent_id'));
            IF EXISTS (
                WITH RECURSIVE above AS (
                    SELECT id, parent_id FROM focal_points_institution WHERE id = NEW.parent_id
                    UNION
                    SELECT one.id, one.parent_id FROM focal_points_institution AS one
                    JOIN above ON one.id = above.parent_id
                )
                SELECT 1 FROM above WHERE id = NEW.id
            ) THEN
                RAISE EXCEPTION 'an institution cannot stand under one of its own bodies'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'tree_without_circles';
            END IF;
            RETURN NEW;
        """,
    )


@history.tracked()
class Institution(Named):
    """A ministry, agency, court, province or other body that can be responsible for a recommendation."""

    class Kind(models.TextChoices):
        """What it is."""

        EXECUTIVE = "executive", _("office of the head of State or government")
        MINISTRY = "ministry", _("ministry")
        AGENCY = "agency", _("agency")
        PARLIAMENT = "parliament", _("parliament")
        JUDICIARY = "judiciary", _("judiciary")
        PROSECUTION = "prosecution", _("prosecution service")
        SECURITY = "security", _("police, prisons or armed forces")
        NHRI = "nhri", _("national human rights institution")
        STATISTICS = "statistics", _("national statistics office")
        SUBNATIONAL = "subnational", _("subnational or federated entity")
        INDEPENDENT = "independent", _("independent body")
        LOCAL = "local", _("municipality or local authority")
        OTHER = "other", _("other")

    class Level(models.TextChoices):
        """How far its word reaches."""

        NATIONAL = "national", _("national")
        PROVINCIAL = "provincial", _("province, region or federated State")
        DISTRICT = "district", _("district or county")
        LOCAL = "local", _("city or municipality")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.NATIONAL)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("stands under")
    )
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
        triggers = [no_circle()]
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
    """
    if not person.is_authenticated or not person.is_active:
        return set()
    return set().union(*held_by(person).values())


def held_by(person: Any) -> dict[str, set[int]]:
    """Role that the person holds today → keys of the institutions where, with all bodies under them.

    Answered once a request: kept on the person object.
    """
    kept: dict[str, set[int]] | None = getattr(person, "_held", None)
    if kept is None:
        own: dict[str, set[int]] = {}
        for role, key in person.terms.on(timezone.localdate()).values_list("role", "institution_id"):
            own.setdefault(role, set()).add(key)
        walked = {frozenset(keys): keys | below(keys) for keys in own.values()}
        kept = person._held = {role: walked[frozenset(keys)] for role, keys in own.items()}
    return kept


def below(keys: set[int]) -> set[int]:
    """Keys of every institution under these, at any depth: one query."""
    return _walk(keys, "one.parent_id = found.id") - keys


def over(keys: set[int]) -> set[int]:
    """Keys of every institution above these, up to the top: one query."""
    return _walk(keys, "one.id = found.parent_id") - keys


def _walk(keys: set[int], step: str) -> set[int]:
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE found AS ("  # noqa: S608 - one of the two joins above
            " SELECT id, parent_id FROM focal_points_institution WHERE id = ANY(%s)"
            " UNION SELECT one.id, one.parent_id FROM focal_points_institution AS one"
            f" JOIN found ON {step}) SELECT id FROM found",
            [list(keys)],
        )
        return {key for (key,) in cursor.fetchall()}
