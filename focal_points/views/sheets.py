"""A table that was handed in, of whatever kind: its preview, its progress, written, thrown away, undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points.forms.sheets import InviteForm, MannerForm, SendForm
from focal_points.models import SheetRow, SheetRun
from focal_points.permissions import Can
from focal_points.services import matrices, people_tables, sheet_runs, workbooks
from focal_points.sheet_lines import lines_of, reasons_of
from focal_points.taken_away import Taken, as_file
from focal_points.views.selection import say_undone
from nmrf.base.errors import HouseError, NotNow
from nmrf.base.http import Request
from nmrf.base.permissions import may, require

Kind, State, Verdict = SheetRun.Kind, SheetRun.State, SheetRow.Verdict
UNDER_WAY = (State.READING, State.APPLYING)
PER_PAGE = 40
LEFT = (Verdict.REJECTED, Verdict.UNMATCHED, Verdict.CHOOSE)
TABS = {
    Kind.WORKBOOK: (Verdict.CONFLICT, Verdict.CHANGED, Verdict.REJECTED, Verdict.UNCHANGED),
    Kind.MATRIX: (
        Verdict.CHOOSE,
        Verdict.CHANGED,
        Verdict.UNMATCHED,
        Verdict.REJECTED,
        Verdict.UNCHANGED,
    ),
    Kind.PEOPLE: (Verdict.CHANGED, Verdict.REJECTED, Verdict.UNCHANGED),
}
PLACES = {
    Kind.WORKBOOK: (gettext_lazy("Work in Excel"), "focal_points:workbook-list"),
    Kind.MATRIX: (gettext_lazy("The State's own table"), "focal_points:matrix-list"),
    Kind.PEOPLE: (gettext_lazy("Institutions and people from a table"), "focal_points:people-list"),
}


@login_required
@require_safe
@never_cache
def detail(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """One table, in whatever state it is; while a worker is busy, htmx asks for its progress alone."""
    run = found(request, kind, public_id)
    if run.state == State.MAPPING and may(request.user, Can.KEEP_SHEET, run):
        return redirect("focal_points:matrix-columns", run.public_id)
    if request.htmx and request.GET.get("progress"):
        if run.state in UNDER_WAY:
            return render(request, "focal_points/sheets/_progress.html", {"run": run})
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return page(request, run)


def found(request: Request, kind: str, public_id: UUID) -> SheetRun:
    """The run, if this person may see it; a 404 otherwise."""
    runs = SheetRun.objects.visible_to(request.user).filter(kind=kind)
    runs = runs.select_related("institution", "by", "confirmed_by", "job", "operation", "file")
    return get_object_or_404(runs, public_id=public_id)


def page(request: Request, run: SheetRun, form: Any = None, status: int = 200) -> HttpResponse:
    """The preview or what came of it."""
    counts = [(verdict, run.counts.get(verdict, 0)) for verdict in TABS[Kind(run.kind)]]
    wanted = request.GET.get("show", "")
    chosen = wanted if wanted in dict(counts) else next((name for name, n in counts if n), counts[0][0])
    rows = Paginator(run.rows.filter(verdict=chosen), PER_PAGE).get_page(request.GET.get("page"))
    label, place = PLACES[Kind(run.kind)]
    keeps = may(request.user, Can.KEEP_SHEET, run)
    context = {
        "run": run,
        "tabs": [(verdict, Verdict(verdict).label, n) for verdict, n in counts],
        "chosen": chosen,
        "page": rows,
        "lines": lines_of(run, rows),
        "may_keep": keeps and run.state == State.PREVIEW,
        "may_undo": run.operation
        and run.operation.size
        and not run.operation.undone_at
        and may(request.user, Can.UNDO_SHEET, run.operation),
        "form": form or form_of(request, run),
        "to_write": run.counts.get(Verdict.CHANGED, 0) + run.counts.get(Verdict.CONFLICT, 0),
        "undecided": run.counts.get(Verdict.CONFLICT, 0) + run.counts.get(Verdict.CHOOSE, 0),
        "left": sum(run.counts.get(verdict, 0) for verdict in LEFT),
        "crumbs": [(label, reverse(place)), (run.source, "")],
        "under_way": run.state in UNDER_WAY,
    }
    return render(request, "focal_points/sheets/detail.html", context, status=status)


def form_of(request: Request, run: SheetRun) -> Any:
    """What is asked with the confirmation."""
    data = request.POST if request.method == "POST" else None
    if run.kind == Kind.WORKBOOK:
        return SendForm(data)
    if run.kind == Kind.MATRIX:
        return MannerForm(data, is_own=run.by_id == request.user.pk)
    return InviteForm(data)


@login_required
@require_POST
def apply(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Have it written. A second click finds it written."""
    run = found(request, kind, public_id)
    require(request.user, Can.KEEP_SHEET, run)
    form = form_of(request, run)
    if not form.is_valid():
        return page(request, run, form, status=422)
    said = form.cleaned_data
    try:
        if kind == Kind.WORKBOOK:
            run = workbooks.confirm(run=run, by=request.user, sends=bool(said["sends"]))
        elif kind == Kind.MATRIX:
            run = matrices.confirm(run=run, by=request.user, manner=said["manner"])
        else:
            run = people_tables.confirm(run=run, by=request.user, invites=said["invites"])
    except NotNow as refused:
        messages.info(request, str(refused.message))
    except HouseError as refused:
        form.add_error(None, str(refused.message))
        return page(request, run, form, status=422)
    else:
        if run.state == State.APPLIED:
            messages.success(request, _("Written."))
    return redirect(run)


@login_required
@require_POST
def discard(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Throw it away unwritten."""
    run = found(request, kind, public_id)
    try:
        sheet_runs.discard(run=run, by=request.user)
        messages.success(request, _("Thrown away. Nothing was written."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect(PLACES[Kind(kind)][1])


@login_required
@require_POST
def undo(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Take back what it wrote, as a whole."""
    run = found(request, kind, public_id)
    require(request.user, Can.KEEP_SHEET, run)
    undoers: dict[str, Any] = {
        Kind.WORKBOOK: workbooks.undo,
        Kind.MATRIX: matrices.undo,
        Kind.PEOPLE: people_tables.undo,
    }
    if run.operation is None:
        messages.info(request, _("It was not written: there is nothing to undo."))
        return redirect(run)
    try:
        say_undone(request, undoers[kind](operation=run.operation, by=request.user))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect(run)


@login_required
@require_safe
def left(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """The rows that were not taken, each with where it stands and why, as a table."""
    run = found(request, kind, public_id)
    head = (_("Row"), _("What"), _("Why"), _("What stands there"))
    return as_file(Taken("left-out", head, reasons_of(run.rows.filter(verdict__in=LEFT))), "csv")
