"""Where the three public ratings of a recommendation lie apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from focal_points import ratings
from focal_points.sliced import page_of
from focal_points.taken_away import as_file
from focal_points.views.ratings import PER_PAGE, table


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Only where all three are public."""
    page = page_of(ratings.public, request.GET.get("page"), PER_PAGE)
    return render(request, "reporting/public/ratings.html", {"page": page})


@require_safe
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as CSV or as a workbook."""
    file: HttpResponse = as_file(table(ratings.public()[0]), ending)
    return file
