"""What is done to an update that counts, or was noted: corrected, withdrawn with a note, put back, undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focal_points.forms.answers import VersionForm
from focal_points.forms.published import RecallForm
from focal_points.permissions import Can
from focal_points.services import published, quiet_periods, verification
from focal_points.views.update_page import found, reading_page
from nmrf.base.errors import HouseError, NotNow
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_POST
def correct(request: Request, public_id: UUID) -> HttpResponse:
    """A draft that says the same, to be put right."""
    update = found(request, public_id)
    try:
        draft = published.correct(update=update, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
        return redirect(update)
    return redirect(draft)


@login_required
@require_POST
def recall(request: Request, public_id: UUID) -> HttpResponse:
    """Off the record, with a note."""
    update, form = found(request, public_id), RecallForm(request.POST)
    require(request.user, Can.RECALL_UPDATE, update)
    if not form.is_valid():
        return reading_page(request, update, recall_form=form, status=422)
    try:
        published.recall(update=update, by=request.user, **form.cleaned_data)
    except HouseError as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("Withdrawn. Figures follow, and the note stands in its place."))
        if form.cleaned_data["anew"]:
            messages.info(request, _("The same update waits for verification again."))
    return redirect(update)


@login_required
@require_POST
def reinstate(request: Request, public_id: UUID) -> HttpResponse:
    """Back on the record."""
    return _undo(request, public_id, published.reinstate, _("It stands again, and counts."))


@login_required
@require_POST
def undo_return(request: Request, public_id: UUID) -> HttpResponse:
    """What was sent back is waiting for verification again."""
    return _undo(request, public_id, verification.undo_return, _("It waits for verification again."))


def _undo(request: Request, public_id: UUID, service: Any, said: str) -> HttpResponse:
    update, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        service(update=update, version=version, by=request.user)
    except HouseError as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, said)
    return redirect(update)


@login_required
@require_POST
def unnote(request: Request, public_id: UUID) -> HttpResponse:
    """“Nothing new” was a mistake: the reminder runs again."""
    update = found(request, public_id)
    try:
        quiet_periods.unnote(update=update, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Taken back. The reminder runs again."))
    return redirect(update.assignment)
