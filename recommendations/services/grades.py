"""The grade a mechanism gave under its own scale: noted with the scale, never compared with another's."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry, scales
from recommendations.models import FollowUpReport, MechanismGrade, Part, Recommendation
from recommendations.permissions import Can


@transaction.atomic
def give(
    *,
    recommendation: Recommendation,
    scale: str,
    grade: str,
    given_on: date,
    by: User,
    part: Part | None = None,
    meaning: str = "",
    reference: str = "",
    report: FollowUpReport | None = None,
    door: str = "",
) -> MechanismGrade:
    """Note a grade; a second one of the same day and scale replaces the first.

    Raises Invalid where the mechanism has scales and this grade, or this day, is not of the one named.
    """
    require(by, Can.EDIT_REGISTER)
    scale, grade = scale.strip(), grade.strip()
    _check(recommendation, scale, grade, given_on)
    if report and report.document_id != recommendation.document_id:
        raise Invalid(_("This report is about another document."), fields={"report": _("Choose another.")})
    with history.recorded(by=by, action="recommendation.grade", door=door):
        row, _made = MechanismGrade.objects.update_or_create(
            recommendation=recommendation,
            part=part,
            scale=scale,
            given_on=given_on,
            defaults={
                "grade": grade,
                "meaning": meaning.strip() or scales.meaning(scale, grade),
                "reference": reference.strip(),
                "report": report,
            },
        )
        registry.changed([recommendation.pk])
    return row


@transaction.atomic
def take_away(*, grade: MechanismGrade, by: User, door: str = "") -> None:
    """It was noted by mistake; history keeps it."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.ungrade", door=door):
        MechanismGrade.objects.filter(pk=grade.pk).delete()
        registry.changed([grade.recommendation_id])


def _check(recommendation: Recommendation, scale: str, grade: str, given_on: date) -> None:
    if not grade:
        raise Invalid(_("The grade is missing."), fields={"grade": _("Give the grade.")})
    if not scale:
        raise Invalid(_("The scale is missing."), fields={"scale": _("Name the scale.")})
    if given_on > timezone.localdate():
        raise Invalid(
            _("A grade is noted when it was given."), fields={"given_on": _("This day has not come yet.")}
        )
    offered = scales.of_mechanism(recommendation.document.mechanism.code)
    known = next((one for one in offered if one.code == scale), None)
    if offered and known is None:
        raise Invalid(
            _("This mechanism does not use this scale."), fields={"grade": _("Choose one of its grades.")}
        )
    if known and known.grade(grade) is None:
        raise Invalid(_("This scale has no such grade."), fields={"grade": _("Choose one of its grades.")})
    if known and not known.was_used_on(given_on):
        raise Invalid(
            _("The mechanism did not use this scale on that day."),
            fields={"given_on": _("Its scale was another one then.")},
        )
