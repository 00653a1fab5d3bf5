"""Work in Excel: take the workbook of an institution, hand it in filled, choose where both sides wrote."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.sheets import FileForm, TakeForm
from focal_points.models import Institution, SheetRun, Term
from focal_points.models.institution import below
from focal_points.permissions import Can
from focal_points.services import workbook_export, workbooks
from focal_points.taken_away import XLSX
from focal_points.views import sheets
from nmrf.base.errors import HouseError, NotNow
from nmrf.base.http import Request
from nmrf.base.permissions import require

Kind = SheetRun.Kind


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """Take a workbook, hand one in; those handed in before, newest first."""
    require(request.user, Can.BRING_WORKBOOK)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(workbooks.ask(upload=form.cleaned_data["file"], by=request.user))
        except HouseError as refused:
            form.add_error("file", str(refused.message))
    return _page(request, form, status=422 if request.method == "POST" else 200)


def _page(request: Request, form: FileForm, status: int = 200) -> HttpResponse:
    mine = institutions(request)
    chosen = request.GET.get("institution") or _own_code(request)
    runs = SheetRun.objects.visible_to(request.user).filter(kind=Kind.WORKBOOK)
    context: dict[str, Any] = {
        "form": form,
        "take": TakeForm(
            institutions=mine, initial={"institution": chosen, "language": get_language() or "en"}
        ),
        "institutions": mine,
        "page": Paginator(runs.select_related("institution", "by", "operation"), 20).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "focal_points/sheets/workbooks.html", context, status=status)


def _own_code(request: Request) -> str:
    """The institution that is chosen first: the person's own, not one below it."""
    running = Term.objects.on(timezone.localdate()).filter(person=request.user, role__in=Term.WRITES)
    return running.order_by("starts_on").values_list("institution__code", flat=True).first() or ""


def institutions(request: Request) -> QuerySet[Institution]:
    """Those that this person writes for, with those below them; for the secretariat all."""
    found = Institution.objects.current().for_list().order_by("kind", "code")
    if request.user.is_secretariat:
        return found
    own = set(
        Term.objects.on(timezone.localdate())
        .filter(person=request.user, role__in=Term.WRITES)
        .values_list("institution_id", flat=True)
    )
    return found.filter(pk__in=own | below(own))


@login_required
@require_safe
def download(request: Request) -> HttpResponseBase:
    """The workbook of one institution in one language."""
    require(request.user, Can.BRING_WORKBOOK)
    code = request.GET.get("institution", "").replace("\x00", "")
    if not code:
        return redirect("focal_points:workbook-list")
    institution = get_object_or_404(institutions(request), code=code)
    language = request.GET.get("language", "") or get_language() or "en"
    try:
        file = workbook_export.workbook(institution=institution, language=language, by=request.user)
    except HouseError as refused:
        messages.info(request, str(refused.message))
        return redirect("focal_points:workbook-list")
    name = f"{institution.code}-{timezone.localdate().isoformat()}.xlsx"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def choose(request: Request, public_id: UUID) -> HttpResponse:
    """Which side stays, cell by cell; what is not said yet stays to be said."""
    run = sheets.found(request, Kind.WORKBOOK, public_id)
    choices: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        row, _dash, field = name.removeprefix("cell-").partition("-")
        if name.startswith("cell-") and row.isdecimal() and len(row) < 18:
            choices.setdefault(int(row), {})[field] = str(value)
    try:
        workbooks.choose(run=run, by=request.user, choices=choices)
        messages.success(request, _("Kept. Nothing is written before you confirm."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    answer = redirect(run)
    answer["Location"] += "?show=conflict"
    return answer
