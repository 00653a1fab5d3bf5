"""Recurring requests at work: what is proposed, what is confirmed, and deciding on both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points import ask_page
from focal_points.forms.asks import AboveForm, chosen
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import may, require
from recommendations.models import Recommendation
from recommendations.permissions import Can
from recommendations.services import ask_groups, ask_jobs, ask_material, asks

A_PAGE = 10


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """The queue: what seems to ask the same, the surest first."""
    require(request.user, Can.SEE_ASKS)
    return _queue(request, AboveForm())


def _queue(request: Request, form: AboveForm, *, status: int = 200) -> HttpResponse:
    keys = set(ask_material.home().values_list("pk", flat=True))
    standing = ask_groups.standing(keys)
    waiting = [group for group in standing if group.pairs]
    sure = [group for group in standing if len(group.inside) > 1]
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": ask_page.cards(list(page)),
        "texts": len(keys),
        "asks": len(keys) - sum(len(group.inside) - 1 for group in sure),
        "would_be": ask_groups.asks_of(standing, len(keys)),
        "form": form,
        "may_decide": may(request.user, Can.DECIDE_ASKS),
        "done": _done(request),
    }
    return render(request, "focal_points/asks/index.html", context, status=status)


def _done(request: Request) -> Operation | None:
    """What was just decided, to be undone from here."""
    try:
        return Operation.objects.filter(pk=UUID(request.GET.get("done", "")), kind__in=asks.KINDS).first()
    except ValueError:
        return None


@login_required
@require_POST
def decide(request: Request) -> HttpResponse:
    """Confirm what is ticked of a group and refuse the rest of it; or refuse it as a whole."""
    require(request.user, Can.DECIDE_ASKS)
    rows = _rows(request, "member")
    kept = {row.pk for row in _rows(request, "keep")}
    try:
        if request.POST.get("act") == "refuse":
            operation = asks.refuse(recommendations=rows, by=request.user)
        else:
            inside = [row for row in rows if row.pk in kept]
            out = [row for row in rows if row.pk not in kept]
            operation = asks.confirm(recommendations=inside, without=out, by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return _back(request)
    return _back(request, operation)


@login_required
@require_POST
def confirm_above(request: Request) -> HttpResponse:
    """Confirm all groups from a likeness on, as one operation."""
    require(request.user, Can.DECIDE_ASKS)
    form = AboveForm(request.POST)
    if not form.is_valid():
        return _queue(request, form, status=422)
    operation = asks.confirm_above(score=form.cleaned_data["score"] / 100, by=request.user)
    if not operation.size:
        messages.info(request, _("No group is that alike."))
    return _back(request, operation)


@login_required
@require_POST
def look(request: Request) -> HttpResponse:
    """Have a worker look for new ones now."""
    require(request.user, Can.DECIDE_ASKS)
    if ask_jobs.begin():
        messages.success(request, _("A worker compares the new texts; the proposals appear here."))
    else:
        messages.info(request, _("All texts were compared already."))
    return _back(request)


def _rows(request: Request, name: str) -> list[Recommendation]:
    return list(Recommendation.objects.filter(public_id__in=chosen(request.POST, name)))


def _back(request: Request, operation: Any = None) -> HttpResponse:
    query = [f"page={page}" for page in [request.POST.get("page", "")] if page.isdigit()]
    if operation:
        query.append(f"done={operation.pk}")
    address = reverse("asks:list")
    return redirect(f"{address}?{'&'.join(query)}#next" if query else address)
