"""Who changed what and when: one page for everything that has a history, for whoever may see the thing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nmrf.base import histories
from nmrf.base.http import Request


@login_required
@require_safe
@never_cache
def index(request: Request, what: str, key: str) -> HttpResponse:
    """Acts, the newest first, with what each changed."""
    kind = histories.KINDS.get(what)
    thing = kind.find(request.user, key) if kind else None
    if kind is None or thing is None:
        raise Http404
    told = histories.read(kind.events(request.user, thing), request.GET.get("page"))
    context = {
        "kind": kind,
        "thing": thing,
        "title": kind.title(thing),
        "address": kind.address(thing),
        "acts": told.acts,
        "page": told.page,
    }
    return render(request, "focal_points/history/index.html", context)
