"""Suggestions for a whole selection: shown in groups, taken or refused in one act."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focal_points.permissions import Can
from focal_points.services import suggestion_switch, suggestions
from focal_points.suggestion_groups import groups_of, suggestions_of, ticked
from focal_points.views.selection import selected, working
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import require

PAGE = "focal_points/suggestions/selection.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def selection(request: Request) -> HttpResponse:
    """What is suggested for these, in groups; those ticked are taken, or refused."""
    require(request.user, Can.DECIDE_SUGGESTIONS)
    search = working(request)
    chosen = selected(request.GET, search)
    groups = groups_of(chosen) if suggestion_switch.is_on() else []
    list_address = reverse("focal_points:recommendation-list")
    context: dict[str, Any] = {
        "groups": groups,
        "count": chosen.count(),
        "is_on": suggestion_switch.is_on(),
        "back": list_address + search.address(),
    }
    if request.method != "POST":
        return render(request, PAGE, context)
    wanted, is_stale = ticked(request.POST.getlist("group"), groups)
    if is_stale:
        problem = _("What is suggested has changed since. Look again.")
        return render(request, PAGE, context | {"problem": problem}, status=409)
    if not wanted:
        return render(request, PAGE, context | {"problem": _("Nothing is ticked.")}, status=422)
    rows = suggestions_of(chosen, wanted)
    if request.POST.get("do") == "refuse":
        suggestions.refuse(suggestions=rows, by=request.user)
        return redirect(list_address + search.address())
    try:
        operation = suggestions.take(suggestions=rows, by=request.user)
    except HouseError as refused:
        return render(request, PAGE, context | {"problem": str(refused.message)}, status=409)
    return redirect(list_address + search.address(done=str(operation.pk)))
