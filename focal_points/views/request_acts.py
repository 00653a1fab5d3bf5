"""What is done to a request: its questions, who is asked, sending, dates, its end; one from a selection."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.forms.answers import VersionForm
from focal_points.forms.requests import (
    AskForm,
    AskManyForm,
    BeginForm,
    CancelForm,
    MoveDueForm,
    QuestionsForm,
)
from focal_points.models import AskedInstitution, InformationRequest
from focal_points.permissions import Can
from focal_points.search import Search
from focal_points.services.requests import beginning, composing, questions, sending
from focal_points.views.requests import found, page
from focal_points.views.selection import bulk, selected
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import require
from recommendations.pasted import Pasted

MOST = 40


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request) -> HttpResponse:
    """A draft about all that is selected in the working list; then its own page."""
    require(request.user, Can.KEEP_REQUESTS)
    return bulk(request, "request", BeginForm, beginning.begin, then=_begun)


def _begun(request: Request, operation: Operation) -> HttpResponse:
    made = beginning.made_by(operation)
    left = len(operation.skipped)
    messages.success(request, _("A draft. Nobody is told before you send it."))
    if left:
        said = ngettext(
            "%(count)s recommendation was left out: nobody answers for it.",
            "%(count)s recommendations were left out: nobody answers for them.",
            left,
        )
        messages.warning(request, said % {"count": left})
    return redirect(made) if made else redirect("focal_points:request-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_questions(request: Request, public_id: UUID) -> HttpResponse:
    """Paste or upload the list, look it over, take it. `do=take` takes what stands in the field."""
    require(request.user, Can.KEEP_REQUESTS)
    one = found(request, public_id)
    if request.method != "POST":
        return _questions_page(request, one, QuestionsForm(initial=_opened(request, one)))
    form = QuestionsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _questions_page(request, one, form, status=422)
    try:
        upload = form.cleaned_data["upload"]
        text = questions.words_of(upload) if upload else form.cleaned_data["text"]
        parted = questions.found_in(text)
        if request.POST.get("do") == "take" and not upload:
            asks = [composing.Asks(each.paragraph, each.text) for each in parted]
            version = form.cleaned_data["version"]
            composing.put_questions(request=one, version=version, questions=asks, by=request.user)
            messages.success(request, _("Saved."))
            return redirect(one)
    except Invalid as refused:
        show(form, refused)
        return _questions_page(request, one, form, status=422)
    except HouseError as refused:
        form.add_error(None, str(refused.message))
        return _questions_page(request, one, form, status=409)
    again = QuestionsForm(
        initial={"text": questions.as_text(parted), "version": form.cleaned_data["version"]}
    )
    return _questions_page(request, one, again, parted=parted)


def _opened(request: Request, one: InformationRequest) -> dict[str, Any]:
    """What stands in the field at first: the questions there are, or the words of the document's file."""
    rows = list(one.questions.all())
    text = questions.as_text([Pasted(row.number, row.text) for row in rows])
    if request.GET.get("from") == "document" and one.document:
        text = questions.words_of_document(one.document)
    return {"text": text, "version": one.version}


def _questions_page(
    request: Request, one: InformationRequest, form: QuestionsForm, parted: Any = None, status: int = 200
) -> HttpResponse:
    context = {"one": one, "form": form, "parted": parted}
    return render(request, "focal_points/requests/questions.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: Request, public_id: UUID, question_id: UUID) -> HttpResponse:
    """Which recommendations a question is about: those ticked, found by search."""
    require(request.user, Can.KEEP_REQUESTS)
    one = found(request, public_id)
    question = get_object_or_404(one.questions, public_id=question_id)
    if request.method == "POST":
        picks = QueryDict(mutable=True)
        picks.setlist("pick", request.POST.getlist("pick"))
        chosen = selected(picks, Search.from_query(QueryDict()))
        composing.put_about(question=question, recommendations=chosen, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(one)
    there = [row.recommendation for row in question.abouts.select_related("recommendation__document")]
    words = request.GET.get("q", "")
    rows: list[Any] = []
    if words:
        query = QueryDict(mutable=True)
        query["q"] = words
        search = Search.from_query(query, request.user)
        rows = [row.recommendation for row in search.rows().prefetch_related("recommendation__texts")[:MOST]]
    new = [row for row in rows if row.is_home and row not in there]
    context = {"one": one, "question": question, "there": there, "found": new, "q": words}
    return render(request, "focal_points/requests/about.html", context)


@login_required
@require_POST
def ask_who(request: Request, public_id: UUID) -> HttpResponse:
    """Exactly what is ticked in the table of institutions and questions: `ask=<institution>:<question>`."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    wanted: dict[int, set[int]] = defaultdict(set)
    for pair in request.POST.getlist("ask"):
        institution, _dash, question = pair.partition(":")
        if institution.isdecimal() and question.isdecimal() and len(pair) < 30:
            wanted[int(institution)].add(int(question))
    return _done(request, one, _("Saved."), composing.ask_who, request=one, version=version, wanted=wanted)


@login_required
@require_POST
def ask_all(request: Request, public_id: UUID) -> HttpResponse:
    """Put every question to those who are ticked."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), AskManyForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=422, forms={"many_form": form})
    return _done(request, one, _("Saved."), composing.ask_all, request=one, **form.cleaned_data)


@login_required
@require_POST
def send(request: Request, public_id: UUID) -> HttpResponse:
    """Tell the institutions; what is missing is said on the page."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        sending.send(request=one, version=version, by=request.user)
    except Invalid as refused:
        return page(request, one, status=422, problem=str(refused.message), missing=refused.fields)
    except HouseError as refused:
        return page(request, one, status=409, problem=str(refused.message))
    messages.success(request, _("Sent. The institutions were told."))
    return redirect(one)


@login_required
@require_POST
def ask_another(request: Request, public_id: UUID) -> HttpResponse:
    """One more institution, after it was sent."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), AskForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=422, forms={"ask_form": form})
    said = _("Sent. The institution was told.")
    return _done(request, one, said, sending.ask_another, request=one, **form.cleaned_data)


@login_required
@require_POST
def move_due(request: Request, public_id: UUID) -> HttpResponse:
    """Another date for all, or with `asked` for one institution."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), MoveDueForm(request.POST)
    asked = None
    if key := request.POST.get("asked", ""):
        number = int(key) if key.isdecimal() and len(key) < 18 else 0
        asked = get_object_or_404(AskedInstitution, request=one, pk=number)
    if not form.is_valid():
        return page(request, one, status=422, forms={"due_form": form})
    try:
        sending.move_due(request=one, asked=asked, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return page(request, one, status=422, forms={"due_form": form})
    except HouseError as refused:
        return page(request, one, status=409, problem=str(refused.message))
    messages.success(
        request, _("Saved. The institution was told.") if asked else _("Saved. The institutions were told.")
    )
    return redirect(one)


@login_required
@require_POST
def close(request: Request, public_id: UUID) -> HttpResponse:
    """End it."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return _done(request, one, _("Closed."), sending.close, request=one, version=version)


@login_required
@require_POST
def cancel(request: Request, public_id: UUID) -> HttpResponse:
    """Take it back, with a reason."""
    require(request.user, Can.KEEP_REQUESTS)
    one, form = found(request, public_id), CancelForm(request.POST)
    if not form.is_valid():
        return page(request, one, status=422, forms={"cancel_form": form})
    return _done(request, one, _("Cancelled."), sending.cancel, request=one, **form.cleaned_data)


def _done(
    request: Request, one: InformationRequest, said: str, service: Any, /, **given: Any
) -> HttpResponse:
    """Do it, and back to the request's page; a refusal is said there."""
    try:
        service(by=request.user, **given)
    except HouseError as refused:
        return page(request, one, status=409, problem=str(refused.message))
    messages.success(request, said)
    return redirect(one)
