"""What was asked: one recommendation, as adopted, with the paragraph it comes from."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations import looks
from recommendations.models.country import Country
from recommendations.models.document import Document
from recommendations.models.tag import Tag
from recommendations.short_titles import short_title


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Questions people ask of the list. Each returns a queryset, so they can be chained."""

    def asks(self) -> Self:
        """Recommendations and orders; not observations, nor a State's own reply."""
        return self.filter(kind__in=Recommendation.ASKS)

    def home(self) -> Self:
        """Addressed to the State of this house: the national figures rest on these alone."""
        return self.filter(is_home=True)

    def current(self) -> Self:
        """In force: not withdrawn, not replaced by a reissue, not taken out of UHRI."""
        return self.filter(withdrawn_on=None, replaced_by=None)

    def counted(self) -> Self:
        """What the national figures count: this State's current recommendations."""
        return self.home().asks().current()

    def addressed_to(self, iso3: str) -> Self:
        """Addressed to this State, alone or with others."""
        return self.filter(
            Exists(Addressee.objects.filter(recommendation=OuterRef("pk"), country__iso3=iso3))
        )

    def for_list(self) -> Self:
        """Everything one row of a list shows, in a fixed number of queries."""
        return self.select_related("document__mechanism").prefetch_related(
            "texts", "document__mechanism__names"
        )

    def in_document_order(self) -> Self:
        """Paragraph order of the document: part by part, then as listed in the source."""
        return self.order_by("document", "paragraph_order", "position", "pk")


@history.tracked(exclude=["source_row"])
class Recommendation(models.Model):
    """One paragraph, or sub-paragraph, that asks the State to act (or observes, see `kind`)."""

    class Kind(models.TextChoices):
        """UHRI's annotation type, and what UHRI does not have."""

        RECOMMENDATION = "recommendation", _("recommendation")
        OBSERVATION = "observation", _("observation")
        ORDER = "order", _("reparation order")
        PLEDGE = "pledge", _("voluntary pledge")
        REPLY = "reply", _("reply of the State")
        OTHER = "other", _("other")

    ASKS = (Kind.RECOMMENDATION, Kind.ORDER, Kind.PLEDGE)

    class Position(models.TextChoices):
        """The State's position on a UPR recommendation (HRC resolution 5/1, annex, para. 32)."""

        NONE = "", _("not applicable")
        SUPPORTED = "supported", _("supported")
        NOTED = "noted", _("noted")
        PENDING = "pending", _("pending")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    annotation_id = models.UUIDField(_("UHRI annotation"), null=True, blank=True, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="recommendations")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RECOMMENDATION)
    paragraph = models.CharField(_("paragraph"), max_length=40, blank=True)
    paragraph_order = ArrayField(models.IntegerField(), default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(_("short title"), max_length=200, blank=True)
    is_home = models.BooleanField(default=False)
    upr_position = models.CharField(_("position"), max_length=10, choices=Position, blank=True)
    is_partly_supported = models.BooleanField(default=False)
    upr_position_on = models.DateField(null=True, blank=True)
    upr_position_source = models.CharField(max_length=200, blank=True)
    upr_remark = models.TextField(_("remark of the State"), blank=True)
    is_followup = models.BooleanField(_("follow-up recommendation"), default=False)
    followup_due_on = models.DateField(_("follow-up due"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    uhri_published_at = models.DateTimeField(null=True, blank=True)
    please_look = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Field → what UHRI said of it when the house set it otherwise, who did, and when.
    national_fields = models.JSONField(default=dict, blank=True, db_default={})
    source_row = models.JSONField(default=dict, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    gone_at = models.DateTimeField(_("gone from UHRI"), null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(
                "document",
                "paragraph",
                name="recommendation_national_paragraph_once",
                condition=Q(annotation_id=None) & ~Q(paragraph=""),
            ),
            models.CheckConstraint(
                name="recommendation_withdrawn_with_reason",
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because=""),
            ),
            models.CheckConstraint(
                name="recommendation_partly_supported_is_noted",
                condition=Q(is_partly_supported=False) | Q(upr_position="noted"),
            ),
            models.CheckConstraint(
                name="recommendation_not_replaced_by_itself",
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("id")),
            ),
        ]
        indexes = [
            models.Index("document", "paragraph_order", "position", name="recommendation_in_order"),
            models.Index("is_home", "kind", name="recommendation_home_kind"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:recommendation-detail", args=[self.public_id])

    @classmethod
    def for_names(cls) -> Any:
        """Rows with what `reference` needs."""
        rows = cls._base_manager.select_related("document")
        return rows.only("paragraph", "document__symbol", "document__title", "document__public_id")

    @property
    def reference(self) -> str:
        """Symbol and paragraph, as people cite it; needs `document`."""
        paragraph = _("para. %(number)s") % {"number": self.paragraph} if self.paragraph else ""
        return str(_(", ")).join(filter(None, [str(self.document), str(paragraph)]))

    @property
    def name(self) -> str:
        """What to call it: its short title, else what its text asks, else its reference. Uses `texts`."""
        if self.title:
            return self.title
        original = self.original
        return (short_title(original.text) if original else "") or self.reference

    @property
    def looks(self) -> list[str]:
        """Why somebody should look at it, in words."""
        return looks.in_words(self.please_look)

    def text_in(self, language: str) -> Any:
        """The text row to show: a national correction first, then this language, then the original.

        Uses `texts` as prefetched. Returns None when there is no text at all.
        """
        rows = [row for row in self.texts.all() if row.origin != row.Origin.PLAIN]
        wanted = (
            [row for row in rows if row.language == language] or [r for r in rows if r.is_original] or rows
        )
        corrected = [row for row in wanted if row.origin == row.Origin.CORRECTION]
        return next(iter(corrected or wanted), None)

    @property
    def original(self) -> Any:
        """The original text's row, corrected where the house corrected it; None when there is none."""
        language = next((row.language for row in self.texts.all() if row.is_original), settings.LANGUAGE_CODE)
        return self.text_in(language)

    def plain_in(self, language: str) -> Any:
        """The plain wording in this language, or in any; None when nobody wrote one."""
        plain = [row for row in self.texts.all() if row.origin == row.Origin.PLAIN]
        return next((row for row in plain if row.language == language), next(iter(plain), None))


class OfRecommendation:
    """What is said of one recommendation, and named with it where it stands alone."""

    @classmethod
    def for_names(cls) -> Any:
        """Rows with what `long_name` needs."""
        rows = cls._base_manager.select_related("recommendation__document")  # type: ignore[attr-defined]
        return rows.defer("recommendation__source_row")

    @property
    def long_name(self) -> str:
        """Of which recommendation, and what."""
        return f"{self.recommendation.reference} ({self})"  # type: ignore[attr-defined]


@history.tracked()
class Addressee(OfRecommendation, models.Model):
    """A State to which the annotation is addressed; two happen."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressees")
    country = models.ForeignKey(Country, models.PROTECT, related_name="addressed")

    class Meta:
        constraints = [models.UniqueConstraint("recommendation", "country", name="addressee_once")]

    def __str__(self) -> str:
        return self.country.iso3


@history.tracked()
class RecommendingState(OfRecommendation, models.Model):
    """A State that made a UPR recommendation."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="recommending_states")
    country = models.ForeignKey(Country, models.PROTECT, related_name="recommended")

    class Meta:
        constraints = [models.UniqueConstraint("recommendation", "country", name="recommending_state_once")]

    def __str__(self) -> str:
        return self.country.iso3


@history.tracked()
class RecommendationTag(OfRecommendation, models.Model):
    """A tag on a recommendation. UHRI's are kept in step by imports, the house's own are never touched."""

    class Origin(models.TextChoices):
        """Whose tag it is."""

        UHRI = "uhri", _("UHRI")
        NATIONAL = "national", _("national")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="uses")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.UHRI)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "recommendation", "tag", "origin", name="recommendation_tag_once_an_origin"
            )
        ]

    def __str__(self) -> str:
        return str(self.tag_id)
