"""My work: what the institution answers for, most urgent first."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points.filters import is_old
from focal_points.models import AskedInstitution, Assignment, Handover, Institution
from focal_points.models.urgency import Urgency
from focal_points.permissions import Can
from focal_points.services import quiet_periods, training, work_list
from nmrf.base.http import Request
from nmrf.base.permissions import require

PER_PAGE = 60


@login_required
@require_safe
@never_cache
def my_work(request: Request) -> HttpResponse:
    """`?institution=code` narrows it to one of the person's bodies, `?group=2` to one group."""
    require(request.user, Can.SEE_WORKSPACE)
    today = timezone.localdate()
    institutions = list(Institution.objects.of(request.user).current().for_list())
    chosen = None
    if code := request.GET.get("institution", "").replace("\x00", ""):
        chosen = get_object_or_404(Institution.objects.of(request.user), code=code)
    rows = work_list.assignments(request.user, today, chosen)
    counts = work_list.count_by_urgency(rows)
    group = _group(request.GET.get("group", ""))
    page = Paginator(rows.filter(urgency=group) if group else rows, PER_PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = list(page.object_list)
    _say_more(request.user, page.object_list, today)
    to_sign = work_list.to_sign(request.user, today)
    context = {
        "page": page,
        "groups": [
            (Urgency(value), list(members))
            for value, members in groupby(page, key=lambda assignment: assignment.urgency)
        ],
        "counts": [(each, counts[each]) for each in Urgency],
        "waiting": sum(n for each, n in counts.items() if each.waits) + len(to_sign),
        "whole": sum(counts.values()),
        "by_status": work_list.count_by_status(rows),
        "news": request.user.notices.filter(read_at=None)[:5],
        "to_sign": to_sign,
        "asked": AskedInstitution.objects.visible_to(request.user).open().unanswered().for_list()[:10],
        "tour": training.for_home(request.user),
        "takeovers": list(Handover.objects.waiting_for(request.user).for_list()),
        "institutions": institutions,
        "chosen": chosen,
        "group": group,
        "today": today,
    }
    return render(request, "focal_points/work/index.html", context)


def _say_more(person: Any, rows: Sequence[Any], today: date) -> None:
    """Beside each row of the page: how often nothing was new, and whether the person can log an update."""
    quiet = quiet_periods.in_a_row([row.pk for row in rows])
    writes = work_list.written_for(person, today)
    for row in rows:
        row.quiet = quiet.get(row.pk, 0)
        row.is_old = is_old(row.status_now, row.verified_on)
        is_open = row.open_update or row.state == Assignment.State.CONTESTED
        row.may_log = not is_open and row.institution_id in writes


def _group(value: str) -> Urgency | None:
    return (
        Urgency(int(value)) if value.isdecimal() and len(value) < 4 and int(value) in Urgency.values else None
    )
