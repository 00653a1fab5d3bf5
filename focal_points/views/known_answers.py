"""Kept answers: the list that is searched, one with its versions and uses, and what is done to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.known_answers import ConfirmForm, KnownAnswerForm, RetireForm
from focal_points.models import Institution, KnownAnswer
from focal_points.permissions import Can
from focal_points.services.known_answers import aging, keeping, uses
from focal_points.taken_away import Taken
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from nmrf.base.words import diff
from recommendations.models import Tag

A_PAGE = 30
MOST_WORDS = 8
NARROWED_BY = ("q", "institution", "theme", "aged")


def _found(request: Request, public_id: UUID) -> Any:
    rows = aging.with_age(KnownAnswer.objects.visible_to(request.user).for_list())
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every word of `q` must stand in question or answer; `institution`, `theme`, `aged` narrow it."""
    require(request.user, Can.SEE_KNOWN_ANSWERS)
    asked = _asked(request)
    page = Paginator(_rows(request.user, asked), A_PAGE).get_page(request.GET.get("page"))
    visible = KnownAnswer.objects.visible_to(request.user).current()
    context = {
        "page": page,
        "lines": [(one, aging.warnings(one)) for one in page.object_list],
        "q": asked["q"],
        "code": asked["institution"],
        "theme": asked["theme"],
        "is_aged": bool(asked["aged"]),
        "institutions": Institution.objects.filter(pk__in=visible.values("institution")).for_list(),
        "themes": Tag.objects.filter(known_answers__known__in=visible.values("pk"))
        .distinct()
        .prefetch_related("names"),
        "may_keep": may(request.user, Can.KEEP_KNOWN_ANSWERS),
    }
    return render(request, "focal_points/known_answers/list.html", context)


def _asked(request: Request) -> dict[str, str]:
    return {name: request.GET.get(name, "").replace("\x00", "") for name in NARROWED_BY}


def _rows(person: Any, asked: dict[str, str]) -> Any:
    """What this person may see of what the address asks for, the last checked first."""
    rows = KnownAnswer.objects.visible_to(person).current()
    for word in asked["q"].split()[:MOST_WORDS]:
        rows = rows.filter(Q(question__icontains=word) | Q(text__icontains=word))
    if code := asked["institution"]:
        rows = rows.filter(institution__code=code)
    if theme := asked["theme"]:
        rows = rows.filter(themes__tag__code=theme)
    read = aging.aged(rows) if asked["aged"] else aging.with_age(rows)
    return read.for_list().order_by("-checked_at", "-pk")


def taken(request: Request) -> Taken:
    """The same list, whole texts."""
    require(request.user, Can.SEE_KNOWN_ANSWERS)
    head = [_("Question"), _("Answer"), _("Language"), _("Institution"), _("Valid from"), _("Valid until")]
    head += [_("Themes"), _("Every institution may use it"), _("To be read again")]
    return Taken("kept-answers", head, map(_cells, _rows(request.user, _asked(request))), _("Kept answers"))


def _cells(one: Any) -> list[Any]:
    return [
        *(one.question, one.text, one.language, one.institution or "", one.valid_from, one.valid_to),
        "; ".join(str(theme.tag.name) for theme in one.themes.all()),
        *(_("yes") if one.is_shared else _("no"), " ".join(str(said) for said in aging.warnings(one))),
    ]


@login_required
@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """The paragraph, what it rests on, its versions with what changed, and where it is used."""
    return _page(request, _found(request, public_id))


def _page(
    request: Request, known: Any, *, status: int = 200, problem: str = "", forms: dict[str, Any] | None = None
) -> HttpResponse:
    versions = list(known.versions.select_related("by"))
    before = {one.number: one for one in versions}
    context = {
        "known": known,
        "warnings": aging.warnings(known),
        "versions": [
            (one, diff(before[one.number - 1].text, one.text) if one.number - 1 in before else [])
            for one in versions
        ],
        "uses": uses.of(known, request.user),
        "may_keep": may(request.user, Can.KEEP_KNOWN_ANSWERS) and not known.retired_at,
        "problem": problem,
        "confirm_form": ConfirmForm(initial={"version": known.version}),
        "retire_form": RetireForm(),
        **(forms or {}),
    }
    return render(request, "focal_points/known_answers/detail.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Write one, or make a new version; both texts are shown where somebody was faster."""
    require(request.user, Can.KEEP_KNOWN_ANSWERS)
    known = _found(request, public_id) if public_id else None
    form = KnownAnswerForm(request.POST if request.method == "POST" else None, known=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(_saved(request, known, form))
            except Invalid as refused:
                show(form, refused)
            except HouseError as refused:
                form.add_error(None, str(refused.message))
                known, status = _found(request, known.public_id), 409  # type: ignore[union-attr]
                form.goes_on_from(known.version)
    context = {"form": form, "known": known, "is_conflict": status == 409}
    return render(request, "focal_points/known_answers/edit.html", context, status=status)


def _saved(request: Request, known: KnownAnswer | None, form: KnownAnswerForm) -> KnownAnswer:
    if known is None:
        made = keeping.write(written=form.written(), by=request.user)
    else:
        made = keeping.change(
            known=known,
            version=form.cleaned_data["version"] or 0,
            written=form.written(),
            because=form.cleaned_data["because"],
            by=request.user,
        )
    messages.success(request, _("Saved."))
    return made


@login_required
@require_POST
def confirm(request: Request, public_id: UUID) -> HttpResponse:
    """It still holds."""
    require(request.user, Can.KEEP_KNOWN_ANSWERS)
    form = ConfirmForm(request.POST)
    return _done(request, public_id, "confirm_form", form, keeping.confirm, _("Noted: it still holds."))


@login_required
@require_POST
def retire(request: Request, public_id: UUID) -> HttpResponse:
    """Offer it no more."""
    require(request.user, Can.KEEP_KNOWN_ANSWERS)
    form = RetireForm(request.POST)
    return _done(request, public_id, "retire_form", form, keeping.retire, _("It is offered no more."))


def _done(request: Request, public_id: UUID, name: str, form: Any, service: Any, said: str) -> HttpResponse:
    known = _found(request, public_id)
    if not form.is_valid():
        return _page(request, known, status=422, forms={name: form})
    try:
        service(known=known, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return _page(request, known, status=422, forms={name: form})
    except HouseError as refused:
        return _page(request, _found(request, public_id), status=409, problem=str(refused.message))
    messages.success(request, said)
    return redirect(known)
