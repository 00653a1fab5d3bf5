"""States and the few other entities UHRI knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.naming import Named, NameRow


@history.tracked()
class Country(Named):
    """One State; `iso3` is its code, XAA to XZZ for invented ones."""

    iso3 = models.CharField(_("code"), max_length=3, unique=True)
    iso2 = models.CharField(max_length=2, blank=True)
    region = models.CharField(_("regional group"), max_length=60, blank=True)
    is_unmapped = models.BooleanField(default=False)

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("State")
        verbose_name_plural = _("States")

    @property
    def code(self) -> str:
        """The same as `iso3`."""
        return self.iso3


@history.tracked()
class CountryName(NameRow):
    """A State's name in a language, or a spelling that a source uses."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="names")

    class Meta(NameRow.Meta):
        constraints = [
            *NameRow.Meta.constraints,
            models.UniqueConstraint(
                "country", "language", condition=models.Q(is_alias=False), name="country_name_once_a_language"
            ),
        ]
