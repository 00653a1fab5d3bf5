"""At a glance, for the house and for an institution; what is stuck, and what is missing, as lists."""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import glance, quality, rows
from focal_points.models import Assignment, Institution, Status, StatusUpdate
from focal_points.models.institution import below, reach
from focal_points.permissions import Can
from focal_points.taken_away import Taken
from nmrf.base.http import Request
from nmrf.base.permissions import require

PER_PAGE = 50


def _own(request: Request) -> tuple[Collection[int] | None, Institution | None]:
    """Whose work is looked at: None is everybody's. `?institution=` narrows it; another's does not exist."""
    require(request.user, Can.SEE_GLANCE)
    code = request.GET.get("institution", "").replace("\x00", "")
    if code:
        seen = Institution.objects.all() if request.user.is_house else Institution.objects.of(request.user)
        chosen = get_object_or_404(seen, code=code)
        return {chosen.pk} | below({chosen.pk}), chosen
    return (None if request.user.is_house else reach(request.user)), None


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """Coverage, freshness, workload, what is stuck, needs and obstacles, and what would raise the quality."""
    own, chosen = _own(request)
    loads = Paginator(glance.loads(own), PER_PAGE).get_page(request.GET.get("page"))
    stuck = glance.stuck(request.user, own)
    found = quality.count(own)
    institutions = [] if request.user.is_house else Institution.objects.of(request.user).current().for_list()
    context = {
        "covered": glance.covered(own),
        "loads": loads,
        "stuck": _stuck(stuck[: glance.MOST]),
        "stuck_total": stuck.count(),
        "unsigned": glance.unsigned() if own is None else 0,
        "named": glance.said(request.user, own),
        "quality": [one for one in found if one.missing],
        "checks": sum(one.whole for one in found),
        "complete": sum(one.complete for one in found),
        "is_house": request.user.is_house,
        "mine": f"institution={quote(chosen.code)}" if chosen else "mine=1",
        "institutions": institutions,
        "chosen": chosen,
        "today": timezone.localdate(),
    }
    return render(request, "focal_points/glance/index.html", context)


@login_required
@require_safe
@never_cache
def stuck(request: Request) -> HttpResponse:
    """All that did not move for long."""
    own, _chosen = _own(request)
    page = Paginator(glance.stuck(request.user, own), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "stuck": _stuck(page.object_list), "is_house": request.user.is_house}
    return render(request, "focal_points/glance/stuck.html", context)


def taken_stuck(request: Request) -> Taken:
    """The same columns."""
    own, _chosen = _own(request)
    head = [_("What"), _("Institution"), pgettext("of work", "State"), _("Since"), _("Days")]
    lines = _stuck(glance.stuck(request.user, own))
    cells = ([name, u.assignment.institution, u.get_state_display(), day, n] for u, name, day, n in lines)
    return Taken("stuck-updates", head, cells, _("Stuck updates"))


def taken_loads(request: Request) -> Taken:
    """Institutions with their work, those with most late first."""
    own, _chosen = _own(request)
    head = [
        _("Institution"),
        _("Leads"),
        _("Late"),
        _("Not answered"),
        _("With the secretariat"),
        _("Sent back"),
    ]
    cells = (
        [one.institution, one.leads, one.late, one.unanswered, one.waiting, one.returned]
        for one in glance.loads(own)
    )
    return Taken("workload", head, cells, _("Workload"))


@login_required
@require_safe
@never_cache
def lacking(request: Request, check: str) -> HttpResponse:
    """The recommendations that lack one thing, each with the page where it is mended."""
    own, _chosen = _own(request)
    found = _check(check, own)
    page = Paginator(quality.lacking(found, own), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "check": found,
        "to_do": found.to_do(request.user.is_house),
        "page": page,
        "lines": _lines(page.object_list, own),
        "is_house": request.user.is_house,
    }
    return render(request, "focal_points/glance/lacking.html", context)


def taken_lacking(request: Request, check: str) -> Taken:
    """The same columns."""
    own, _chosen = _own(request)
    found = _check(check, own)
    head = [
        _("Recommendation"),
        _("Document"),
        _("Paragraph"),
        _("Lead"),
        _("Verified now"),
        _("Verified on"),
    ]
    cells = (
        [
            *(row.recommendation.name, row.recommendation.document, row.recommendation.paragraph),
            *(lead or "", Status(row.status).label, row.verified_on),
        ]
        for row, lead, _assignment in _lines(quality.lacking(found, own), own)
    )
    return Taken(f"missing-{found.name}", head, cells)


def _check(name: str, own: Collection[int] | None) -> quality.Check:
    found = next((check for check in quality.checks_for(own) if check.name == name), None)
    if found is None:
        raise Http404
    return found


def _lines(found: Any, own: Collection[int] | None) -> list[tuple[Any, Institution | None, Any]]:
    """Each with who leads, and with the institution's own assignment on it."""
    held = list(found)
    leads = Institution.objects.for_list().in_bulk({row.lead for row in held if row.lead})
    mine: dict[int | None, Assignment] = {}
    if own is not None:
        keys = [row.pk for row in held]
        current = Assignment.objects.current().filter(institution__in=own, recommendation__in=keys)
        mine = {one.recommendation_id: one for one in current.order_by("-role")}
    return [(row, leads.get(row.lead or 0), mine.get(row.pk)) for row in held]


def _stuck(found: Any) -> list[tuple[StatusUpdate, str, Any, int]]:
    """Each with what it is about, since when, and how many days."""
    return [
        (one, rows.subject_of(one.assignment), timezone.localdate(one.since), glance.days_since(one.since))
        for one in found
    ]
