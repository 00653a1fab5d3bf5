"""Needs for technical cooperation that institutions named in public, verified updates: for partners."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from focal_points import asked_for_pages
from focal_points.asked_for import NEEDS
from focal_points.taken_away import as_file


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Counted by kind, institution and theme; each line says what, for what, who, and since when."""
    return render(request, "reporting/public/needs.html", asked_for_pages.context(NEEDS, None, request.GET))


@require_safe
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """As narrowed, as CSV or as a workbook."""
    file: HttpResponse = as_file(asked_for_pages.taken(NEEDS, None, request.GET), ending)
    return file
