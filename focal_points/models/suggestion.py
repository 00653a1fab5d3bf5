"""What could be added to a recommendation, as found by machine; a person takes it or refuses it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.home_only import home_only
from focal_points.models.institution import Institution
from nmrf.base import history
from nmrf.base.models import Operation
from recommendations.models import Cluster, ClusterMembership, Recommendation, RecommendationTag, Tag


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Questions asked of suggestions."""

    def open(self) -> Self:
        """Nobody has decided on it yet."""
        return self.filter(state=Suggestion.State.OPEN)

    def wanted(self) -> Self:
        """Open, and nothing has come in between: what is suggested is not there yet and still to be had."""
        own = OuterRef("recommendation")
        leads = Assignment.objects.current().leading().filter(recommendation=own, part=None)
        given = Assignment.objects.current().filter(
            recommendation=own, part=None, institution=OuterRef("institution")
        )
        inside = ClusterMembership.objects.filter(recommendation=own)
        tagged = RecommendationTag.objects.filter(recommendation=own, tag=OuterRef("tag"))
        marked = NationalNeed.objects.filter(recommendation=own, kind=OuterRef("kind"))
        return (
            self.open()
            .exclude(Q(kind=Suggestion.Kind.LEAD) & Exists(leads))
            .exclude(Q(kind__in=Suggestion.INSTITUTIONS) & Exists(given))
            .exclude(Q(kind=Suggestion.Kind.CLUSTER) & Exists(inside))
            .exclude(Q(kind__in=Suggestion.TAGS) & Exists(tagged))
            .exclude(Q(kind__in=Suggestion.NEEDS) & Exists(marked))
            .exclude(Q(cluster__archived_at__isnull=False))
            .exclude(Q(institution__closed_on__isnull=False))
            .exclude(Q(tag__retired_at__isnull=False))
        )

    def strongest_first(self) -> Self:
        """As they are shown: by what they would add, then the surest."""
        return self.order_by("recommendation", "kind", "-score", "pk")

    def for_list(self) -> Self:
        """With the names of what is suggested."""
        return self.select_related("cluster", "institution", "tag").prefetch_related(
            "cluster__texts", "institution__names", "tag__names"
        )


class Suggestion(models.Model):
    """One thing that may be added to one recommendation.

    A refusal stays, so that it is not suggested again. `is_derived`: it can be found anew, and nothing rests
    on it (see undo).
    """

    is_derived = True

    class Kind(models.TextChoices):
        """What would be added."""

        CLUSTER = "cluster", _("cluster")
        LEAD = "lead", _("lead institution")
        SUPPORTING = "supporting", _("supporting institution")
        THEME = "theme", _("theme")
        PERSONS = "persons", _("people concerned")
        SDG = "sdg", _("Sustainable Development Goal")
        RIGHT = "right", _("right")
        LAW = "law", _("needs a law")
        BUDGET = "budget", _("needs a budget")

    TAGS = (Kind.THEME, Kind.PERSONS, Kind.SDG, Kind.RIGHT)
    INSTITUTIONS = (Kind.LEAD, Kind.SUPPORTING)
    NEEDS = (Kind.LAW, Kind.BUDGET)

    class Strength(models.TextChoices):
        """How sure, in words: measured on what was held back, never a percentage that nobody can check."""

        LIKELY = "likely", _("likely")
        POSSIBLE = "possible", _("possible")

    class Basis(models.TextChoices):
        """Where it comes from."""

        LEARNED = "learned", _("learned from what was confirmed here")
        THEMES = "themes", _("from its themes")
        WORDS = "words", _("from a list of words")

    class State(models.TextChoices):
        """What a person said to it."""

        OPEN = "open", _("open")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="suggestions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    cluster = models.ForeignKey(Cluster, models.CASCADE, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, blank=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="+")
    strength = models.CharField(_("how sure"), max_length=10, choices=Strength)
    score = models.FloatField(default=0)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.LEARNED)
    reasons = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                "recommendation",
                "kind",
                "cluster",
                "institution",
                "tag",
                nulls_distinct=False,
                name="suggestion_once",
            ),
            models.CheckConstraint(
                name="suggestion_of_its_kind",
                condition=Q(kind="cluster", cluster__isnull=False, institution=None, tag=None)
                | Q(kind__in=["lead", "supporting"], cluster=None, institution__isnull=False, tag=None)
                | Q(
                    kind__in=["theme", "persons", "sdg", "right"],
                    cluster=None,
                    institution=None,
                    tag__isnull=False,
                )
                | Q(kind__in=["law", "budget"], cluster=None, institution=None, tag=None),
            ),
            models.CheckConstraint(
                name="suggestion_decided_by_somebody",
                condition=Q(state="open", by=None, at=None)
                | Q(~Q(state="open"), by__isnull=False, at__isnull=False),
            ),
        ]
        indexes = [models.Index("state", "kind", name="suggestion_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target}" if self.target else str(self.get_kind_display())

    @property
    def target(self) -> Any:
        """The cluster, institution or tag; None for a need."""
        return self.cluster or self.institution or self.tag


@history.tracked()
class NationalNeed(models.Model):
    """To carry this recommendation out a law, or money, is needed: as the secretariat confirmed."""

    class Kind(models.TextChoices):
        """What is needed."""

        LAW = "law", _("a law")
        BUDGET = "budget", _("a budget")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="national_needs")
    kind = models.CharField(_("what is needed"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("national need")
        verbose_name_plural = _("national needs")
        triggers = [home_only()]
        constraints = [models.UniqueConstraint("recommendation", "kind", name="need_once_a_recommendation")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


@history.tracked()
class SuggestionSwitch(models.Model):
    """Suggestions switched off: for everybody (no person), or hidden by one person."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="suggestion_switch"
    )
    is_off = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", nulls_distinct=False, name="suggestion_switch_one_for_the_house"
            )
        ]

    def __str__(self) -> str:
        return str(self.person or _("everybody"))
