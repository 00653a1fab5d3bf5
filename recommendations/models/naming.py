"""Names are rows: a thing, a language, a name. A further language is rows, never a column."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language


class NameRow(models.Model):
    """What a thing is called in one language. `is_alias`: an older or another spelling, for matching only."""

    language = models.CharField(max_length=10)
    name = models.CharField(max_length=400)
    is_alias = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="%(class)s_name_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """Something with `names` rows. Prefetch `names` in lists; `.name` then costs no query."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language, else in English, else in any, else the code."""
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def name_in(self, language: str) -> str:
        """As `name`, in a language of the caller's choice."""
        found = {row.language: row.name for row in self.names.all() if not row.is_alias}  # type: ignore[attr-defined]
        for code in (language, language.split("-")[0], "en"):
            if code in found:
                return found[code]
        return next(iter(found.values()), str(getattr(self, "code", self.pk)))
