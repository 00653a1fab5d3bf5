"""Every bulk act and import: who, when, how much, what was left; undone from here."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from focal_points import downloads, undoing
from focal_points.sliced import page_of
from focal_points.views.selection import say_undone
from nmrf.base.errors import NotNow
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import require
from nmrf.base.services import operation_rows
from recommendations.permissions import Can
from recommendations.services import touching

ROWS = 50


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Newest first."""
    require(request.user, Can.SEE_OPERATIONS)
    rows = Operation.objects.select_related("by", "undone_by", "import_run")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "focal_points/operations/list.html", {"page": page})


@login_required
@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One, with what it left and, once undone, what stayed."""
    require(request.user, Can.SEE_OPERATIONS)
    rows = Operation.objects.select_related("by", "undone_by", "import_run")
    operation = get_object_or_404(rows, pk=pk)
    touched = Paginator(touching.touched_in(operation), 25).get_page(request.GET.get("page"))
    done = touching.what_was_done(operation, [row.pk for row in touched])
    context = {
        "operation": operation,
        "may_undo": undoing.may_undo(request.user, operation),
        "page": touched,
        "touched": [(row, done[row.pk]) for row in touched],
    }
    return render(request, "focal_points/operations/detail.html", context)


@login_required
@require_safe
def rows(request: Request, pk: UUID) -> HttpResponse:
    """Every row it touched, of whatever kind."""
    require(request.user, Can.SEE_OPERATIONS)
    operation = get_object_or_404(Operation, pk=pk)
    page = page_of(partial(operation_rows.of, operation), request.GET.get("page"), ROWS)
    return render(request, "focal_points/operations/rows.html", {"operation": operation, "page": page})


@login_required
@require_safe
def rows_csv(request: Request, pk: UUID) -> HttpResponse:
    """The same columns."""
    require(request.user, Can.SEE_OPERATIONS)
    found, _total = operation_rows.of(get_object_or_404(Operation, pk=pk))
    head = [_("Kind"), _("What"), _("What happened")]
    return downloads.as_csv("operation-rows", head, ([one.kind, one.name, one.done] for one in found))


@login_required
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Undo it; a second click finds it undone."""
    require(request.user, Can.SEE_OPERATIONS)
    operation = get_object_or_404(Operation, pk=pk)
    try:
        say_undone(request, undoing.undo(operation=operation, by=request.user))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect("focal_points:operation-detail", pk)
