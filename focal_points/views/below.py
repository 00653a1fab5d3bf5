"""What is late below: a ministry's provinces and agencies, each with its people and its work."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import oversight
from focal_points.permissions import Can
from nmrf.base.http import Request
from nmrf.base.permissions import require

PER_PAGE = 50


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """The bodies under one's own, as a tree, and what they are late with."""
    require(request.user, Can.SEE_WORKSPACE)
    keys = oversight.bodies_below(request.user)
    context = {
        "lines": oversight.lines(keys) if keys else [],
        "page": Paginator(oversight.late(keys), PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "focal_points/work/below.html", context)
