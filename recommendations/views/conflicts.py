"""Conflicts with UHRI: the queue, and the page of one with its three sides and the choice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.forms.conflicts import DecideForm
from recommendations.models import ImportConflict
from recommendations.permissions import Can
from recommendations.services import conflict_decisions
from recommendations.views import conflict_sides

PER_PAGE = 25


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """Those that are open, the oldest first; or those that are decided, the newest first."""
    require(request.user, Can.SEE_IMPORTS)
    decided = request.GET.get("show") == "decided"
    rows = ImportConflict.objects.for_list()
    rows = (
        rows.exclude(state=ImportConflict.State.OPEN).order_by("-decided_at", "-pk")
        if decided
        else rows.open()
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(one, conflict_sides.title(one)) for one in page],
        "decided": decided,
        "crumbs": [(_("Imports"), "../imports/"), (_("Conflicts with UHRI"), "")],
    }
    return render(request, "recommendations/conflicts/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """UHRI before, UHRI now, ours; and the choice."""
    require(request.user, Can.SEE_IMPORTS)
    conflict = get_object_or_404(
        ImportConflict.objects.for_list().select_related("staged", "operation"), public_id=public_id
    )
    if request.method != "POST":
        return _page(request, conflict, DecideForm(conflict))
    require(request.user, Can.EDIT_REGISTER)
    form = DecideForm(conflict, request.POST)
    if not form.is_valid():
        return _page(request, conflict, form, status=422)
    try:
        conflict_decisions.decide(conflict=conflict, by=request.user, **form.cleaned_data)
    except Invalid as invalid:
        show(form, invalid)
        return _page(request, conflict, form, status=422)
    except HouseError as refused:
        messages.info(request, str(refused.message))
        return redirect(conflict)
    messages.success(request, _("Decided."))
    following = ImportConflict.objects.open().first()
    return redirect(following or "recommendations:conflict-list")


def _page(request: Request, conflict: ImportConflict, form: Any, status: int = 200) -> HttpResponse:
    context = {
        "conflict": conflict,
        "title": conflict_sides.title(conflict),
        "sides": conflict_sides.of(conflict),
        "form": form,
        "may_decide": may(request.user, Can.EDIT_REGISTER) and conflict.state == ImportConflict.State.OPEN,
        "waits": bool(conflict.staged and conflict.staged.settled == "waits"),
        "crumbs": [
            (_("Imports"), "../../imports/"),
            (_("Conflicts with UHRI"), "../"),
            (conflict.recommendation.reference, ""),
        ],
    }
    return render(request, "recommendations/conflicts/detail.html", context, status=status)
