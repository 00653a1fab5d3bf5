"""Every bulk act and import: who, when, how much, what was left; undone from here."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from focal_points import undoing
from focal_points.sliced import page_of
from focal_points.taken_away import Taken
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
    page = Paginator(_all(), 50).get_page(request.GET.get("page"))
    return render(request, "focal_points/operations/list.html", {"page": page})


def taken(request: Request) -> Taken:
    """The same columns."""
    require(request.user, Can.SEE_OPERATIONS)
    head = [_("When"), _("What"), _("Who"), _("Rows"), _("Left"), pgettext("of work", "State")]
    return Taken("operations", head, map(_cells, _all()), _("Operations and undo"))


def _all() -> QuerySet[Operation]:
    return Operation.objects.select_related("by", "undone_by", "import_run")


def _cells(one: Operation) -> list[Any]:
    left = one.kept if one.undone_at else one.skipped
    who = one.by or _("the house itself")
    return [one.at, one.label, who, one.size, len(left), _("undone") if one.undone_at else _("stands")]


@login_required
@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One, with what it left and, once undone, what stayed."""
    require(request.user, Can.SEE_OPERATIONS)
    operation = get_object_or_404(_all(), pk=pk)
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


def taken_rows(request: Request, pk: UUID) -> Taken:
    """The same columns."""
    require(request.user, Can.SEE_OPERATIONS)
    operation = get_object_or_404(Operation, pk=pk)
    found, _total = operation_rows.of(operation)
    head = [_("Kind"), _("What"), _("What happened")]
    return Taken("operation-rows", head, ([one.kind, one.name, one.done] for one in found), operation.label)


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
