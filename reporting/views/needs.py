"""Needs for technical cooperation that institutions named in public, verified updates: for partners."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from focal_points import asked_for_pages
from focal_points.asked_for import NEEDS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Counted by kind, institution and theme; each line says what, for what, who, and since when."""
    return render(request, "reporting/public/needs.html", asked_for_pages.context(NEEDS, None, request.GET))


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """As narrowed."""
    return asked_for_pages.as_csv(NEEDS, None, request.GET)


@require_safe
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    return asked_for_pages.as_xlsx(NEEDS, None, request.GET)
