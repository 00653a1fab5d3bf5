"""What is noted of one recommendation on its page: position, grade, wording, division, care for the text.

`FACTS` maps each address to its form and what it does; `recommendations.ACTIONS` takes them in.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from focal_points.citing import found_as
from focal_points.forms.facts import (
    ContradictionForm,
    DecideForm,
    GradeForm,
    SentencesForm,
    StrikeForm,
    TouchesForm,
    WordingForm,
)
from focal_points.forms.keys import KeyForm, NoForm
from nmrf.base.errors import Invalid
from nmrf.base.http import Request
from recommendations.forms.marks import OnePositionForm
from recommendations.models import MechanismGrade, Recommendation, Reservation
from recommendations.services import (
    contradictions,
    entries,
    grades,
    parts,
    positions,
    ratifications,
    reservation_marks,
)

Made = Callable[[Request, Recommendation], Any]
Acted = Callable[[Request, Recommendation, Any], str]


def _position(request: Request, recommendation: Recommendation, form: OnePositionForm) -> str:
    positions.state(recommendation=recommendation, by=request.user, **form.cleaned_data)
    return _("The position is noted.")


def _grade(request: Request, recommendation: Recommendation, form: GradeForm) -> str:
    grades.give(recommendation=recommendation, by=request.user, **form.cleaned_data)
    return _("Grade noted.")


def _ungrade(request: Request, recommendation: Recommendation, form: KeyForm) -> str:
    grade = MechanismGrade.objects.filter(pk=form.cleaned_data["key"], recommendation=recommendation).first()
    if grade is None:
        raise Http404
    grades.take_away(grade=grade, by=request.user)
    return _("The grade was taken away.")


def _edit(request: Request, recommendation: Recommendation, form: WordingForm) -> str:
    entries.edit(recommendation=recommendation, by=request.user, **form.cleaned_data)
    return _("Saved.")


def _strike(request: Request, recommendation: Recommendation, form: StrikeForm) -> str:
    entries.withdraw(recommendation=recommendation, because=form.cleaned_data["because"], by=request.user)
    return _("Withdrawn: it is out of every list and count.")


def _restore(request: Request, recommendation: Recommendation, form: NoForm) -> str:
    entries.restore(recommendation=recommendation, by=request.user)
    return _("It stands again.")


def _sentences(request: Request, recommendation: Recommendation, form: SentencesForm) -> str:
    wanted = parts.begun_at(recommendation, form.cleaned_data["starts"])
    made = parts.divide(recommendation=recommendation, parts=wanted, by=request.user)
    return _("Divided into %(count)s parts.") % {"count": len(made)}


def _keep_parts(request: Request, recommendation: Recommendation, form: NoForm) -> str:
    parts.keep_wording(recommendation=recommendation, by=request.user)
    return _("The parts keep their wording.")


def _contradict(request: Request, recommendation: Recommendation, form: ContradictionForm) -> str:
    other = found_as(form.cleaned_data["other"])
    if other is None:
        raise Invalid(
            _("No recommendation is cited so."), fields={"other": _("Symbol and paragraph, please.")}
        )
    note = form.cleaned_data["note"]
    contradictions.decide(one=recommendation, other=other, is_confirmed=True, note=note, by=request.user)
    return _("Marked as contradictory.")


def _contradiction(request: Request, recommendation: Recommendation, form: DecideForm) -> str:
    other = get_object_or_404(Recommendation, pk=form.cleaned_data["key"])
    holds = form.cleaned_data["holds"]
    contradictions.decide(one=recommendation, other=other, is_confirmed=holds, by=request.user)
    return _("Marked as contradictory.") if holds else _("Noted that they do not contradict each other.")


def _touch(request: Request, recommendation: Recommendation, form: TouchesForm) -> str:
    reservation = form.cleaned_data["reservation"]
    reservation_marks.decide(
        recommendation=recommendation, reservation=reservation, is_confirmed=True, by=request.user
    )
    return _("Marked: it touches a reservation.")


def _touching(request: Request, recommendation: Recommendation, form: DecideForm) -> str:
    reservation = get_object_or_404(Reservation, pk=form.cleaned_data["key"])
    holds = form.cleaned_data["holds"]
    reservation_marks.decide(
        recommendation=recommendation, reservation=reservation, is_confirmed=holds, by=request.user
    )
    return _("Marked: it touches a reservation.") if holds else _("Noted that it touches none.")


def _plain(form_class: Any, prefix: str) -> Made:
    return lambda request, recommendation: form_class(request.POST, prefix=prefix)


def _about(form_class: Any, prefix: str) -> Made:
    return lambda request, recommendation: form_class(
        request.POST, prefix=prefix, recommendation=recommendation
    )


def _sentences_form(request: Request, recommendation: Recommendation) -> SentencesForm:
    return SentencesForm(request.POST, prefix="sentences", sentences=parts.sentences(recommendation))


def _touch_form(request: Request, recommendation: Recommendation) -> TouchesForm:
    return TouchesForm(request.POST, prefix="touch", reservations=ratifications.reservations())


FACTS: dict[str, tuple[Made, Acted]] = {
    "position": (_plain(OnePositionForm, "position"), _position),
    "grade": (_about(GradeForm, "grade"), _grade),
    "ungrade": (_plain(KeyForm, "ungrade"), _ungrade),
    "edit": (_about(WordingForm, "edit"), _edit),
    "strike": (_plain(StrikeForm, "strike"), _strike),
    "restore": (_plain(NoForm, "restore"), _restore),
    "sentences": (_sentences_form, _sentences),
    "keep-parts": (_plain(NoForm, "keep-parts"), _keep_parts),
    "contradict": (_plain(ContradictionForm, "contradict"), _contradict),
    "contradiction": (_plain(DecideForm, "contradiction"), _contradiction),
    "touch": (_touch_form, _touch),
    "touching": (_plain(DecideForm, "touching"), _touching),
}
