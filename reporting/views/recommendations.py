"""The list of recommendations with its facets, and the page of one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from focal_points import found_files
from focal_points.ask_figures import asked
from focal_points.facets import facets_of
from focal_points.listing import hits, page_of
from focal_points.models import NationalNeed
from focal_points.search import SORTS, Search
from focal_points.similar import home_and_others, similar_to
from focal_points.spelling import meant
from recommendations.models import Recommendation
from reporting.elsewhere import asked_elsewhere
from reporting.records import Record, public_recommendations
from reporting.views import as_it_stood, instants

PER_PAGE = 20
SIMILAR = 5
TAG_FILTERS = (("theme", "theme"), ("persons", "persons"), ("sdg", "sdg"), ("right", "right"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the address asks for; the address holds the whole search."""
    search = Search.from_query(request.GET, request.user)
    found, page = page_of(search, request.GET.get("page"), PER_PAGE)
    context = {
        "search": search,
        "page": page,
        "hits": hits(list(page.object_list), search.words),
        "counts": found.by_status,
        "total": found.total,
        "asks": found.asks,
        "meant": meant(search) if search.q and not found.total else None,
        "facets": facets_of(search, found),
        "sorts": [(code, label) for code, label in SORTS.items() if code != "best" or search.q],
        "query": search.address(),
        "files_found": found_files.find(search, request.user),
        "in_files": found_files.is_wanted(search),
    }
    return render(request, "reporting/public/recommendations/index.html", context)


def alike(recommendation: Recommendation) -> dict[str, Any]:
    """Recommendations like it: this State's, other States', and which of these asked nearly the same."""
    found = similar_to(recommendation)
    home, others = home_and_others(found)
    elsewhere = asked_elsewhere(recommendation, found, others)
    return {
        "similar_home": found.lines(home[:SIMILAR]),
        "similar_others": found.lines(others[:SIMILAR]),
        "elsewhere": elsewhere,
    }


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One recommendation; another State's is shown without national work, which it cannot have.

    With `as_of` or `known_at` in the address: as it stood on that day.
    """
    on_a_day = instants.asked(request)
    if on_a_day.instant:
        return as_it_stood.recommendation(request, public_id, on_a_day)
    recommendation = get_object_or_404(public_recommendations(), public_id=public_id)
    record = Record(recommendation, request.GET.get("lang", "")[:10])
    before, after = record.neighbours
    context = {
        "recommendation": recommendation,
        "record": record,
        "before": before,
        "after": after,
        "tag_filters": TAG_FILTERS,
        "needs": [NationalNeed.Kind(code) for code in record.needs],
        "asked": asked(recommendation.pk),
        **alike(recommendation),
        "on_a_day": on_a_day,
    }
    return render(request, "reporting/public/recommendations/detail.html", context, status=on_a_day.status)
