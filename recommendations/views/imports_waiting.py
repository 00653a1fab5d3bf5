"""What waits of a scheduled import, fetching now, and what an undo would leave: before it is done."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.forms.imports import SettleForm
from recommendations.models import ImportRun
from recommendations.permissions import Can
from recommendations.services import uhri_following, uhri_jobs, uhri_settling, uhri_undo

SHOWN = 300  # of what stays, at most so many lines


def _found(request: Request, public_id: UUID, can: Any) -> ImportRun:
    require(request.user, can)
    runs = ImportRun.objects.select_related("by", "job", "operation")
    return get_object_or_404(runs, public_id=public_id)


@login_required
@require_POST
def settle(request: Request, public_id: UUID) -> HttpResponse:
    """Write or leave what waits: the records that were ticked, or all that are shown."""
    run = _found(request, public_id, Can.IMPORT)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick what you mean, or take all of it."))
        return redirect(f"{run.get_absolute_url()}?show=waiting")
    try:
        _settle(request, run, form.cleaned_data)
    except HouseError as refused:
        messages.info(request, str(refused.message))
    left = uhri_settling.waiting(run).exists()
    return redirect(f"{run.get_absolute_url()}{'?show=waiting' if left else ''}")


def _settle(request: Request, run: ImportRun, said: dict[str, Any]) -> None:
    chosen = {"places": said["places"], "hold": said["hold"]}
    if said["act"] == "leave":
        number = uhri_settling.leave(run=run, by=request.user, **chosen)
        text = ngettext(
            "%(count)s record left as it is here.", "%(count)s records left as they are here.", number
        )
        messages.success(request, text % {"count": number})
        return
    operation = uhri_settling.write(run=run, by=request.user, **chosen)
    number = operation.settled_records.count()
    text = ngettext("%(count)s record written.", "%(count)s records written.", number)
    messages.success(request, text % {"count": number})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def undo(request: Request, public_id: UUID) -> HttpResponse:
    """What would go back and what would stay, and why; then, on confirmation, undoing it."""
    run = _found(request, public_id, Can.UNDO_IMPORT)
    if request.method == "POST":
        return _undo(request, run)
    if run.state != ImportRun.State.APPLIED or run.operation is None:
        messages.info(request, _("There is nothing of this import to undo."))
        return redirect(run)
    forecast = uhri_undo.forecast(run, named=SHOWN)
    context = {
        "run": run,
        "forecast": forecast,
        "kept": forecast.kept[:SHOWN],
        "more": max(0, len(forecast.kept) - SHOWN),
        "crumbs": [(_("Imports"), "../../"), (run.source, "../"), (_("Undo"), "")],
    }
    return render(request, "recommendations/imports/undo.html", context)


def _undo(request: Request, run: ImportRun) -> HttpResponse:
    try:
        undone = uhri_jobs.ask_undo(run=run, by=request.user)
    except HouseError as refused:
        messages.info(request, str(refused.message))
        return redirect(run)
    if undone.state == ImportRun.State.UNDOING:
        messages.info(request, _("It is being undone in the background."))
    elif undone.operation and undone.operation.kept:
        messages.warning(request, _("Undone. What is listed below stays, because something rests on it."))
    else:
        messages.success(request, _("Undone."))
    return redirect(run)


@login_required
@require_POST
def fetch_now(request: Request) -> HttpResponse:
    """Do now what the schedule does at its time."""
    require(request.user, Can.IMPORT)
    try:
        runs = uhri_following.begin(occasion=f"asked-{uuid4()}", by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect("recommendations:import-list")
    return redirect(runs[0])
