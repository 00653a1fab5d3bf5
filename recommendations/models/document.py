"""Outcomes with a symbol: concluding observations, working group reports, visit reports, judgments, plans."""

import uuid
from typing import Any, Self
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.mechanism import Instrument, Mechanism
from recommendations.upr_years import FIRST_SESSIONS, FIRST_YEAR, year_of_session


class DocumentQuerySet(models.QuerySet["Document"]):
    """Questions asked of documents."""

    def addressed_to(self, iso3: str) -> Self:
        """With at least one recommendation or observation addressed to this State."""
        return self.filter(
            pk__in=self.model.objects.filter(recommendations__addressees__country__iso3=iso3).values("pk")
        )

    def newest_first(self) -> Self:
        """By year, then by day: of a review without a day only the year of its session is known."""
        held = Cast("session", models.IntegerField())
        bucket: Any = Func(
            held, Value(list(FIRST_SESSIONS)), function="width_bucket", output_field=models.IntegerField()
        )
        is_session = Q(mechanism__kind=Mechanism.Kind.UPR, session__regex="^[0-9]{1,3}$")
        day = Coalesce("adopted_on", "published_on")
        year = Coalesce(
            ExtractYear(day),
            Case(When(is_session, then=bucket + FIRST_YEAR - 1)),
            output_field=models.IntegerField(),
        )
        return self.order_by(year.desc(nulls_last=True), day.desc(nulls_last=True), "symbol", "pk")

    def for_list(self) -> Self:
        """What a row of a list shows."""
        return self.select_related("mechanism").prefetch_related("mechanism__names")


@history.tracked()
class Document(models.Model):
    """One outcome. `symbol` is upper case; a reissue changes it, `uhri_id` does too."""

    class Kind(models.TextChoices):
        """What the paper is."""

        CONCLUDING_OBSERVATIONS = "concluding-observations", _("concluding observations")
        UPR_REPORT = "upr-report", _("report of the UPR working group")
        VISIT_REPORT = "visit-report", _("visit report")
        JUDGMENT = "judgment", _("judgment")
        VIEWS = "views", _("views on a communication")
        REGIONAL_REPORT = "regional-report", _("report of a regional body")
        COMMUNICATION = "communication", _("communication of a special procedure")
        NHRI_REPORT = "nhri-report", _("report of the national human rights institution")
        INQUIRY = "inquiry", _("report of an inquiry")
        PLAN = "plan", _("national plan")
        PLEDGES = "pledges", _("voluntary pledges")
        LIST_OF_ISSUES = "list-of-issues", _("list of issues")
        OTHER = "other", _("other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uhri_id = models.UUIDField(null=True, blank=True, unique=True)
    mechanism = models.ForeignKey(Mechanism, models.PROTECT, related_name="documents")
    symbol = models.CharField(_("symbol"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=400, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)
    session = models.CharField(_("session"), max_length=120, blank=True)
    case_number = models.CharField(_("case or communication number"), max_length=120, blank=True)
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("treaty"),
    )
    visited_from = models.DateField(_("visit began"), null=True, blank=True)
    visited_until = models.DateField(_("visit ended"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=400, blank=True)
    followup_due_on = models.DateField(_("follow-up report due"), null=True, blank=True)
    next_report_due_on = models.DateField(_("next report due"), null=True, blank=True)
    national_fields = ArrayField(  # set by the house: an import leaves them
        models.CharField(max_length=40), default=list, blank=True
    )
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-published_on", "symbol"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(symbol=models.functions.Upper("symbol")), name="document_symbol_upper_case"
            ),
            models.UniqueConstraint(
                "mechanism",
                "symbol",
                condition=models.Q(uhri_id=None) & ~models.Q(symbol=""),
                name="document_symbol_once_without_uhri_id",
            ),
            models.CheckConstraint(
                condition=models.Q(visited_until=None)
                | models.Q(visited_from__isnull=False, visited_until__gte=models.F("visited_from")),
                name="document_visit_ended_after_it_began",
            ),
        ]
        indexes = [models.Index("symbol", name="document_by_symbol")]

    def __str__(self) -> str:
        return self.symbol or self.title or str(self.public_id)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:document-detail", args=[self.public_id])

    @property
    def source_address(self) -> str:
        """The UN's own page for the symbol, or the address that was entered."""
        if self.address:
            return self.address
        is_un = self.mechanism.kind in {
            Mechanism.Kind.UPR,
            Mechanism.Kind.TREATY_BODY,
            Mechanism.Kind.SPECIAL_PROCEDURE,
            Mechanism.Kind.OTHER_UN,
        }
        return f"https://undocs.org/{quote(self.symbol)}" if is_un and self.symbol else ""

    @property
    def year(self) -> int | None:
        """Of adoption, else of publication; of a UPR whose day is not known, the year of its session."""
        if day := self.adopted_on or self.published_on:
            return day.year
        return year_of_session(self.session) if self.mechanism.kind == Mechanism.Kind.UPR else None
