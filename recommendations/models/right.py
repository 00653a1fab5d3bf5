"""National rights and what they rest on: articles of treaties, and the themes under which UHRI files them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.mechanism import Instrument
from recommendations.models.tag import Tag


@history.tracked()
class RightArticle(models.Model):
    """One article of a treaty that guarantees a right. `article` as people cite it: 12, 24(2)(c), 1-7."""

    right = models.ForeignKey(Tag, models.CASCADE, related_name="articles")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="articles")
    article = models.CharField(_("article"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("right", "instrument", "article", name="right_article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.code} {self.article}".strip()


@history.tracked()
class RightTheme(models.Model):
    """A theme of UHRI under which recommendations about a right are filed."""

    right = models.ForeignKey(Tag, models.CASCADE, related_name="themes_of_right")
    theme = models.ForeignKey(Tag, models.CASCADE, related_name="rights_of_theme")

    class Meta:
        constraints = [models.UniqueConstraint("right", "theme", name="right_theme_once")]

    def __str__(self) -> str:
        return f"{self.right_id} {self.theme_id}"
