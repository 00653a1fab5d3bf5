"""The working page of a recommendation, and everything that is done to it there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from focal_points.forms.assigning import AssignForm, DueForm
from focal_points.forms.keys import KeyForm, NoForm
from focal_points.forms.register import (
    ClusterForm,
    PartFormSet,
    TagForm,
    TextForm,
    TitleForm,
    WithdrawForm,
    wanted_parts,
)
from focal_points.models import Assignment
from focal_points.permissions import Can
from focal_points.services import assigning
from focal_points.views.facts import FACTS
from focal_points.views.tagging import TAGGING
from focal_points.work_page import WorkPage
from nmrf.base.errors import HouseError, Invalid, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.forms.marks import FollowUpMarkForm
from recommendations.models import Cluster, Recommendation, Tag
from recommendations.permissions import Can as Register
from recommendations.services import clusters, corrections, entries, follow_up, parts

Acted = Callable[[Request, Recommendation, Any], str]


def _recommendation(public_id: UUID) -> Recommendation:
    return get_object_or_404(Recommendation.objects.for_list(), public_id=public_id)


@login_required
@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Everything known of it, with all that can be done."""
    require(request.user, Can.SEE_DESK)
    page = WorkPage(_recommendation(public_id), request.user, {})
    return _render(request, page)


@login_required
@require_POST
def act(request: Request, public_id: UUID, action: str) -> HttpResponse:
    """One change. What is refused comes back on the same page, with what was typed."""
    require(request.user, Can.SEE_DESK)
    recommendation = _recommendation(public_id)
    require(request.user, Can.ASSIGN if action in ASSIGNING else Register.EDIT_REGISTER)
    make_form, do = ACTIONS[action]
    form = make_form(request, recommendation)
    page = WorkPage(recommendation, request.user, {action: form})
    if not form.is_valid():
        return _render(request, page, status=422, opened=action)
    try:
        said = do(request, recommendation, form)
    except Invalid as refused:
        _show(form, refused)
        return _render(request, page, status=422, opened=action, problem=str(refused.message))
    except StaleEdit as stale:
        return _render(request, page, status=409, opened=action, current=stale.current)
    except HouseError as refused:
        return _render(request, page, status=409, opened=action, problem=str(refused.message))
    messages.success(request, said)
    back = request.POST.get("back", "")
    if back.startswith("/work/"):
        return redirect(back)
    return redirect("focal_points:recommendation-detail", public_id)


def _render(
    request: Request, page: WorkPage, *, status: int = 200, opened: str = "", **more: Any
) -> HttpResponse:
    context = {"page": page, "recommendation": page.recommendation, "opened": opened, **more}
    return render(request, "focal_points/recommendations/detail.html", context, status=status)


def _show(form: Any, refused: Invalid) -> None:
    """Messages beside their fields; formsets carry one message for all."""
    if hasattr(form, "add_error"):
        show(form, refused)


def _title(request: Request, recommendation: Recommendation, form: TitleForm) -> str:
    entries.set_title(recommendation=recommendation, title=form.cleaned_data["title"], by=request.user)
    return _("Saved.")


def _text(service: Callable[..., Any]) -> Acted:
    def do(request: Request, recommendation: Recommendation, form: TextForm) -> str:
        service(recommendation=recommendation, by=request.user, **_words(form))
        return _("Saved.")

    return do


def _words(form: TextForm) -> dict[str, Any]:
    """Only a text of the language it was opened with is checked against what was seen."""
    chosen = dict(form.cleaned_data)
    if form.data.get(form.add_prefix("opened_language"), chosen["language"]) != chosen["language"]:
        chosen["seen"] = ""
    return chosen


def _tag(request: Request, recommendation: Recommendation, form: TagForm) -> str:
    corrections.tag(recommendation=recommendation, tag=form.cleaned_data["tag"], by=request.user)
    return _("Tag added.")


def _untag(request: Request, recommendation: Recommendation, form: Any) -> str:
    tag = get_object_or_404(Tag, pk=form.cleaned_data["key"])
    corrections.untag(recommendation=recommendation, tag=tag, by=request.user)
    return _("Tag taken away.")


def _followup(request: Request, recommendation: Recommendation, form: FollowUpMarkForm) -> str:
    follow_up.mark(recommendation=recommendation, due_on=form.cleaned_data["due_on"], by=request.user)
    return _("Marked for follow-up.")


def _unfollowup(request: Request, recommendation: Recommendation, form: Any) -> str:
    follow_up.unmark(recommendation=recommendation, by=request.user)
    return _("No longer marked for follow-up.")


def _looked(request: Request, recommendation: Recommendation, form: Any) -> str:
    entries.looked(recommendation=recommendation, by=request.user)
    return _("Off the list.")


def _cluster(request: Request, recommendation: Recommendation, form: ClusterForm) -> str:
    clusters.add(cluster=form.cleaned_data["cluster"], recommendations=[recommendation], by=request.user)
    return _("Put into the cluster.")


def _uncluster(request: Request, recommendation: Recommendation, form: Any) -> str:
    cluster = get_object_or_404(Cluster, pk=form.cleaned_data["key"])
    clusters.remove(cluster=cluster, recommendations=[recommendation], by=request.user)
    return _("Taken out of the cluster.")


def _divide(request: Request, recommendation: Recommendation, form: Any) -> str:
    made = parts.divide(recommendation=recommendation, parts=wanted_parts(form), by=request.user)
    return _("Divided into %(count)s parts.") % {"count": len(made)}


def _undivide(request: Request, recommendation: Recommendation, form: Any) -> str:
    parts.undivide(recommendation=recommendation, by=request.user)
    return _("One again.")


def _assign(request: Request, recommendation: Recommendation, form: AssignForm) -> str:
    made = assigning.assign(recommendation=recommendation, by=request.user, **form.cleaned_data)
    return _("Assigned to %(institution)s.") % {"institution": made.institution}


def _of_recommendation(recommendation: Recommendation, key: int) -> Assignment:
    """One of its own assignments; any other is not found."""
    found = Assignment.objects.filter(pk=key, recommendation=recommendation).first()
    if found is None:
        raise Http404
    return found


def _withdraw(request: Request, recommendation: Recommendation, form: WithdrawForm) -> str:
    key = form.data.get("withdraw-key", "")
    assignment = _of_recommendation(recommendation, int(key) if key.isdecimal() and len(key) < 18 else 0)
    assigning.withdraw(assignment=assignment, because=form.cleaned_data["because"], by=request.user)
    return _("Withdrawn. The institution was told.")


def _due(request: Request, recommendation: Recommendation, form: DueForm) -> str:
    key = form.data.get("due-key", "")
    assignment = _of_recommendation(recommendation, int(key) if key.isdecimal() and len(key) < 18 else 0)
    assigning.move_due(assignment=assignment, by=request.user, **form.cleaned_data)
    return _("The day was changed.")


def _simple(form_class: Any, prefix: str) -> Callable[[Request, Recommendation], Any]:
    return lambda request, recommendation: form_class(request.POST, prefix=prefix)


def _assign_form(request: Request, recommendation: Recommendation) -> AssignForm:
    return AssignForm(request.POST, prefix="assign", parts=parts.current(recommendation))


ASSIGNING = {"assign", "withdraw", "due"}
ACTIONS: dict[str, tuple[Callable[[Request, Recommendation], Any], Acted]] = {
    "title": (_simple(TitleForm, "title"), _title),
    "plain": (_simple(TextForm, "plain"), _text(corrections.write_plain)),
    "correct": (_simple(TextForm, "correct"), _text(corrections.correct_text)),
    "translate": (_simple(TextForm, "translate"), _text(corrections.add_translation)),
    "tag": (_simple(TagForm, "tag"), _tag),
    "untag": (_simple(KeyForm, "untag"), _untag),
    "followup": (_simple(FollowUpMarkForm, "followup"), _followup),
    "unfollowup": (_simple(NoForm, "unfollowup"), _unfollowup),
    **FACTS,
    **TAGGING,
    "looked": (_simple(NoForm, "looked"), _looked),
    "cluster": (_simple(ClusterForm, "cluster"), _cluster),
    "uncluster": (_simple(KeyForm, "uncluster"), _uncluster),
    "divide": (_simple(PartFormSet, "divide"), _divide),
    "undivide": (_simple(NoForm, "undivide"), _undivide),
    "assign": (_assign_form, _assign),
    "withdraw": (_simple(WithdrawForm, "withdraw"), _withdraw),
    "due": (_simple(DueForm, "due"), _due),
}
"""Address → form and what it does; each is one route."""
