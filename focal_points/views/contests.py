"""Deciding on what institutions contest."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focal_points import rows
from focal_points.forms.verification import ContestDecisionForm
from focal_points.models import Contest
from focal_points.permissions import Can
from focal_points.services import contests
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """Uphold and give it to another, or let it stay; with a reason."""
    require(request.user, Can.DECIDE_CONTEST)
    contest = get_object_or_404(
        Contest.objects.select_related("assignment__institution", "proposed", "by", "decided_by"), pk=pk
    )
    form = ContestDecisionForm(
        request.POST or None,
        without=contest.assignment.institution_id,
        initial={"reassign_to": contest.proposed_id},
    )
    if request.method != "POST":
        return _page(request, contest, form)
    if not form.is_valid():
        return _page(request, contest, form, status=422)
    try:
        contests.decide(contest=contest, by=request.user, **_decision(form))
    except Invalid as refused:
        show(form, refused)
        return _page(request, contest, form, status=422)
    except HouseError as refused:
        form.add_error(None, str(refused.message))
        contest.refresh_from_db()
        return _page(request, contest, form, status=409)
    messages.success(request, _("Decided. The institution was told, with your reason."))
    return redirect("focal_points:desk-queue", "contested")


def _decision(form: ContestDecisionForm) -> dict[str, Any]:
    chosen = dict(form.cleaned_data)
    if not chosen["uphold"]:
        chosen["reassign_to"] = None
    return chosen


def _page(request: Request, contest: Contest, form: ContestDecisionForm, status: int = 200) -> HttpResponse:
    context = {
        "contest": contest,
        "panel_title": rows.subject_of(contest.assignment),
        "contest_form": form,
        "may_decide": contest.is_upheld is None,
    }
    return render(request, "focal_points/desk/contest.html", context, status=status)
