"""The first page: what was asked, and how far it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from focal_points.ask_figures import distinct_asks
from reporting.services import statistics


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A sentence with its numbers, the strip, what changed, what is due, and three ways in."""
    counts = statistics.by_status()
    due = statistics.followup_due()
    late = statistics.late()
    today = timezone.localdate()
    context = {
        "today": today,
        "counts": counts,
        "groups": statistics.folded(counts),
        "total": sum(counts.values()),
        "asks": distinct_asks(statistics.counted()),
        "quick": statistics.quick_counts(),
        "last_change_on": statistics.last_change_on(),
        "changes": statistics.changes()
        .select_related("recommendation__document__mechanism", "part")
        .prefetch_related("recommendation__texts")[:5],
        "late": [(one, (today - one.due_on).days) for one in late.for_list()[:3] if one.due_on],
        "late_count": late.count(),
        "due": due.select_related("document__mechanism").prefetch_related("texts")[:5],
        "due_count": due.count(),
        "over_time": statistics.over_time(),
        "by_mechanism": statistics.lines("mechanism", most=8),
        "by_cluster": statistics.lines("cluster", most=8),
        "by_institution": statistics.lines("institution", most=8),
        "by_persons": statistics.lines("persons", most=10),
    }
    return render(request, "reporting/public/home.html", context)
