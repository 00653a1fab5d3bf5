"""One update: the form in which it is written, or the page on which it is read; save, send, take back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points.forms.answers import VersionForm, WithdrawForm
from focal_points.forms.updates import UpdateForm
from focal_points.models import StatusUpdate
from focal_points.permissions import Can
from focal_points.services import drafts, status_updates
from focal_points.views import evidence
from focal_points.views.update_page import (
    conflict_page,
    form_page,
    found,
    keep_typed,
    opened_form,
    reading_page,
)
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import may, require


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """The form for whoever writes it while it can be written; a page to read for all others who see it."""
    update = found(request, public_id)
    if update.is_writable and may(request.user, Can.WRITE_UPDATE, update):
        form, resumed = opened_form(request, update)
        return form_page(request, update, form, resumed=resumed)
    return reading_page(request, update)


def _saved(request: Request, update: StatusUpdate, form: UpdateForm) -> StatusUpdate:
    """A version of what was posted; what cannot be one yet stays in the draft buffer. Files come too."""
    if form.is_valid():
        update = status_updates.save(
            update=update, version=form.cleaned_data["version"], by=request.user, fields=form.said()
        )
        drafts.settle(update=update, by=request.user, **form.place)
        form.goes_on_from(update.version)
    else:
        require(request.user, Can.WRITE_UPDATE, update)
        keep_typed(request, update)
    evidence.take(request, update)
    return update


def _answer(request: Request, public_id: UUID, then: Any) -> HttpResponse:
    """Save what was posted, then do `then` with the saved update and its form; one place for all refusals."""
    update = found(request, public_id)
    require(request.user, Can.WRITE_UPDATE, update)
    form = UpdateForm(request.POST, update=update)
    try:
        return then(_saved(request, update, form), form)
    except StaleEdit as stale:
        return conflict_page(request, stale.current, form)
    except Invalid as invalid:
        form.refuse(invalid.fields)
        return form_page(request, found(request, public_id), form, status=422)
    except NotNow as refused:
        messages.info(request, str(refused.message))
        return redirect(update)


@login_required
@require_POST
def save(request: Request, public_id: UUID) -> HttpResponse:
    """Without JavaScript the button that keeps the text; with it, what happens on leaving the page."""

    def then(update: StatusUpdate, form: UpdateForm) -> HttpResponse:
        if request.POST.get("leaving"):
            return HttpResponse(status=204)
        if not form.is_valid():
            return form_page(request, update, form, status=422)
        messages.success(request, _("Saved."))
        return redirect("focal_points:my-work") if request.POST.get("close") else redirect(update)

    return _answer(request, public_id, then)


@login_required
@require_POST
def submit(request: Request, public_id: UUID) -> HttpResponse:
    """Save and send; what is missing stands beside its field."""

    def then(update: StatusUpdate, form: UpdateForm) -> HttpResponse:
        if not form.is_valid():
            return form_page(request, update, form, status=422)
        sent = status_updates.submit(update=update, version=update.version, by=request.user)
        if sent.state == StatusUpdate.State.VALIDATION:
            messages.success(request, _("Sent to your institution's validator for signature."))
        else:
            messages.success(request, _("Sent to the secretariat for verification."))
        return redirect(sent)

    return _answer(request, public_id, then)


@login_required
@require_POST
def take_back(request: Request, public_id: UUID) -> HttpResponse:
    """Have it again as a draft."""
    update, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        status_updates.take_back(update=update, version=version, by=request.user)
    except (NotNow, StaleEdit) as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Taken back. It is a draft again, and yours alone."))
    return redirect(update)


@login_required
@require_POST
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Put it away, with a reason."""
    update, form = found(request, public_id), WithdrawForm(request.POST)
    require(request.user, Can.WRITE_UPDATE, update)
    if not form.is_valid():
        messages.error(request, _("Say why it is withdrawn. Nothing was changed."))
        return redirect(update)
    try:
        status_updates.withdraw(update=update, because=form.cleaned_data["because"], by=request.user)
    except (NotNow, StaleEdit) as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Withdrawn. You can start another one."))
    return redirect(update.assignment)
