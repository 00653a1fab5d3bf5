"""The State's own table: handed in, its columns named, its words explained once, doubtful rows chosen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.forms.sheets import FileForm, MatrixColumnsForm, MatrixValuesForm
from focal_points.models import SheetRun
from focal_points.permissions import Can
from focal_points.services import matrices, sheet_runs
from focal_points.services.matrix_names import Names
from focal_points.views import sheets
from nmrf.base.errors import HouseError, Invalid, NotNow
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.tables.errors import UnreadableTable

Kind, State = SheetRun.Kind, SheetRun.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """Hand one in; those handed in before, newest first."""
    require(request.user, Can.IMPORT_MATRIX)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = matrices.ask(upload=form.cleaned_data["file"], by=request.user)
            return redirect("focal_points:matrix-columns", run.public_id)
        except HouseError as refused:
            form.add_error("file", str(refused.message))
    runs = SheetRun.objects.visible_to(request.user).filter(kind=Kind.MATRIX)
    page = Paginator(runs.select_related("by", "operation"), 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/sheets/matrices.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def columns(request: Request, public_id: UUID) -> HttpResponse:
    """Say which column is what; where words or names are unknown, say what they mean; then it is read."""
    run = sheets.found(request, Kind.MATRIX, public_id)
    require(request.user, Can.KEEP_SHEET, run)
    if run.state != State.MAPPING:
        return redirect(run)
    try:
        if request.GET.get("step") == "values" and run.options.get("columns"):
            return _values(request, run)
        return _columns(request, run)
    except (UnreadableTable, FileNotFoundError) as unreadable:
        sheet_runs.refuse(run, str(unreadable))
        return redirect(run)


def _columns(request: Request, run: SheetRun) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    look = matrices.look(run, sheet=_number(asked, "sheet"), heading=_number(asked, "heading"))
    form = MatrixColumnsForm(request.POST or None, look=look)
    if request.method == "POST" and form.is_valid():
        try:
            unknown = matrices.set_columns(run=run, by=request.user, mapping=form.said())
        except Invalid as invalid:
            show(form, invalid)
        except UnreadableTable:
            raise
        except HouseError as refused:
            form.add_error(None, str(refused.message))
        else:
            answer = redirect("focal_points:matrix-columns", run.public_id)
            if unknown:
                answer["Location"] += "?step=values"
            return answer
    context = {"run": run, "look": look, "form": form, "crumbs": _crumbs(run)}
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/sheets/matrix_columns.html", context, status=status)


def _values(request: Request, run: SheetRun) -> HttpResponse:
    unknown = matrices.unknown_of(run)
    form = MatrixValuesForm(request.POST or None, unknown=unknown, names=Names.load())
    if request.method == "POST" and form.is_valid():
        try:
            matrices.set_values(
                run=run, by=request.user, statuses=form.said("status"), institutions=form.said("lead")
            )
            return redirect(run)
        except UnreadableTable:
            raise
        except HouseError as refused:
            form.add_error(None, str(refused.message))
    context: dict[str, Any] = {"run": run, "form": form, "crumbs": _crumbs(run)}
    return render(request, "focal_points/sheets/matrix_values.html", context)


@login_required
@require_POST
def choose(request: Request, public_id: UUID) -> HttpResponse:
    """Which recommendation each doubtful row is about."""
    run = sheets.found(request, Kind.MATRIX, public_id)
    choices = {}
    for name, value in request.POST.items():
        row = name.removeprefix("row-")
        if name.startswith("row-") and row.isdecimal() and len(row) < 18:
            choices[int(row)] = str(value)
    try:
        matrices.choose(run=run, by=request.user, choices=choices)
        messages.success(request, _("Kept. Nothing is written before you confirm."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect(run)


def _number(given: Any, name: str) -> int | None:
    value = given.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 8 else None


def _crumbs(run: SheetRun) -> list[tuple[str, str]]:
    return [(_("The State's own table"), "/work/matrix/"), (run.source, "")]
