"""The columns of another system's table, named on screen; then the values that nobody knows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.forms.table_columns import DAY_FIRST, ColumnsForm, ValuesForm
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import table_mappings, table_vocabulary, uhri_runs
from recommendations.tables.errors import UnreadableTable

State = ImportRun.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def columns(request: Request, public_id: UUID) -> HttpResponse:
    """Say which column is what; where values are unknown, say what they mean; then it is read."""
    require(request.user, Can.IMPORT)
    runs = ImportRun.objects.select_related("file", "by").filter(kind=ImportRun.Kind.TABLE)
    run = get_object_or_404(runs, public_id=public_id)
    if run.state != State.MAPPING:
        return redirect(run)
    try:
        if request.GET.get("step") == "values" and run.options.get("columns"):
            return _values(request, run)
        return _columns(request, run)
    except UnreadableTable as unreadable:
        uhri_runs.refuse(run=run, problem=str(unreadable))
        return redirect(run)


def _columns(request: Request, run: ImportRun) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    look = table_mappings.look(run, sheet=_number(asked, "sheet"), heading=_number(asked, "heading"))
    form = ColumnsForm(request.POST or None, look=look, words=table_vocabulary.vocabulary())
    if request.method == "POST" and form.is_valid():
        try:
            unknown = table_mappings.set_columns(
                run=run,
                by=request.user,
                look=look,
                columns=form.columns(),
                constants=form.constants(),
                day_first=DAY_FIRST[form.cleaned_data["day_first"]],
                name=form.cleaned_data["name"],
            )
        except Invalid as invalid:
            show(form, invalid)
        except HouseError as refused:
            messages.info(request, str(refused.message))
            return redirect(run)
        else:
            answer = redirect("recommendations:import-columns", run.public_id)
            if unknown:
                answer["Location"] += "?step=values"
                return answer
            return redirect(run)
    context = {"run": run, "look": look, "form": form, "crumbs": _crumbs(run)}
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/tables/columns.html", context, status=status)


def _values(request: Request, run: ImportRun) -> HttpResponse:
    unknown = table_mappings.unknown_values(run)
    form = ValuesForm(request.POST or None, unknown=unknown, words=table_vocabulary.vocabulary())
    if (request.method == "POST" and form.is_valid()) or not unknown:
        try:
            table_mappings.set_values(run=run, by=request.user, values=form.values() if unknown else {})
        except HouseError as refused:
            messages.info(request, str(refused.message))
        return redirect(run)
    context = {"run": run, "form": form, "crumbs": _crumbs(run)}
    return render(request, "recommendations/tables/values.html", context)


def _number(given: Any, name: str) -> int | None:
    value = given.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 8 else None


def _crumbs(run: ImportRun) -> list[tuple[str, str]]:
    return [(_("Imports"), "/register/imports/"), (run.source, "")]
