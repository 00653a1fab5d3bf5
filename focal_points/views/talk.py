"""Talk: what is open for a person, and saying something on the page of a thing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.talk import StartForm, ThingForm, WordsForm
from focal_points.models import TalkEntry, TalkThread
from focal_points.permissions import Can
from focal_points.services.talk import about, naming, talking
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.http import Request
from nmrf.base.permissions import require

A_PAGE = 40
SHOWN = ("open", "named", "all")


def thing_of(request: Request) -> Any:
    """What the form is about; 404 where this person has nothing to do with it."""
    form = ThingForm(request.POST)
    if not form.is_valid():
        raise Http404
    thing = about.find(form.cleaned_data["kind"], form.cleaned_data["key"], request.user)
    if thing is None:
        raise Http404
    return thing


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """`show`: questions without an answer, threads in which one is named, or all."""
    require(request.user, Can.TALK)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "open"
    rows = TalkThread.objects.visible_to(request.user)
    open_ones = Q(is_question=True, answered_at=None)
    named = Q(entries__mentions__person=request.user)
    counts = rows.aggregate(
        open=Count("pk", distinct=True, filter=open_ones), named=Count("pk", distinct=True, filter=named)
    )
    if shown != "all":
        rows = rows.filter(pk__in=rows.filter(open_ones if shown == "open" else named).values("pk"))
    rows = rows.select_related(
        "recommendation__document", "cluster", "update__assignment__recommendation", "request", "institution"
    ).prefetch_related(
        "cluster__texts", "update__assignment__cluster__texts", "institution__names", "entries__by"
    )
    page = Paginator(rows.order_by("-said_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, about.name_of(row.thing), list(row.entries.all())[-1]) for row in page.object_list]
    context = {"page": page, "lines": lines, "shown": shown, "counts": counts}
    return render(request, "focal_points/talk/list.html", context)


@login_required
@require_safe
def opened(request: Request, public_id: UUID) -> HttpResponse:
    """To the thread on the page of its thing."""
    thread = _thread(request, public_id)
    return redirect(about.address_for(thread, thread.thing, request.user))


@login_required
@require_POST
def start(request: Request) -> HttpResponse:
    """A comment or a question."""
    require(request.user, Can.TALK)
    thing = thing_of(request)
    concerned = about.institutions_of(thing)
    form = StartForm(request.POST, institutions=concerned, people=naming.people(concerned))
    if not form.is_valid():
        return _refused(request, about.page_of(thing, request.user), form)
    data = {name: value for name, value in form.cleaned_data.items() if name not in {"kind", "key"}}
    try:
        thread = talking.start(thing=thing, by=request.user, **data)
    except Invalid as refused:
        messages.error(request, str(refused.message))
        return redirect(about.page_of(thing, request.user))
    return redirect(about.address_for(thread, thing, request.user))


@login_required
@require_POST
def reply(request: Request, public_id: UUID) -> HttpResponse:
    """Say something in a thread."""
    thread = _thread(request, public_id)
    words = request.POST.get("text", "").replace("\x00", "")
    return _done(
        request,
        thread,
        talking.reply,
        thread=thread,
        text=words,
        mentions=request.POST.getlist("mentions"),
    )


@login_required
@require_POST
def answered(request: Request, public_id: UUID) -> HttpResponse:
    """A question has its answer; or, with `open`, none yet."""
    thread = _thread(request, public_id)
    return _done(
        request, thread, talking.mark_answered, thread=thread, is_answered=not request.POST.get("open")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Mend one's own words for a few minutes."""
    entry = _entry(request, public_id)
    require(request.user, Can.CHANGE_TALK, entry)
    if request.method != "POST":
        return _edit_page(request, entry, WordsForm(initial={"text": entry.text}))
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, entry, form, status=422)
    return _done(request, entry.thread, talking.change, entry=entry, text=form.cleaned_data["text"])


@login_required
@require_POST
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Take one's own words back."""
    entry = _entry(request, public_id)
    return _done(request, entry.thread, talking.withdraw, entry=entry)


def _edit_page(request: Request, entry: TalkEntry, form: WordsForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "back": about.address_for(entry.thread, entry.thread.thing, request.user)}
    return render(request, "focal_points/talk/edit.html", context, status=status)


def _thread(request: Request, public_id: UUID) -> TalkThread:
    rows = TalkThread.objects.visible_to(request.user)
    return get_object_or_404(rows, public_id=public_id)


def _entry(request: Request, public_id: UUID) -> TalkEntry:
    threads = TalkThread.objects.visible_to(request.user)
    rows = TalkEntry.objects.filter(thread__in=threads.values("pk")).select_related("thread")
    return get_object_or_404(rows, public_id=public_id)


def _refused(request: Request, back: str, form: Any) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
        break
    return redirect(back + "#talk")


def _done(request: Request, thread: TalkThread, service: Any, /, **given: Any) -> HttpResponse:
    """Do it, and back to the thread; a refusal is said on its page."""
    try:
        service(by=request.user, **given)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect(about.address_for(thread, thread.thing, request.user))
