"""Evidence of an update: handed in with the form, shown or hidden, taken off; then back to the form."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focal_points.forms.evidence import EvidenceForm
from focal_points.forms.updates import UpdateForm
from focal_points.models import Evidence, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import drafts, evidence, status_updates
from focal_points.views.update_page import conflict_page, found, keep_typed
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.models import Part


def take(request: Request, update: StatusUpdate) -> int:
    """Attach the files and the link that came with the form; a message for each that is refused. How many."""
    form = EvidenceForm(request.POST, request.FILES)
    form.is_valid()
    data = form.cleaned_data
    title, is_public, taken = data.get("title", ""), bool(data.get("is_public")), 0
    part = _part(update, request.POST.get("evidence-part", "").replace("\x00", ""))
    uploads = request.FILES.getlist("evidence-uploads")
    for upload in uploads:
        try:
            evidence.add_file(
                update=update,
                upload=upload,
                title=title if len(uploads) == 1 else "",
                is_public=is_public,
                part=part,
                by=request.user,
            )
            taken += 1
        except (Invalid, NotNow) as refused:
            messages.error(request, str(refused.message))
    if link := data.get("link", ""):
        try:
            evidence.add_link(
                update=update,
                link=link,
                title="" if uploads else title,
                is_public=is_public,
                part=part,
                by=request.user,
            )
            taken += 1
        except (Invalid, NotNow) as refused:
            messages.error(request, str(refused.message))
    return taken


def _part(update: StatusUpdate, label: str) -> Part | None:
    recommendation = update.assignment.recommendation
    if not label or recommendation is None:
        return None
    return recommendation.parts.filter(removed_at=None, label=label).first()


@login_required
@require_POST
def add(request: Request, public_id: UUID) -> HttpResponse:
    """Files and a link; the text that came along is saved too, so that none is lost."""
    update = found(request, public_id)
    require(request.user, Can.WRITE_UPDATE, update)
    if request.headers.get("Accept", "") == "application/json":
        return _taken_alone(request, update)
    if refused := _keep_text(request, update):
        return refused
    taken = take(request, update)
    if taken:
        messages.success(request, _("Added."))
    elif not messages.get_messages(request):
        messages.info(request, _("Choose a file, or give a link, then add it."))
    return _back(update)


def _taken_alone(request: Request, update: StatusUpdate) -> HttpResponse:
    """One piece that came without the text, by the script that shows progress; and the list as it is now."""
    taken = take(request, update)
    said = " ".join(str(message) for message in messages.get_messages(request))
    pieces = update.evidence.filter(removed_at=None).select_related("file", "part")
    shown = render_to_string("focal_points/updates/_evidence_list.html", {"evidence": pieces}, request)
    return JsonResponse({"is_taken": bool(taken), "said": said, "list": shown}, status=200 if taken else 422)


@login_required
@require_POST
def show(request: Request, public_id: UUID) -> HttpResponse:
    """Public or internal, as the button says."""
    piece = _piece(request, public_id)
    if refused := _keep_text(request, piece.update):
        return refused
    try:
        evidence.show(evidence=piece, is_public=request.POST.get("public") == "1", by=request.user)
    except NotNow as gone:
        messages.info(request, str(gone.message))
    return _back(piece.update)


@login_required
@require_POST
def remove(request: Request, public_id: UUID) -> HttpResponse:
    """Off the update. A second click finds nothing to do."""
    piece = _piece(request, public_id)
    if refused := _keep_text(request, piece.update):
        return refused
    try:
        evidence.remove(evidence=piece, by=request.user)
        messages.success(request, _("Removed: %(title)s") % {"title": piece.title})
    except NotNow as gone:
        messages.info(request, str(gone.message))
    return _back(piece.update)


def _piece(request: Request, public_id: UUID) -> Evidence:
    updates = StatusUpdate.objects.visible_to(request.user)
    pieces = Evidence.objects.filter(update__in=updates).select_related("update__assignment__institution")
    piece = get_object_or_404(pieces, public_id=public_id)
    require(request.user, Can.WRITE_UPDATE, piece.update)
    return piece


def _keep_text(request: Request, update: StatusUpdate) -> HttpResponse | None:
    """The form's text came with the click: make a version of it; the answer where that cannot be done."""
    if "version" not in request.POST or not update.is_writable:
        return None
    form = UpdateForm(request.POST, update=update)
    if not form.is_valid():
        keep_typed(request, update)
        return None
    try:
        status_updates.save(
            update=update, version=form.cleaned_data["version"], by=request.user, fields=form.said()
        )
    except StaleEdit as stale:
        return conflict_page(request, stale.current, form)
    except Invalid:
        keep_typed(request, update)
        return None
    drafts.settle(update=update, by=request.user, **form.place)
    return None


def _back(update: StatusUpdate) -> HttpResponse:
    """To the evidence on the form, where what was said of it stands too."""
    return redirect(reverse("focal_points:update-detail", args=[update.public_id]) + "?at=evidence#evidence")
