"""What an institution's validator does: sign, send back, take a signature back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focal_points.forms.answers import CommentForm, VersionForm
from focal_points.permissions import Can
from focal_points.services import signatures, status_updates
from focal_points.views.update_page import found, reading_page
from nmrf.base.errors import NotNow, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_POST
def sign(request: Request, public_id: UUID) -> HttpResponse:
    """Signed, it goes to the secretariat."""
    update, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        status_updates.sign(update=update, version=version, by=request.user)
    except StaleEdit:
        messages.warning(request, _("It was changed since you opened it. Read it again before you sign."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Signed, and sent to the secretariat."))
    return redirect(update)


@login_required
@require_POST
def send_back(request: Request, public_id: UUID) -> HttpResponse:
    """To its author, with what has to change."""
    update, form = found(request, public_id), CommentForm(request.POST)
    require(request.user, Can.SIGN_UPDATE, update)
    if not form.is_valid():
        return reading_page(request, update, form, status=422)
    try:
        status_updates.send_back_by_validator(
            update=update,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
            by=request.user,
        )
    except StaleEdit:
        messages.warning(request, _("It was changed since you opened it. Read it again."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Sent back with your comment."))
    return redirect(update)


@login_required
@require_POST
def unsign(request: Request, public_id: UUID) -> HttpResponse:
    """One's own signature, taken back: it waits for one again."""
    update, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        signatures.take_back(update=update, version=version, by=request.user)
    except (NotNow, StaleEdit) as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Taken back. It waits for your signature again."))
    return redirect(update)
