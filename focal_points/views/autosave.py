"""What the form's script sends every few seconds: kept in the tab's draft buffer, answered in one line."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focal_points.forms.updates import UpdateForm, typed
from focal_points.models import StatusUpdate
from focal_points.permissions import Can
from focal_points.services import drafts, status_updates
from focal_points.views.update_page import found
from nmrf.base.errors import HouseError, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_POST
def autosave(request: Request, public_id: UUID) -> HttpResponse:
    """`said` is for the person, `version` for the form; a version is made when the last one is old."""
    update = found(request, public_id)
    require(request.user, Can.WRITE_UPDATE, update)
    form = UpdateForm(request.POST, update=update)
    is_whole = form.is_valid()
    version = form.cleaned_data.get("version")
    if form.place["tab"] is None or version is None:
        return JsonResponse({"said": _("Not saved: reload the page.")}, status=400)
    try:
        kept = drafts.keep(
            update=update, version=version, typed=typed(request.POST), by=request.user, **form.place
        )
    except HouseError as refused:
        return JsonResponse({"said": str(refused.message)}, status=409)
    if version != update.version:
        return JsonResponse({"said": _said(kept.saved_at) + " " + _newer(update), "version": version})
    if is_whole and drafts.is_due(update):
        version = _make_version(request, update, form)
    return JsonResponse({"said": _said(kept.saved_at), "version": version})


def _make_version(request: Request, update: StatusUpdate, form: UpdateForm) -> int:
    """The new version's number; the old one where the text cannot be one now: the buffer keeps it."""
    try:
        saved = status_updates.save(
            update=update, version=update.version, by=request.user, fields=form.said()
        )
    except (HouseError, StaleEdit):
        return update.version
    drafts.settle(update=saved, by=request.user, **form.place)
    return saved.version


def _said(moment: object) -> str:
    return _("Saved %(time)s") % {"time": formats.date_format(timezone.localtime(moment), "H:i:s")}  # type: ignore[arg-type]


def _newer(update: StatusUpdate) -> str:
    return _("Another version was saved meanwhile: save, and both texts are shown.")


@login_required
@require_POST
def drop(request: Request, public_id: UUID) -> HttpResponse:
    """Throw away what one typed in another tab, and did not want."""
    update = found(request, public_id)
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        return redirect(update)
    drafts.drop(update=update, tab=tab, by=request.user)
    messages.success(request, _("That text is gone."))
    return redirect(update)
