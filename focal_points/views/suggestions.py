"""Suggestions: decided on one by one; looked for; switched off; and how well each kind is learned."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from focal_points.models import Suggestion, SuggestionSwitch
from focal_points.permissions import Can
from focal_points.services import suggestion_jobs, suggestion_switch, suggestions
from focal_points.suggestion_page import kinds_of
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import may, require


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """What is learned from, how well, when it was last looked; and the switches."""
    require(request.user, Can.SEE_DESK)
    job = suggestion_jobs.last()
    context = {
        "job": job,
        "kinds": kinds_of(job),
        "is_on": suggestion_switch.is_on(),
        "is_hidden": SuggestionSwitch.objects.filter(person=request.user, is_off=True).exists(),
        "may_decide": may(request.user, Can.DECIDE_SUGGESTIONS),
    }
    page = "focal_points/suggestions/_job.html" if request.htmx else "focal_points/suggestions/index.html"
    return render(request, page, context)


@login_required
@require_POST
def find(request: Request) -> HttpResponse:
    """Have a worker look now."""
    try:
        suggestion_jobs.ask(by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect("focal_points:suggestion-list")


@login_required
@require_POST
def switch(request: Request) -> HttpResponse:
    """On or off, for everybody."""
    suggestion_switch.switch_house(is_off=request.POST.get("off") == "1", by=request.user)
    messages.success(request, _("Saved."))
    return redirect("focal_points:suggestion-list")


@login_required
@require_POST
def hide(request: Request) -> HttpResponse:
    """Hidden or shown, for oneself."""
    suggestion_switch.hide(is_off=request.POST.get("off") == "1", by=request.user)
    messages.success(request, _("Saved."))
    return redirect("focal_points:suggestion-list")


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Do what it suggests."""
    row = _row(request, pk)
    try:
        operation = suggestions.take(suggestions=[row], by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return _back(request, row)
    if operation.skipped:
        messages.warning(request, operation.skipped[0]["why"])
    else:
        messages.success(request, _("Taken: %(what)s.") % {"what": row})
    return _back(request, row)


@login_required
@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    """It is wrong, and is not to come again."""
    row = _row(request, pk)
    number = suggestions.refuse(suggestions=[row], by=request.user)
    said = ngettext("Refused, and not suggested again.", "Refused, and not suggested again.", number)
    messages.success(request, said)
    return _back(request, row)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """It was not wrong after all."""
    row = _row(request, pk)
    suggestions.reopen(suggestion=row, by=request.user)
    return _back(request, row)


def _row(request: Request, pk: int) -> Suggestion:
    require(request.user, Can.DECIDE_SUGGESTIONS)
    rows: Any = Suggestion.objects.for_list().select_related("recommendation")
    return get_object_or_404(rows, pk=pk)


def _back(request: Request, row: Suggestion) -> HttpResponse:
    """To where it was decided: the desk, or the recommendation's page."""
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("focal_points:recommendation-detail", row.recommendation.public_id)
