"""Needs for technical cooperation and obstacles: counted, listed, taken away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import asked_for_pages
from focal_points.asked_for import SORTS
from focal_points.permissions import Can
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


@login_required
@require_safe
def as_csv(request: Request, sort: str) -> HttpResponse:
    """As narrowed, with the columns of the page."""
    require(request.user, Can.SEE_GLANCE)
    return asked_for_pages.as_csv(SORTS[sort], request.user, request.GET)


@login_required
@require_safe
def as_xlsx(request: Request, sort: str) -> HttpResponse:
    """The same as a workbook."""
    require(request.user, Can.SEE_GLANCE)
    return asked_for_pages.as_xlsx(SORTS[sort], request.user, request.GET)
