"""What the secretariat decides on answers: accept (and keep), send back, open again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from focal_points.forms.answers import VersionForm
from focal_points.forms.request_answers import AcceptForm, BackForm
from focal_points.models import AskedInstitution, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.requests import deciding
from focal_points.views.asked_page import found, reading_page
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require


def _found(request: Request, public_id: UUID) -> RequestAnswer:
    rows = RequestAnswer.objects.select_related("asked__request", "asked__institution", "question")
    seen = AskedInstitution.objects.visible_to(request.user)
    answer = get_object_or_404(rows.filter(asked__in=seen.values("pk")), public_id=public_id)
    require(request.user, Can.DECIDE_ANSWER, answer)
    return answer


@login_required
@require_POST
def accept(request: Request, public_id: UUID) -> HttpResponse:
    """In order; kept where it is ticked."""
    require(request.user, Can.KEEP_REQUESTS)
    answer = _found(request, public_id)
    form = AcceptForm(request.POST, auto_id=f"d{answer.pk}-%s")
    return _decide(request, answer, form, "accept", deciding.accept, _("Accepted."))


@login_required
@require_POST
def send_back(request: Request, public_id: UUID) -> HttpResponse:
    """With what has to change; an accepted one is opened again."""
    require(request.user, Can.KEEP_REQUESTS)
    answer = _found(request, public_id)
    form = BackForm(request.POST, auto_id=f"b{answer.pk}-%s")
    is_open = answer.state != RequestAnswer.State.ACCEPTED
    service = deciding.send_back if is_open else deciding.reopen
    return _decide(request, answer, form, "back", service, _("Sent back with your comment."))


@login_required
@require_POST
def accept_all(request: Request, public_id: UUID) -> HttpResponse:
    """All that this institution sent; each is kept where it is ticked."""
    require(request.user, Can.KEEP_REQUESTS)
    asked, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    keep = bool(request.POST.get("keep"))
    try:
        deciding.accept_all(asked=asked, version=version, keep=keep, by=request.user)
    except HouseError as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Accepted."))
    return redirect(asked)


def _decide(
    request: Request, answer: RequestAnswer, form: Any, name: str, service: Any, said: str
) -> HttpResponse:
    asked = found(request, answer.asked.public_id)
    if not form.is_valid():
        return reading_page(request, asked, bound={(answer.pk, name): form}, status=422)
    try:
        service(answer=answer, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return reading_page(request, asked, bound={(answer.pk, name): form}, status=422)
    except HouseError as refused:
        return reading_page(request, asked, status=409, problem=str(refused.message))
    messages.success(request, said)
    return redirect(f"{asked.get_absolute_url()}#q-{answer.question_id}")
