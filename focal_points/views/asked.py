"""What one institution answers to a request: the form, kept by itself; sent, signed, taken back; and read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points.forms.answers import CommentForm, VersionForm
from focal_points.forms.request_answers import AnswersForm
from focal_points.forms.updates import typed
from focal_points.models import AskedInstitution, KnownAnswer, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.known_answers import uses
from focal_points.services.requests import answers, buffers
from focal_points.views.asked_page import conflict_page, form_for, form_page, found, opened_form, reading_page
from nmrf.base.errors import HouseError, Invalid, NotNow, StaleEdit
from nmrf.base.http import Request
from nmrf.base.permissions import may, require


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """The form for whoever writes for the institution while something is theirs to write; else to read."""
    asked = found(request, public_id)
    if may(request.user, Can.ANSWER_REQUEST, asked):
        answers.seen(asked=asked, by=request.user)
        form, resumed = opened_form(request, asked)
        if form.answers and asked.request.is_open:
            return form_page(request, asked, form, resumed=resumed)
    return reading_page(request, asked)


def _answer(request: Request, public_id: UUID, then: Any) -> HttpResponse:
    """Save what was posted, then do `then`; one place for all refusals. Nothing that was typed is lost."""
    asked = found(request, public_id)
    require(request.user, Can.ANSWER_REQUEST, asked)
    form = form_for(asked, request.POST)
    if not form.is_valid():
        _keep(request, asked, form)
        return form_page(request, asked, form, status=422)
    try:
        saved = answers.save(
            asked=asked, said=form.said(), language=form.cleaned_data["language"], by=request.user
        )
        if saved.conflicts:
            _keep(request, asked, form)
            return conflict_page(request, asked, form, saved.conflicts)
        buffers.settle(asked=asked, by=request.user, **form.place)
        return then(asked)
    except Invalid as invalid:
        return form_page(request, asked, form_for(asked), status=422, problem=str(invalid.message))
    except HouseError as refused:
        messages.info(request, str(refused.message))
        return redirect(asked)


def _keep(request: Request, asked: AskedInstitution, form: AnswersForm) -> None:
    if form.place["tab"] and asked.request.is_open:
        buffers.keep(asked=asked, typed=typed(request.POST), by=request.user, **form.place)


@login_required
@require_POST
def save(request: Request, public_id: UUID) -> HttpResponse:
    """Without JavaScript the button that keeps the text; with it, what happens on leaving the page."""

    def then(asked: AskedInstitution) -> HttpResponse:
        if request.POST.get("leaving"):
            return HttpResponse(status=204)
        messages.success(request, _("Saved."))
        return redirect("focal_points:request-list") if request.POST.get("close") else redirect(asked)

    return _answer(request, public_id, then)


@login_required
@require_POST
def autosave(request: Request, public_id: UUID) -> HttpResponse:
    """What the form's script sends every few seconds: kept in the tab's buffer, answered in one line."""
    asked = found(request, public_id)
    require(request.user, Can.ANSWER_REQUEST, asked)
    form = form_for(asked, request.POST)
    form.is_valid()
    if form.place["tab"] is None:
        return JsonResponse({"said": _("Not saved: reload the page.")}, status=400)
    try:
        kept = buffers.keep(asked=asked, typed=typed(request.POST), by=request.user, **form.place)
    except HouseError as refused:
        return JsonResponse({"said": str(refused.message)}, status=409)
    time = formats.date_format(timezone.localtime(kept.saved_at), "H:i:s")
    return JsonResponse({"said": _("Saved %(time)s") % {"time": time}})


@login_required
@require_POST
def drop(request: Request, public_id: UUID) -> HttpResponse:
    """Throw away what one typed in another tab, and did not want."""
    asked = found(request, public_id)
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        return redirect(asked)
    buffers.drop(asked=asked, tab=tab, by=request.user)
    messages.success(request, _("That text is gone."))
    return redirect(asked)


@login_required
@require_POST
def submit(request: Request, public_id: UUID) -> HttpResponse:
    """Save and send what is ready."""

    def then(asked: AskedInstitution) -> HttpResponse:
        sent = answers.submit(asked=asked, by=request.user)
        if sent[0].state == RequestAnswer.State.VALIDATION:
            messages.success(request, _("Sent to your institution's validator for signature."))
        else:
            messages.success(request, _("Sent to the secretariat."))
        return redirect(asked)

    return _answer(request, public_id, then)


@login_required
@require_POST
def take_known(request: Request, public_id: UUID) -> HttpResponse:
    """Save, then put a kept answer under what is written: `known=<public id>:<answer>`."""

    def then(asked: AskedInstitution) -> HttpResponse:
        key, _dash, number = request.POST.get("known", "").partition(":")
        answer = get_object_or_404(asked.answers, pk=int(number) if _is_key(number) else 0)
        rows = KnownAnswer.objects.visible_to(request.user)
        known = get_object_or_404(rows, public_id=_uuid(key))
        uses.take(known=known, answer=answer, by=request.user)
        messages.success(request, _("Taken in. Read it, and change what is different today."))
        return redirect(f"{asked.get_absolute_url()}#q-{answer.question_id}")

    return _answer(request, public_id, then)


@login_required
@require_POST
def take_back(request: Request, public_id: UUID) -> HttpResponse:
    """Have again what nobody has decided on."""
    asked = found(request, public_id)
    return _done(
        request, asked, _("Taken back. The answers are yours again."), answers.take_back, asked=asked
    )


@login_required
@require_POST
def sign(request: Request, public_id: UUID) -> HttpResponse:
    """Signed, they go to the secretariat."""
    asked, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    said = _("Signed, and sent to the secretariat.")
    return _done(request, asked, said, answers.sign, asked=asked, version=version)


@login_required
@require_POST
def send_back(request: Request, public_id: UUID) -> HttpResponse:
    """To those who wrote them, with what has to change."""
    asked, form = found(request, public_id), CommentForm(request.POST)
    require(request.user, Can.SIGN_ANSWERS, asked)
    if not form.is_valid():
        return reading_page(request, asked, comment_form=form, status=422)
    said = _("Sent back with your comment.")
    return _done(request, asked, said, answers.send_back_by_validator, asked=asked, **form.cleaned_data)


def _done(
    request: Request, asked: AskedInstitution, said: str, service: Any, /, **given: Any
) -> HttpResponse:
    try:
        service(by=request.user, **given)
    except StaleEdit:
        messages.warning(request, _("It was changed since you opened it. Read it again."))
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, said)
    return redirect(asked)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
