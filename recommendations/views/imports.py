"""Imports from UHRI: the list, a new one, its preview, its progress, its summary, and undoing it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery.schedules import crontab
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nmrf.base.errors import Invalid, NotNow
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.forms.imports import ConfirmForm, SourceForm
from recommendations.models import ImportConflict, ImportRun, Replacement, StagedRecord
from recommendations.permissions import Can
from recommendations.services import table_jobs, uhri_following, uhri_jobs, uhri_runs, uhri_settling
from recommendations.views import imports_preview

PER_PAGE = 25
State = ImportRun.State
UNDER_WAY = (State.STAGING, State.APPLYING, State.UNDOING)


def _found(request: Request, public_id: UUID) -> ImportRun:
    require(request.user, Can.SEE_IMPORTS)
    runs = ImportRun.objects.select_related("by", "job", "operation__undone_by", "file")
    return get_object_or_404(runs, public_id=public_id)


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """All imports, newest first."""
    require(request.user, Can.SEE_IMPORTS)
    runs = ImportRun.objects.select_related("by", "operation").order_by("-at")
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(list(page)),
        "may_import": may(request.user, Can.IMPORT),
        "addresses": uhri_following.addresses(),
        "schedule": settings.UHRI_SCHEDULE,
        "next_tick": _next_tick(),
        "policy": ImportRun.Policy(settings.UHRI_AUTO_WRITE).label,
        "conflicts": ImportConflict.objects.open().count(),
        "replacements": Replacement.objects.waiting().count(),
        "crumbs": [(_("Imports"), "")],
    }
    return render(request, "recommendations/imports/index.html", context)


def _lines(runs: list[ImportRun]) -> list[tuple[ImportRun, str, int]]:
    """Each run with its State's name, and how many of its records wait."""
    waits = StagedRecord.objects.filter(run__in=runs, settled=StagedRecord.Settled.WAITS).order_by()
    waiting = dict(waits.values_list("run").annotate(Count("pk")))
    return [(run, uhri_runs.country_name(run.country), waiting.get(run.pk, 0)) for run in runs]


def _next_tick() -> datetime:
    """When UHRI is fetched next by itself."""
    now = timezone.now()
    left = crontab.from_string(settings.UHRI_SCHEDULE).remaining_estimate(now)
    return (now + left + timedelta(seconds=30)).replace(second=0, microsecond=0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: Request) -> HttpResponse:
    """Choose a file or an address."""
    require(request.user, Can.IMPORT)
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_ask(request, form))
        except Invalid as invalid:
            show(form, invalid)
    context = {"form": form, "crumbs": [(_("Imports"), "../"), (_("New import"), "")]}
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/imports/new.html", context, status=status)


def _ask(request: Request, form: SourceForm) -> ImportRun:
    said = form.cleaned_data
    common = {"country": said["country"], "complete": said["complete"], "by": request.user}
    if said["file"]:
        return uhri_jobs.ask_for_file(upload=said["file"], **common)
    return uhri_jobs.ask_for_address(address=said["address"], **common)


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One import, in whatever state it is; while a worker is busy, htmx asks for its progress alone."""
    run = _found(request, public_id)
    if run.state == State.MAPPING and may(request.user, Can.IMPORT, run):
        return redirect("recommendations:import-columns", run.public_id)
    if request.htmx and run.state in UNDER_WAY:
        return render(request, "recommendations/imports/_progress.html", {"run": run})
    if request.htmx and request.GET.get("progress"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return _page(request, run, ConfirmForm())


def _page(request: Request, run: ImportRun, form: ConfirmForm, status: int = 200) -> HttpResponse:
    tabs = _tabs(run)
    chosen = request.GET.get("show", "")
    if chosen not in tabs:
        chosen = next((name for name in tabs if tabs[name] and name != "unchanged"), "new")
    page = Paginator(_records(run, chosen, request.GET), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "form": form,
        "tabs": tabs,
        "chosen": chosen,
        "page": page,
        "records": list(imports_preview.shown(page)),
        "read": sum(run.counts.get(name, 0) for name in ("created", "changed", "unchanged", "rejected")),
        "to_write": sum(run.counts.get(name, 0) for name in ("created", "changed", "gone")),
        "country": uhri_runs.country_name(run.country),
        "too_many_gone": uhri_runs.too_many_gone(run),
        "may_import": may(request.user, Can.IMPORT, run),
        "may_undo": may(request.user, Can.UNDO_IMPORT, run),
        "kept": run.operation.kept if run.operation else [],
        "holds": _holds(run),
        "conflicts": ImportConflict.objects.open().filter(run=run).count(),
        "replacements": Replacement.objects.waiting().filter(run=run).count(),
        "changed_fields": imports_preview.changed_fields(run) if chosen == "changed" else [],
        "earlier": ImportRun.objects.exclude(pk=run.pk).filter(state=State.APPLIED)[:4],
        "crumbs": [(_("Imports"), "../"), (run.source, "")],
    }
    return render(request, "recommendations/imports/detail.html", context, status=status)


def _tabs(run: ImportRun) -> dict[str, int]:
    """The kinds of records, in the order of the preview, with how many there are."""
    counts = run.counts
    names = {"new": "created", "changed": "changed", "unchanged": "unchanged", "gone": "gone"}
    found = {tab: counts.get(name, 0) for tab, name in names.items()}
    found |= {"look": counts.get("please_look", 0), "rejected": counts.get("rejected", 0)}
    waiting = uhri_settling.waiting(run).count() if run.policy and run.state == State.APPLIED else 0
    return {"waiting": waiting} | found if waiting else found


def _holds(run: ImportRun) -> list[tuple[str, Any, int]]:
    """Why records wait, in words, with how many do."""
    found = uhri_settling.waiting(run).order_by().values_list("hold").annotate(Count("pk"))
    return [(hold, StagedRecord.Hold(hold).label, count) for hold, count in sorted(found)]


def _records(run: ImportRun, tab: str, query: Any) -> QuerySet[StagedRecord]:
    """The records of a tab, narrowed down: `field` that changed, `hold`, and words of symbol or text."""
    records = run.records.order_by("place")
    if tab == "waiting":
        records = uhri_settling.waiting(run)
        if query.get("hold") in StagedRecord.Hold.values:
            records = records.filter(hold=query["hold"])
    elif tab == "look":
        records = records.exclude(please_look=[])
    else:
        records = records.filter(verdict=tab)
    if tab == "changed" and query.get("field"):
        records = imports_preview.with_field(records, query["field"])
    if words := query.get("q", "").strip():
        records = imports_preview.with_words(records, words[:200])
    return records


@login_required
@require_POST
def apply(request: Request, public_id: UUID) -> HttpResponse:
    """Confirm: a worker writes it."""
    run = _found(request, public_id)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        if run.kind == ImportRun.Kind.UHRI:
            uhri_jobs.confirm(run=run, by=request.user, accepts_gone=form.cleaned_data["accepts_gone"])
        else:
            accepts = form.cleaned_data["accepts_rejected"]
            table_jobs.confirm(run=run, by=request.user, accepts_rejected=accepts)
    except Invalid as invalid:
        show(form, invalid)
        return _page(request, run, form, status=422)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect(run)


@login_required
@require_POST
def discard(request: Request, public_id: UUID) -> HttpResponse:
    """Throw a preview away, or stop the reading."""
    run = _found(request, public_id)
    try:
        uhri_runs.discard(run=run, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
        return redirect(run)
    messages.success(request, _("Discarded. Nothing was written."))
    return redirect("recommendations:import-list")


@login_required
@require_safe
def rejected(request: Request, public_id: UUID) -> StreamingHttpResponse:
    """The rejected records as JSON lines, each with its place and the reason: to mend, and to feed again."""
    run = _found(request, public_id)
    lines = (
        _line(staged)
        for staged in run.records.filter(verdict="rejected").order_by("place").iterator(chunk_size=500)
    )
    answer = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{run.public_id}.jsonl"'
    return answer


def _line(staged: StagedRecord) -> str:
    source = staged.payload.get("source")
    record = source if isinstance(source, dict) else {"_value": source}
    said = {"_place": staged.place, "_reason": imports_preview.reason(staged)}
    return json.dumps(said | record, ensure_ascii=False) + "\n"
