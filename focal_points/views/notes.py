"""The secretariat's own notes on the page of a thing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.forms.talk import WordsForm
from focal_points.models import InternalNote
from focal_points.permissions import Can
from focal_points.services.talk import about, notes
from focal_points.views.talk import thing_of
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_POST
def add(request: Request) -> HttpResponse:
    """Note something."""
    require(request.user, Can.KEEP_NOTES)
    thing = thing_of(request)
    return _done(
        request,
        thing,
        notes.add,
        thing=thing,
        text=request.POST.get("text", "").replace("\x00", ""),
        mentions=request.POST.getlist("mentions"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Mend one's own note for a few minutes."""
    note = _found(request, public_id)
    require(request.user, Can.CHANGE_TALK, note)
    back = about.page_of(note.thing, request.user) + "#notes"
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": note.text})
    if request.method == "POST" and form.is_valid():
        return _done(request, note.thing, notes.change, note=note, text=form.cleaned_data["text"])
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/talk/edit.html", {"form": form, "back": back}, status=status)


@login_required
@require_POST
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Take one's own note back."""
    note = _found(request, public_id)
    return _done(request, note.thing, notes.withdraw, note=note)


def _found(request: Request, public_id: UUID) -> InternalNote:
    require(request.user, Can.KEEP_NOTES)
    return get_object_or_404(InternalNote.objects.visible_to(request.user), public_id=public_id)


def _done(request: Request, thing: Any, service: Any, /, **given: Any) -> HttpResponse:
    try:
        service(by=request.user, **given)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect(about.page_of(thing, request.user) + "#notes")
