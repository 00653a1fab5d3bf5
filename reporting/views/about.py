"""Figures, what the statuses mean, and what can be taken away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from focal_points.ask_figures import distinct_asks
from focal_points.filters import FILTERS
from focal_points.models import Status
from focal_points.models.status import PUBLIC_GROUPS
from reporting.services import statistics


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """By status, mechanism, cluster, institution, theme and year: each a chart with its table."""
    counts = statistics.by_status()
    by_theme = statistics.lines("theme", most=30)
    context = {
        "counts": counts,
        "groups": statistics.folded(counts),
        "total": sum(counts.values()),
        "asks": distinct_asks(statistics.counted()),
        "last_change_on": statistics.last_change_on(),
        "over_time": statistics.over_time(),
        "by_mechanism": statistics.lines("mechanism"),
        "by_cluster": statistics.lines("cluster"),
        "by_institution": statistics.lines("institution"),
        "by_theme": by_theme,
        "doubts_reservations": any(line.code == "reservations" for line in by_theme),
        "by_year": statistics.by_year(),
    }
    return render(request, "reporting/public/figures.html", context)


@require_safe
def statuses(request: HttpRequest) -> HttpResponse:
    """The scale, what each word asks for, how eight fold to four, and who decides."""
    context = {"statuses": list(Status), "groups": PUBLIC_GROUPS}
    return render(request, "reporting/public/statuses.html", context)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Downloads, feed and interface for programs, with the filters they share."""
    context = {"filters": [(name, one.title) for name, one in FILTERS.items()]}
    return render(request, "reporting/public/open_data.html", context)
