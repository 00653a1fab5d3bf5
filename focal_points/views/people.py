"""Everybody who signs in: found, invited, sent the link again, closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.forms.institutions import DescribePersonForm, PersonForm
from focal_points.models import Term
from focal_points.permissions import Can
from focal_points.taken_away import Taken
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import User
from nmrf.base.permissions import Can as House
from nmrf.base.permissions import may, require
from nmrf.base.services import people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """By name; posting invites somebody who is of no institution."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    if request.method == "POST":
        return _invite(request)
    return _page(request, PersonForm())


def _invite(request: Request) -> HttpResponse:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        people.invite(by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return _page(request, form, status=422)
    messages.success(request, _("Invited. A link to choose a password was sent by mail."))
    return redirect("focal_points:person-list")


def _page(request: Request, form: PersonForm, status: int = 200) -> HttpResponse:
    words = _words(request)
    if not may(request.user, House.KEEP_HOUSE):
        form.fields["role"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in User.Role.choices if value not in people.HOUSE
        ]
    context: dict[str, Any] = {
        "page": Paginator(_people(words), 50).get_page(request.GET.get("page")),
        "q": words,
        "form": form,
        "opened": status != 200,
        "may_keep_house": may(request.user, House.KEEP_HOUSE),
    }
    return render(request, "focal_points/institutions/people.html", context, status=status)


def _words(request: Request) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()


def _people(words: str) -> QuerySet[User]:
    """By name, each with the terms of today; `words` stand in the name or the address."""
    running = Term.objects.on(timezone.localdate()).select_related("institution")
    found = User.objects.order_by("name", "pk").prefetch_related(
        Prefetch("terms", running.prefetch_related("institution__names"), to_attr="running_terms")
    )
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found


def taken(request: Request) -> Taken:
    """The same columns, narrowed by the same words."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    head = [_("Name"), _("E-mail address"), _("Role"), _("Phone"), _("Organisation"), _("Speaks for")]
    lines = map(_cells, _people(_words(request)))
    return Taken("people", [*head, pgettext("of work", "State")], lines, _("People"))


def _cells(person: Any) -> list[Any]:
    terms = "; ".join(f"{term.institution}, {term.get_role_display()}" for term in person.running_terms)
    return [
        *(person.name, person.email, person.get_role_display(), person.phone, person.organisation),
        *(terms, "" if person.is_active else _("closed")),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """What is known of somebody, and the terms they had."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    person = get_object_or_404(User, public_id=public_id)
    if person.role in people.HOUSE:
        require(request.user, House.KEEP_HOUSE)
    known = {name: getattr(person, name) for name in DescribePersonForm.base_fields}
    form = DescribePersonForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            people.describe(person=person, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("focal_points:person-list")
    terms = person.terms.select_related("institution", "handover").prefetch_related("institution__names")
    context = {"person": person, "form": form, "terms": terms}
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/institutions/person.html", context, status=status)


@login_required
@require_POST
def reopen(request: Request, public_id: UUID) -> HttpResponse:
    """They sign in again; a new term is begun by hand."""
    return _do(request, public_id, people.reopen, _("Opened again."))


@login_required
@require_POST
def send_link(request: Request, public_id: UUID) -> HttpResponse:
    """The link to choose a password, once more."""
    return _do(request, public_id, people.send_link, _("Sent."))


@login_required
@require_POST
def close(request: Request, public_id: UUID) -> HttpResponse:
    """They sign in no more."""
    return _do(request, public_id, people.close, _("Closed."))


def _do(request: Request, public_id: UUID, service: Any, said: str) -> HttpResponse:
    require(request.user, Can.KEEP_INSTITUTIONS)
    person = get_object_or_404(User, public_id=public_id)
    try:
        service(person=person, by=request.user)
        messages.success(request, said)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect("focal_points:person-list")
