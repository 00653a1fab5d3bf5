"""Tags of the source that this house does not let count, because they were attached wrongly."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations.models.recommendation import Recommendation
from recommendations.models.tag import Tag


@history.tracked()
class TagExclusion(models.Model):
    """This tag does not count for this recommendation, whatever the source says. Imports do not touch it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="tag_exclusions")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="exclusions")

    class Meta:
        verbose_name = _("tag set aside")
        verbose_name_plural = _("tags set aside")
        constraints = [models.UniqueConstraint("recommendation", "tag", name="tag_exclusion_once")]

    def __str__(self) -> str:
        return str(self.tag_id)


def is_set_aside() -> Exists:
    """Of a row of `RecommendationTag`: whether the house does not let it count."""
    away = TagExclusion.objects.filter(recommendation=OuterRef("recommendation"), tag=OuterRef("tag"))
    return Exists(away)
