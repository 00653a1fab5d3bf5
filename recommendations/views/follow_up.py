"""Doors of the follow-up clock and of positions: marks on several paragraphs of a document, reports sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import require
from recommendations.forms.follow_up import ReportForm
from recommendations.forms.marks import FollowUpMarkForm, PositionForm
from recommendations.models import Document, FollowUpReport
from recommendations.permissions import Can
from recommendations.services import follow_up, positions
from recommendations.views.document_page import work_page


@login_required
@require_POST
def mark(request: Request, public_id: UUID) -> HttpResponse:
    """Mark the ticked paragraphs for follow-up."""
    return _for_ticked(request, public_id, "followup", FollowUpMarkForm, follow_up.mark_many)


@login_required
@require_POST
def state_positions(request: Request, public_id: UUID) -> HttpResponse:
    """State the position on the ticked recommendations."""
    return _for_ticked(request, public_id, "position", PositionForm, positions.state_many)


def _for_ticked(
    request: Request, public_id: UUID, name: str, form_class: Any, service: Callable[..., Operation]
) -> HttpResponse:
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    form = form_class(request.POST, prefix=name)
    picks = [pick for pick in request.POST.getlist("pick")[:1000] if pick.isdecimal() and len(pick) < 18]
    chosen = document.recommendations.filter(pk__in=picks)
    if not form.is_valid():
        return work_page(request, document, {name: form}, status=422)
    if not chosen.exists():
        return work_page(
            request, document, {name: form}, status=422, problem=_("Tick at least one paragraph.")
        )
    try:
        operation = service(recommendations=chosen, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return work_page(request, document, {name: form}, status=422)
    said = ngettext("%(count)s paragraph marked.", "%(count)s paragraphs marked.", operation.size)
    messages.success(request, said % {"count": operation.size})
    response = redirect("recommendations:document-work", public_id)
    response["Location"] += f"?done={operation.pk}"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, public_id: UUID) -> HttpResponse:
    """Note a follow-up report."""
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    asked = document.recommendations.filter(is_followup=True)
    form = ReportForm(request.POST or None, document=document, initial={"paragraphs": asked})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                follow_up.send_report(document=document, by=request.user, **form.cleaned_data)
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Noted."))
                return redirect("recommendations:document-work", public_id)
    context = {"document": document, "form": form}
    return render(request, "recommendations/documents/follow_up_report.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, public_id: UUID) -> HttpResponse:
    """Mend what was noted of a report."""
    require(request.user, Can.EDIT_REGISTER)
    report = get_object_or_404(FollowUpReport.objects.select_related("document"), public_id=public_id)
    initial = {
        "sent_on": report.sent_on,
        "symbol": report.symbol,
        "address": report.address,
        "paragraphs": report.paragraphs.values_list("recommendation", flat=True),
    }
    form = ReportForm(request.POST or None, document=report.document, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                follow_up.change_report(report=report, by=request.user, **form.cleaned_data)
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("recommendations:document-work", report.document.public_id)
    context = {"document": report.document, "form": form, "report": report}
    return render(request, "recommendations/documents/follow_up_report.html", context, status=status)


@login_required
@require_POST
def remove(request: Request, public_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    require(request.user, Can.EDIT_REGISTER)
    report = get_object_or_404(FollowUpReport.objects.select_related("document"), public_id=public_id)
    try:
        follow_up.remove_report(report=report, by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Taken away."))
    return redirect("recommendations:document-work", report.document.public_id)
