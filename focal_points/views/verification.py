"""The verifier's page and what it does: verify, agree, refuse, send back, mark evidence."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from focal_points import panels
from focal_points.forms.evidence import EvidenceForm
from focal_points.forms.verification import CommentForm, DecisionForm, as_proposed, show_refusal
from focal_points.models import Evidence, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import evidence as evidence_service
from focal_points.services import verification
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import require

HOLDS = {"yes": True, "no": False, "": None}


def _update(request: Request, public_id: UUID) -> StatusUpdate:
    require(request.user, Can.SEE_DESK)
    return get_object_or_404(StatusUpdate.objects.visible_to(request.user).for_list(), public_id=public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request, public_id: UUID) -> HttpResponse:
    """The panel as a page of its own; posting verifies: as filled in, or with `as_proposed` as proposed."""
    update = _update(request, public_id)
    if request.method != "POST":
        return _page(request, panels.of_update(update, request.user))
    require(request.user, Can.VERIFY_UPDATE, update)
    data = request.POST
    if "as_proposed" in data:
        data = as_proposed(panels.of_update(update, request.user).forms, data)
    panel = panels.of_update(update, request.user, data=data)
    if not _all_valid(panel.forms):
        return _page(request, panel, status=422)
    decisions = [form.decision() for form in panel.forms]
    try:
        done = verification.verify(
            update=update, version=_version(request), by=request.user, decisions=decisions
        )
    except Invalid as refused:
        show_refusal(panel.forms, refused)
        return _page(request, panel, status=422, refused=str(refused.message))
    except StaleEdit as stale:
        return _conflict(request, stale.current)
    if done.state == StatusUpdate.State.SECOND:
        messages.success(request, _("Decided. A second person has to agree before it counts."))
    else:
        messages.success(request, _("Verified. It counts from now on, and public pages show what is public."))
    return redirect("focal_points:desk-queue", "verify")


@login_required
@require_POST
def send_back(request: Request, public_id: UUID) -> HttpResponse:
    """Back to the institution with a comment."""
    update = _update(request, public_id)
    require(request.user, Can.RETURN_UPDATE, update)
    form = CommentForm(request.POST)
    form.is_valid()
    try:
        verification.return_with_comment(
            update=update,
            version=_version(request),
            comment=form.cleaned_data.get("comment", ""),
            by=request.user,
        )
    except Invalid as refused:
        _add_comment_error(form, refused)
        panel = panels.of_update(update, request.user, comment_form=form)
        return _page(request, panel, status=422, open_return=True)
    except StaleEdit as stale:
        return _conflict(request, stale.current)
    messages.success(request, _("Sent back with your comment."))
    return redirect("focal_points:desk-queue", "verify")


@login_required
@require_POST
def agree(request: Request, public_id: UUID) -> HttpResponse:
    """The second person agrees."""
    update = _update(request, public_id)
    try:
        verification.approve(update=update, by=request.user, version=_version(request))
    except StaleEdit as stale:
        return _conflict(request, stale.current)
    except NotNow as refused:
        messages.error(request, str(refused.message))
        return redirect("focal_points:update-verify", public_id)
    messages.success(request, _("Agreed and verified."))
    return redirect("focal_points:desk-queue", "second")


@login_required
@require_POST
def disagree(request: Request, public_id: UUID) -> HttpResponse:
    """The second person does not agree."""
    update = _update(request, public_id)
    form = CommentForm(request.POST)
    form.is_valid()
    try:
        verification.refuse_second(
            update=update,
            comment=form.cleaned_data.get("comment", ""),
            by=request.user,
            version=_version(request),
        )
    except Invalid as refused:
        _add_comment_error(form, refused)
        panel = panels.of_update(update, request.user, comment_form=form)
        return _page(request, panel, status=422, open_return=True)
    except StaleEdit as stale:
        return _conflict(request, stale.current)
    messages.success(request, _("Put back into the queue with your comment."))
    return redirect("focal_points:desk-queue", "second")


@login_required
@require_POST
def mark_evidence(request: Request, public_id: UUID) -> HttpResponse:
    """“Opened, holds” or not, for one piece."""
    require(request.user, Can.SEE_DESK)
    evidence = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related("update__assignment"), public_id=public_id
    )
    try:
        verification.mark_evidence(
            evidence=evidence, holds=HOLDS.get(request.POST.get("holds", "")), by=request.user
        )
    except NotNow as refused:
        messages.error(request, str(refused.message))
    if request.htmx:
        return render(request, "focal_points/desk/_evidence.html", {"item": evidence, "may_mark": True})
    return redirect("focal_points:update-verify", evidence.update.public_id)


def _add_comment_error(form: CommentForm, refused: Invalid) -> None:
    form.add_error("comment", str(refused.fields.get("comment", refused.message)))


def _all_valid(forms: list[DecisionForm]) -> bool:
    """Every form is looked at, so that every message shows."""
    return not [form for form in forms if not form.is_valid()]


def _version(request: Request) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _page(
    request: Request,
    panel: panels.UpdatePanel,
    status: int = 200,
    refused: str = "",
    open_return: bool = False,
) -> HttpResponse:
    context = {"panel": panel, "refused": refused, "open_return": open_return}
    return render(request, "focal_points/desk/verify.html", context, status=status)


def _conflict(request: Request, current: StatusUpdate) -> HttpResponse:
    """Somebody was there first: what they decided is shown, nothing is overwritten."""
    panel = panels.of_update(StatusUpdate.objects.for_list().get(pk=current.pk), request.user)
    return render(request, "focal_points/desk/verify.html", {"panel": panel, "is_conflict": True}, status=409)


@login_required
@require_POST
def add_evidence(request: Request, public_id: UUID) -> HttpResponse:
    """What the secretariat itself found, for a decision that has to be shown; marked as its own."""
    update = _update(request, public_id)
    require(request.user, Can.ADD_VERIFIERS_EVIDENCE, update)
    form = EvidenceForm(request.POST, request.FILES)
    form.is_valid()
    data = form.cleaned_data
    try:
        taken = evidence_service.add_by_verifier(
            update=update,
            uploads=request.FILES.getlist("evidence-uploads"),
            link=data.get("link", ""),
            title=data.get("title", ""),
            is_public=bool(data.get("is_public")),
            by=request.user,
        )
    except (Invalid, NotNow) as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Added.") if taken else _("Choose a file, or give a link, then add it."))
    return redirect("focal_points:update-verify", public_id)
