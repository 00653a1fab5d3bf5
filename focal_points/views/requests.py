"""Information requests: the list, writing one, who is asked, and how far the answers are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from focal_points import request_page, request_subjects
from focal_points.forms.requests import AskForm, AskManyForm, CancelForm, MoveDueForm, RequestForm
from focal_points.models import AskedInstitution, InformationRequest, RequestAnswer
from focal_points.permissions import Can
from focal_points.services.requests import composing, sending
from focal_points.taken_away import Taken
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require

A_PAGE = 50
SUBJECT = ("subject_kind", "subject_key", "subject")


def found(request: Request, public_id: UUID) -> InformationRequest:
    """What this person may see; what was not sent to their institution does not exist for them."""
    rows = InformationRequest.objects.visible_to(request.user).select_related("document", "created_by")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """For the house every request with its figures; for an institution what it was asked."""
    require(request.user, Can.SEE_REQUESTS)
    if not request.user.is_house:
        page = Paginator(_own(request.user), A_PAGE).get_page(request.GET.get("page"))
        lines = [(one, _standing(one)) for one in page.object_list]
        return render(request, "focal_points/requests/mine.html", {"page": page, "lines": lines})
    shown = Paginator(_all(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": shown, "may_keep": may(request.user, Can.KEEP_REQUESTS)}
    return render(request, "focal_points/requests/list.html", context)


def _all() -> Any:
    return request_page.with_counts(InformationRequest.objects.order_by("-created_at", "-pk"))


def _own(person: Any) -> Any:
    rows = AskedInstitution.objects.visible_to(person).for_list()
    return rows.prefetch_related("answers").order_by("-request__sent_at", "pk")


def taken(request: Request) -> Taken:
    """The same list: the house's, or what an institution was asked."""
    require(request.user, Can.SEE_REQUESTS)
    head = [_("Request"), pgettext("of work", "State"), _("Answers until")]
    if request.user.is_house:
        head += [_("For"), _("Institutions"), _("Questions asked"), _("Answered"), _("To check")]
        return Taken("requests", [*head, _("Institutions late")], map(_house_cells, _all()), _("Requests"))
    head += [
        _("Institution"),
        _("Questions asked"),
        _("Answered"),
        _("Sent back"),
        _("Waits for a signature"),
    ]
    return Taken("requests", head, map(_own_cells, _own(request.user)), _("Requests"))


def _house_cells(one: Any) -> list[Any]:
    return [
        *(one.title, one.get_state_display(), one.due_on, one.subject, one.institutions, one.cells),
        *(one.answered, one.to_check if one.is_open else 0, one.late),
    ]


def _own_cells(one: AskedInstitution) -> list[Any]:
    n = _standing(one)
    return [
        *(one.request.title, one.request.get_state_display(), one.until, one.institution),
        *(n["whole"], n["answered"], n["returned"], n["signing"]),
    ]


def _standing(asked: AskedInstitution) -> dict[str, int]:
    """How many of its answers are where."""
    states = [one.state for one in asked.answers.all()]
    return {
        "whole": len(states),
        "answered": sum(state in request_page.ANSWERED for state in states),
        "returned": states.count(RequestAnswer.State.RETURNED),
        "signing": states.count(RequestAnswer.State.VALIDATION),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Write a new one, or change what a draft says of itself."""
    require(request.user, Can.KEEP_REQUESTS)
    standing = found(request, public_id) if public_id else None
    given = {name: request.GET[name] for name in SUBJECT if name in request.GET}
    given.setdefault("language", request.user.language)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        request=standing,
        initial=None if standing else given,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(_saved(request, standing, form))
            except Invalid as refused:
                show(form, refused)
            except (StaleEdit, NotNow) as refused:
                form.add_error(None, str(refused.message))
                status = 409
    context = {"form": form, "standing": standing}
    return render(request, "focal_points/requests/edit.html", context, status=status)


def _saved(request: Request, standing: InformationRequest | None, form: RequestForm) -> InformationRequest:
    if standing is None:
        return composing.create(written=form.written(), by=request.user)
    version = form.cleaned_data["version"] or 0
    done = composing.describe(request=standing, version=version, written=form.written(), by=request.user)
    messages.success(request, _("Saved."))
    return done


@login_required
@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """For the house the request with its table; an institution's people are led to their answers."""
    one = found(request, public_id)
    if not request.user.is_house:
        own = AskedInstitution.objects.visible_to(request.user).filter(request=one)
        return redirect(own.order_by("pk")[0])
    return page(request, one)


def page(
    request: Request,
    one: InformationRequest,
    *,
    status: int = 200,
    problem: str = "",
    missing: dict[str, Any] | None = None,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    """The request's page; forms that were refused come in bound."""
    table = request_page.table_of(one)
    fresh = {
        "many_form": AskManyForm(initial={"version": one.version}),
        "ask_form": AskForm(),
        "due_form": MoveDueForm(initial={"due_on": one.due_on}),
        "cancel_form": CancelForm(initial={"version": one.version}),
    }
    context = {
        "one": one,
        "table": table,
        "may_keep": may(request.user, Can.KEEP_REQUESTS, one),
        "lacks": missing if missing is not None else (sending.lacks(one) if one.is_draft else {}),
        "steps": one.steps.select_related("by", "asked__institution", "answer__question").prefetch_related(
            "asked__institution__names"
        ),
        "subject": request_subjects.of(one.subject_kind, one.subject_key, request.user),
        "problem": problem,
        **fresh,
        **(forms or {}),
    }
    return render(request, "focal_points/requests/detail.html", context, status=status)


def taken_table(request: Request, public_id: UUID) -> Taken:
    """Institutions and questions."""
    require(request.user, Can.SEE_DESK)
    one = found(request, public_id)
    lines = request_page.lines_of(request_page.table_of(one), request.user)
    return Taken("request", request_page.head(), lines, one.title)
