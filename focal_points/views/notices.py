"""What somebody was told, newest first, each with where it leads."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points.permissions import Can
from nmrf.base.http import Request
from nmrf.base.permissions import require
from nmrf.base.services import notices

PER_PAGE = 50


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """One's own notices; nobody reads another's."""
    require(request.user, Can.READ_NOTICES)
    page = Paginator(request.user.notices.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": request.user.notices.filter(read_at=None).count(),
        "now": timezone.now(),
    }
    return render(request, "focal_points/work/notices.html", context)


@login_required
@require_POST
def read(request: Request) -> HttpResponse:
    """Seen, up to the moment the page was made: what came since stays new."""
    require(request.user, Can.READ_NOTICES)
    until = parse_datetime(request.POST.get("until", "")) or timezone.now()
    notices.read(by=request.user, until=until)
    return redirect("focal_points:notice-list")
