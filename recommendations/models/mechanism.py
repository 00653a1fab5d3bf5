"""Bodies that make recommendations, and the treaties they watch over."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.country import Country
from recommendations.models.naming import Named, NameRow


@history.tracked()
class Instrument(models.Model):
    """A treaty."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=400)
    adopted_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self) -> str:
        return self.code


@history.tracked()
class Ratification(models.Model):
    """A State's consent to a treaty; what it reserved stands in `Reservation`."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="ratifications")
    country = models.ForeignKey(Country, models.PROTECT, related_name="ratifications")
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    ratified_on = models.DateField(_("ratified or acceded"), null=True, blank=True)
    denounced_on = models.DateField(_("denounced"), null=True, blank=True)

    class Meta:
        verbose_name = _("ratification")
        verbose_name_plural = _("ratifications")
        constraints = [
            models.UniqueConstraint("instrument", "country", name="ratification_once"),
            models.CheckConstraint(
                condition=models.Q(denounced_on=None)
                | models.Q(ratified_on__isnull=False, denounced_on__gte=models.F("ratified_on")),
                name="ratification_denounced_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country.iso3} {self.instrument.code}"


@history.tracked()
class Mechanism(Named):
    """UPR, a treaty body, a special procedure, a regional body or court, a national source."""

    class Kind(models.TextChoices):
        """Families, in the order in which they are shown."""

        UPR = "upr", _("Universal Periodic Review")
        TREATY_BODY = "treaty-body", _("treaty bodies")
        SPECIAL_PROCEDURE = "special-procedure", _("special procedures")
        OTHER_UN = "other-un", _("other United Nations bodies")
        REGIONAL = "regional", _("regional mechanisms")
        COURT = "court", _("courts")
        NATIONAL = "national", _("national sources")

    code = models.CharField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    uhri_label = models.CharField(max_length=200, blank=True)
    symbol_prefix = models.CharField(max_length=60, blank=True)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="mechanisms"
    )
    position = models.PositiveSmallIntegerField(default=500)
    is_unmapped = models.BooleanField(_("from UHRI, not mapped yet"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="mechanism_not_merged_into_itself",
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
            ),
        ]

    @property
    def short(self) -> str:
        """The acronym by which people know it, where their language writes acronyms; else the name."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        found = {row.language: row.acronym for row in self.names.all() if row.acronym}
        if language in found:
            return found[language]
        return self.short_of(self.code, self.kind, self.name, language)

    @classmethod
    def short_of(cls, code: str, kind: str, name: str, language: str) -> str:
        """What stands for an acronym where none is kept: the code of a UN body known by it, else the name."""
        by_code = kind in {cls.Kind.UPR, cls.Kind.TREATY_BODY} and code.isupper()
        return code if by_code and language in {"en", "fr", "es"} else name


@history.tracked()
class MechanismName(NameRow):
    """A mechanism's name and acronym in a language, or a spelling that UHRI uses (an alias)."""

    mechanism = models.ForeignKey(Mechanism, models.CASCADE, related_name="names")
    acronym = models.CharField(max_length=40, blank=True)

    class Meta(NameRow.Meta):
        constraints = [
            *NameRow.Meta.constraints,
            models.UniqueConstraint(
                "mechanism",
                "language",
                condition=models.Q(is_alias=False),
                name="mechanism_name_once_a_language",
            ),
        ]
