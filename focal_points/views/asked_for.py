"""Needs for technical cooperation and obstacles: counted, listed, taken away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import asked_for_pages
from focal_points.asked_for import SORTS
from focal_points.permissions import Can
from focal_points.taken_away import Taken
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_safe
@never_cache
def index(request: Request, sort: str) -> HttpResponse:
    """The house's all, an institution's own; `?kind=`, `?institution=` and `?theme=` narrow it."""
    require(request.user, Can.SEE_GLANCE)
    context = asked_for_pages.context(SORTS[sort], request.user, request.GET)
    return render(request, "focal_points/glance/asked_for.html", context)


def taken(request: Request, sort: str) -> Taken:
    """As narrowed, with the columns of the page."""
    require(request.user, Can.SEE_GLANCE)
    return asked_for_pages.taken(SORTS[sort], request.user, request.GET)
