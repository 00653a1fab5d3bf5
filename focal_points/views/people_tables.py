"""Institutions, people and terms from one table: take the table, hand it in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from focal_points.forms.sheets import FileForm
from focal_points.models import SheetRun
from focal_points.permissions import Can
from focal_points.services import people_resources, people_tables
from focal_points.taken_away import XLSX
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """The template, what stands here, and where to hand it in."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(people_tables.ask(upload=form.cleaned_data["file"], by=request.user))
        except HouseError as refused:
            form.add_error("file", str(refused.message))
    runs = SheetRun.objects.visible_to(request.user).filter(kind=SheetRun.Kind.PEOPLE)
    page = Paginator(runs.select_related("by", "operation"), 20).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"form": form, "page": page}
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/sheets/people.html", context, status=status)


@login_required
@require_safe
def template(request: Request) -> FileResponse:
    """The empty table with examples, in the reader's language."""
    return _download(people_resources.template(by=request.user), "institutions-and-people.xlsx")


@login_required
@require_safe
def entered(request: Request) -> FileResponse:
    """The table with what stands here."""
    name = f"institutions-and-people-{timezone.localdate().isoformat()}.xlsx"
    return _download(people_resources.entered(by=request.user), name)


def _download(file: Any, name: str) -> FileResponse:
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer
