"""Institutions and clusters: who answers for what, and how far it is."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from focal_points.ask_figures import distinct_asks
from focal_points.listing import Hit, for_lines, hits
from focal_points.models import Assignment, Institution, SearchRow
from recommendations.models import Cluster
from reporting.services import statistics
from reporting.views import as_it_stood, instants

PER_PAGE = 20


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """Every institution, in its tree, with what it leads or supports."""
    lines = {line.thing.pk: line for line in statistics.lines("institution")}
    rows = list(
        Institution.objects.current().for_list().select_related("parent").prefetch_related("parent__names")
    )
    kinds: dict[str, list[Any]] = {}
    order = Institution.Kind.values
    for row in sorted(rows, key=lambda one: (order.index(one.kind), str(one))):
        kinds.setdefault(row.get_kind_display(), []).append((row, lines.get(row.pk)))
    context = {"kinds": kinds, "number": len(rows)}
    return render(request, "reporting/public/institutions/index.html", context)


@require_safe
def institution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one institution answers for."""
    found = get_object_or_404(
        Institution.objects.for_list()
        .select_related("parent")
        .prefetch_related("parent__names", "children__names"),
        public_id=public_id,
    )
    rows = statistics.counted().filter(institutions__contains=[found.pk])
    context = {
        "institution": found,
        "leading": rows.filter(lead=found.pk).count(),
        "coordinated": Cluster.objects.filter(
            archived_at=None, assignments__in=Assignment.objects.current().filter(institution=found)
        )
        .distinct()
        .prefetch_related("texts"),
        **_listed(request, rows),
    }
    return render(request, "reporting/public/institutions/detail.html", context)


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """Every cluster, with its strip and desired outcome."""
    lines = {line.thing.pk: line for line in statistics.lines("cluster")}
    rows = sorted(Cluster.objects.filter(archived_at=None).prefetch_related("texts"), key=str)
    context = {"lines": [(row, lines.get(row.pk)) for row in rows]}
    return render(request, "reporting/public/clusters/index.html", context)


@require_safe
def cluster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One cluster: what is to change, who coordinates, what is in it; today, or on the day asked for."""
    found = get_object_or_404(Cluster.objects.prefetch_related("texts"), public_id=public_id)
    on_a_day = instants.asked(request)
    if on_a_day.instant:
        return as_it_stood.cluster(request, found, on_a_day)
    rows = statistics.counted().filter(clusters__contains=[found.pk])
    coordinators = (
        Assignment.objects.current()
        .filter(cluster=found)
        .select_related("institution")
        .prefetch_related("institution__names")
        .order_by("role", "pk")
    )
    context = {
        "cluster": found,
        "coordinators": coordinators,
        "on_a_day": on_a_day,
        **_listed(request, rows),
    }
    return render(request, "reporting/public/clusters/detail.html", context, status=on_a_day.status)


def _listed(request: HttpRequest, rows: QuerySet[SearchRow]) -> dict[str, Any]:
    """Counts, and a page of lines, the longest silent first."""
    counts = statistics.by_status(rows)
    ordered = for_lines(rows).order_by(F("verified_on").asc(nulls_first=True), "document", "place", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    lines: list[Hit] = hits(list(page.object_list))
    return {
        "counts": counts,
        "total": sum(counts.values()),
        "asks": distinct_asks(rows),
        "page": page,
        "hits": lines,
    }
