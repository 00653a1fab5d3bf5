"""Assignments as a list: all for the house, an institution's own for its people; with views and downloads."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points.assignment_list import ABOUT, ALWAYS, COLUMNS, DUE, SORTS, Listed, status_of, usual_for
from focal_points.columns import Table
from focal_points.models import Assignment, Institution, SavedSearch
from focal_points.models.urgency import FINISHED
from focal_points.permissions import Can
from focal_points.recommendation_columns import status_word
from focal_points.rows import subject_of
from focal_points.taken_away import Taken
from nmrf.base.http import Request
from nmrf.base.models import User
from nmrf.base.permissions import may, require

PER_PAGE = 50
CHUNK = 500


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """Narrowed and ordered as the address says."""
    _allow(request)
    listed = Listed.read(request.GET, request.user)
    bodies = _bodies(request.user)
    table = Table.read(COLUMNS, usual_for(bodies), request.GET)
    page = Paginator(listed.rows(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "listed": listed,
        "table": table,
        "page": page,
        "lines": [
            (one, subject_of(one), table.cells(one, None), _is_overdue(one)) for one in page.object_list
        ],
        "institutions": bodies,
        "choices": [
            ("role", Assignment.Role.choices),
            ("state", Assignment.State.choices),
            ("about", [(code, label) for code, (label, _q) in ABOUT.items()]),
            ("due", [(code, label) for code, (label, _q) in DUE.items()]),
        ],
        "sorts": [(code, label) for code, (label, _order) in SORTS.items()],
        "views": SavedSearch.objects.visible_to(request.user)
        .of_list(SavedSearch.Listed.ASSIGNMENTS)
        .select_related("person"),
        "query": listed.address(),
    }
    return render(request, "focal_points/assignments/list.html", context)


def taken(request: Request) -> Taken:
    """The same list, with the columns it shows."""
    _allow(request)
    rows = Listed.read(request.GET, request.user).rows(request.user).iterator(chunk_size=CHUNK)
    shown = Table.read(COLUMNS, usual_for(_bodies(request.user)), request.GET).shown
    table = Table([*ALWAYS, *shown], [column.code for column in (*ALWAYS, *shown)])
    return Taken("assignments", table.headings(), table.lines(rows, None, status_word))


def _bodies(user: User) -> list[Institution]:
    rows = Institution.objects if user.is_house else Institution.objects.of(user)
    return list(rows.current().for_list())


def _is_overdue(one: Assignment) -> bool:
    """Its day has passed, and what it is about is not verified as done."""
    return bool(one.due_on and one.due_on < timezone.localdate() and status_of(one) not in FINISHED)


def _allow(request: Request) -> None:
    if not may(request.user, Can.SEE_DESK):
        require(request.user, Can.SEE_WORKSPACE)
