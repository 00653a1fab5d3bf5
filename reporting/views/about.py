"""Figures, what the statuses mean, and what can be taken away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from focal_points.ask_figures import distinct_asks
from focal_points.filters import FILTERS
from focal_points.models import Status
from focal_points.models.status import PUBLIC_GROUPS
from recommendations.models import Recommendation
from reporting.services import statistics, statistics_as_of
from reporting.services.statistics_as_of import Compared, Day, Move
from reporting.views import instants
from reporting.views.instants import Asked

SHOWN = 50


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """By status, mechanism, cluster, institution, theme and year: each a chart with its table.

    With `as_of`, `known_at` or `compare` in the address: of that day, and what moved between two days.
    """
    on_a_day = instants.asked(request)
    if not on_a_day.problems and (of_a_day := statistics_as_of.asked(request.GET)):
        return _of_a_day(request, on_a_day, *of_a_day)
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
        "on_a_day": on_a_day,
    }
    return render(request, "reporting/public/figures.html", context, status=on_a_day.status)


def _of_a_day(request: HttpRequest, on_a_day: Asked, day: Day, compared: Compared | None) -> HttpResponse:
    """The figures of a day in the past, and beside them those of another."""
    context = {
        "asked": on_a_day,
        "day": day,
        "groups": statistics.folded(day.counts),
        "by_mechanism": day.lines("mechanism"),
        "by_cluster": day.lines("cluster"),
        "by_institution": day.lines("institution"),
        "compared": compared,
        "moves": moved_lines(compared) if compared else [],
    }
    return render(request, "reporting/public/figures_as_of.html", context)


def moved_lines(compared: Compared) -> list[tuple[Move, list[Recommendation]]]:
    """Each move with the first of its recommendations, fetched at once."""
    shown = {move: move.keys[:SHOWN] for move in compared.moves}
    rows = Recommendation.objects.for_list().in_bulk({key for keys in shown.values() for key in keys})
    return [(move, [rows[key] for key in keys if key in rows]) for move, keys in shown.items()]


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
