"""Tables: what kind, the file, the template, the rows to mend. Previews are those of all imports."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.forms.tables import ABOUT, TableForm
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import table_jobs, table_mending, table_workbooks

Kind = ImportRun.Kind
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"xlsx": XLSX, "docx": DOCX, "csv": "text/csv; charset=utf-8"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: Request, table: str = "") -> HttpResponse:
    """Choose what kind of table it is; then the file."""
    kind = table
    require(request.user, Can.IMPORT)
    crumbs = [(_("Imports"), "/register/imports/")]
    if not kind:
        kinds = [(one.value, one.label, about) for one, about in ABOUT.items()]
        found = {"kinds": kinds, "crumbs": [*crumbs, (_("Table"), "")]}
        return render(request, "recommendations/tables/kinds.html", found)
    if kind not in ABOUT:
        raise Http404
    form = TableForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            run = table_jobs.ask(
                upload=said["file"],
                kind=kind,
                country=said["country"],
                symbol=said.get("symbol", ""),
                by=request.user,
            )
        except Invalid as invalid:
            show(form, invalid)
        else:
            return redirect(run)
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "label": Kind(kind).label,
        "crumbs": [*crumbs, (_("Table"), "../"), (Kind(kind).label, "")],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/tables/new.html", context, status=status)


@login_required
@require_safe
def template(request: Request, ending: str) -> FileResponse:
    """The empty template with examples, in the reader's language."""
    require(request.user, Can.IMPORT)
    file = table_workbooks.template() if ending == "xlsx" else table_workbooks.template_as_text()
    return _download(file, f"template.{ending}", ending)


@login_required
@require_safe
def entered(request: Request) -> FileResponse:
    """What was entered here, in the template's columns: to mend and hand in again."""
    require(request.user, Can.IMPORT)
    return _download(table_workbooks.entered(), f"entered-{timezone.localdate()}.xlsx", "xlsx")


@login_required
@require_safe
def to_mend(request: Request, public_id: UUID) -> FileResponse:
    """The rows that cannot be taken, in the form in which they came, each with the reason."""
    require(request.user, Can.SEE_IMPORTS)
    run = get_object_or_404(ImportRun.objects.exclude(kind=Kind.UHRI), public_id=public_id)
    file, ending = table_mending.rejected(run)
    return _download(file, f"to-mend-{run.public_id}.{ending}", ending)


def _download(file: Any, name: str, ending: str) -> FileResponse:
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[ending])
    answer["Cache-Control"] = "no-store"
    return answer
