"""Public pages of a recommendation and of a cluster as they stood on a day; the address holds the day."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from focal_points import as_it_stood, clusters_then
from focal_points.as_it_stood import Stood
from focal_points.listing import for_lines, hits
from focal_points.models import Assignment, SearchRow
from nmrf.base.words import diff
from recommendations.models import Cluster, Recommendation, Tag
from reporting.views.instants import Asked

PER_PAGE = 20


def recommendation(request: HttpRequest, public_id: UUID, asked: Asked) -> HttpResponse:
    """One recommendation on that day, and what is different today."""
    stood = as_it_stood.of(public_id, asked.instant) if asked.instant else None
    today = (
        Recommendation.objects.select_related("search_row")
        .prefetch_related("texts")
        .filter(public_id=public_id)
        .first()
    )
    if stood is None:
        return _instead(request, today)
    context = {
        "stood": stood,
        "recommendation": stood.recommendation,
        "document": stood.recommendation.document,
        "text": stood.recommendation.original,
        "tags": _tags(stood),
        "responsible": _responsible(stood),
        "asked": asked,
        "today": today,
        "since": _since(stood, today) if today else {},
    }
    return render(request, "reporting/public/recommendations/as_of.html", context)


def _tags(stood: Stood) -> list[tuple[str, list[Tag]]]:
    """Kind → its tags, each at its most particular: what stands above another one is said by that."""
    keys = [key for found in stood.tags.values() for key in found]
    tags = Tag.objects.prefetch_related("names").in_bulk(keys)
    above = {tag.parent_id for tag in tags.values()}
    return [
        (kind, [tags[key] for key in found if key in tags and key not in above])
        for kind, found in stood.tags.items()
    ]


def _responsible(stood: Stood) -> dict[str, list[Assignment]]:
    """Who answers for it: itself first, then through its clusters; leads before others."""
    own = [one for one in stood.assignments if not one.cluster_id]
    through = [one for one in stood.assignments if one.cluster_id]
    return {
        "lead": [one for one in own if one.is_lead],
        "supporting": [one for one in own if not one.is_lead],
        "coordinates": [one for one in through if one.is_lead],
        "through": [one for one in through if not one.is_lead],
    }


def _instead(request: HttpRequest, today: Recommendation | None) -> HttpResponse:
    """What stands in its place on that day, where it was replaced by then."""
    heir = as_it_stood.heir_of(today.replaced_by_id) if today and today.replaced_by_id else None
    if heir is None:
        raise Http404
    return redirect(f"{heir.get_absolute_url()}?{request.GET.urlencode()}")


def _since(stood: Stood, today: Recommendation) -> dict[str, Any]:
    """What is another today: the status, the words."""
    row = getattr(today, "search_row", None)
    then, now = stood.recommendation.original, today.original
    words = diff(then.text, now.text) if then and now and then.language == now.language else []
    return {
        "status": row.status if row and stood.is_judged and row.status != stood.status else "",
        "words": words if any(mark != "=" for mark, _text in words) else [],
    }


def cluster(request: HttpRequest, found: Cluster, asked: Asked) -> HttpResponse:
    """A cluster on that day: what was in it, who coordinated it, how far it was."""
    if asked.instant is None:
        raise Http404
    then = clusters_then.of(found, asked.instant)
    page = Paginator(then.members, PER_PAGE).get_page(request.GET.get("page"))
    rows = for_lines(SearchRow.objects.filter(pk__in=list(page.object_list)))
    lines = {hit.row.pk: hit for hit in hits(list(rows))}
    context = {
        "cluster": found,
        "then": then,
        "asked": asked,
        "page": page,
        "lines": [(lines[key], then.status_of[key]) for key in page.object_list if key in lines],
    }
    return render(request, "reporting/public/clusters/as_of.html", context)
