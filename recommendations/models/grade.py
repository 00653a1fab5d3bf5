"""A mechanism's own grade of what a State did: another judge, another question, another date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmrf.base import history
from recommendations import scales
from recommendations.models.follow_up import FollowUpReport
from recommendations.models.part import Part
from recommendations.models.recommendation import Recommendation


@history.tracked()
class MechanismGrade(models.Model):
    """A follow-up grade under the mechanism's own scale, which is stored with it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="grades")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="grades")
    scale = models.CharField(_("scale"), max_length=40)
    grade = models.CharField(_("grade"), max_length=20)
    meaning = models.CharField(_("meaning"), max_length=300, blank=True)
    reference = models.CharField(_("document"), max_length=200, blank=True)
    report = models.ForeignKey(
        FollowUpReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grades",
        verbose_name=_("report that was graded"),
    )
    given_on = models.DateField(_("given"))

    class Meta:
        verbose_name = _("mechanism's grade")
        verbose_name_plural = _("mechanisms' grades")
        ordering = ["-given_on"]
        constraints = [
            models.UniqueConstraint(
                "recommendation", "part", "scale", "given_on", nulls_distinct=False, name="grade_once_a_day"
            ),
            models.CheckConstraint(condition=~models.Q(grade=""), name="grade_not_blank"),
        ]

    def __str__(self) -> str:
        return f"{self.grade} ({self.scale})"

    @property
    def said(self) -> str:
        """What it means, in the reader's language; what was written with it where the scale is not ours."""
        return scales.meaning(self.scale, self.grade) or self.meaning
