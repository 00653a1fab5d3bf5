"""Institutions and their people, as the house keeps them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points import institution_page, oversight, rows, vacancies
from focal_points.forms.institutions import EndTermForm, InstitutionForm, InviteForm, TermForm
from focal_points.models import Assignment, Institution, SearchRow, Term
from focal_points.models.institution import below
from focal_points.permissions import Can
from focal_points.services import institutions, terms
from focal_points.taken_away import Taken, strip_cells, strip_headings
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """As a tree, or by kind with `?by=kind`; each with its people of today and what it answers for."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    by_kind = request.GET.get("by") == "kind"
    lines = _lines(by_kind)
    groups: dict[str, list[Any]] = {}
    for line in lines:
        kind = str(line["institution"].get_kind_display()) if by_kind else ""
        groups.setdefault(kind, []).append(line)
    found = [line["institution"] for line in lines]
    context = {
        "kinds": groups,
        "total": len(found),
        "by_kind": by_kind,
        "alarms": sum(not one.has_focal_point and not one.closed_on for one in found),
    }
    return render(request, "focal_points/institutions/list.html", context)


def _lines(by_kind: bool) -> list[dict[str, Any]]:
    """Each with its depth in the tree, its people of today and the counts of what it leads."""
    shown = vacancies.with_alarms(_counted(Institution.objects.for_list()))
    found = list(shown.order_by("kind", "code") if by_kind else shown.order_by("code"))
    keys = [institution.pk for institution in found]
    people, counts = _people_today(keys), status_counts(keys)
    return [
        {
            "institution": line.institution,
            "steps": line.steps,
            "people": people.get(line.institution.pk, []),
            "counts": counts.get(line.institution.pk, {}),
        }
        for line in ([oversight.Line(one) for one in found] if by_kind else oversight.tree(found))
    ]


def taken(request: Request) -> Taken:
    """The same columns in the same order, the strip as a count for each status."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    head = [_("Code"), _("Name"), _("Kind"), _("Level"), _("Under"), *strip_headings()]
    head += [_("People today"), _("Focal point"), _("Closed on")]
    lines = map(_cells, _lines(request.GET.get("by") == "kind"))
    return Taken("institutions", head, lines, _("Institutions"))


def _cells(line: dict[str, Any]) -> list[Any]:
    one = line["institution"]
    people = "; ".join(f"{term.person}, {term.get_role_display()}" for term in line["people"])
    return [
        *(one.code, one, one.get_kind_display(), one.get_level_display(), one.parent or ""),
        *(*strip_cells(line["counts"]), people),
        *(_("yes") if one.has_focal_point else _("no"), one.closed_on),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Enter one, or change what is said of it."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    institution = get_object_or_404(Institution, public_id=public_id) if public_id else None
    form = InstitutionForm(request.POST or None, institution=institution, **_initial(institution))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = _save(institution, form, request)
            except Invalid as refused:
                _show(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("focal_points:institution-work", done.public_id)
    context = {"institution": institution, "form": form}
    return render(request, "focal_points/institutions/edit.html", context, status=status)


@login_required
@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Its people and terms, past ones too, and its work."""
    require(request.user, Can.KEEP_INSTITUTIONS)
    institution = get_object_or_404(_counted(Institution.objects.for_list()), public_id=public_id)
    return _page(request, institution)


def _page(request: Request, institution: Institution, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    found = list(institution.terms.select_related("person").order_by("-starts_on", "person__name"))
    running = [
        term for term in found if term.starts_on <= today and (not term.ends_on or term.ends_on >= today)
    ]
    context = {
        "institution": institution,
        "running": running,
        "others": [term for term in found if term not in running],
        "reasons": institution_page.alarms(institution),
        "handovers": institution_page.handovers(institution),
        "below": oversight.lines(below({institution.pk})),
        "counts": status_counts([institution.pk]).get(institution.pk, {}),
        "assignments": [(one, rows.subject_of(one)) for one in _assignments(institution)[:30]],
        "term_form": TermForm(prefix="term"),
        "invite_form": InviteForm(prefix="invite"),
        "end_form": EndTermForm(),
        "today": today,
        **forms,
    }
    return render(request, "focal_points/institutions/detail.html", context, status=status)


@login_required
@require_POST
def begin_term(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody who is here already gets a role."""
    institution = _institution(request, public_id)
    form = TermForm(request.POST, prefix="term")
    if not form.is_valid():
        return _page(request, institution, status=422, term_form=form, opened="term")
    try:
        terms.begin(institution=institution, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        _show(form, refused)
        return _page(request, institution, status=422, term_form=form, opened="term")
    messages.success(request, _("The term begins."))
    return redirect("focal_points:institution-work", public_id)


@login_required
@require_POST
def invite(request: Request, public_id: UUID) -> HttpResponse:
    """Somebody new: made, given a role from a day on, and sent a link."""
    institution = _institution(request, public_id)
    form = InviteForm(request.POST, prefix="invite")
    if not form.is_valid():
        return _page(request, institution, status=422, invite_form=form, opened="invite")
    try:
        terms.invite(institution=institution, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        _show(form, refused)
        return _page(request, institution, status=422, invite_form=form, opened="invite")
    messages.success(request, _("Invited. A link to choose a password was sent by mail."))
    return redirect("focal_points:institution-work", public_id)


@login_required
@require_POST
def end_term(request: Request, public_id: UUID, term_id: UUID) -> HttpResponse:
    """The last day of a term."""
    institution = _institution(request, public_id)
    term = get_object_or_404(institution.terms, public_id=term_id)
    form = EndTermForm(request.POST)
    if not form.is_valid():
        return _page(request, institution, status=422, end_form=form, ending=term)
    try:
        terms.end(term=term, by=request.user, **form.cleaned_data)
    except HouseError as refused:
        form.add_error("ends_on", str(refused.message))
        return _page(request, institution, status=422, end_form=form, ending=term)
    if term.ends_on and hasattr(term, "handover"):
        messages.success(request, _("The term ends. Its handover stands under People."))
    else:
        messages.success(request, _("Saved."))
    return redirect("focal_points:institution-work", public_id)


@login_required
@require_POST
def take_back_term(request: Request, public_id: UUID, term_id: UUID) -> HttpResponse:
    """A term that has not begun will not be."""
    institution = _institution(request, public_id)
    term = get_object_or_404(institution.terms, public_id=term_id)
    try:
        terms.take_back(term=term, by=request.user)
        messages.success(request, _("Taken back."))
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect("focal_points:institution-work", public_id)


@login_required
@require_POST
def close(request: Request, public_id: UUID) -> HttpResponse:
    """It exists no more."""
    institution = _institution(request, public_id)
    try:
        institutions.close(institution=institution, closed_on=timezone.localdate(), by=request.user)
        messages.success(request, _("Closed."))
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect("focal_points:institution-work", public_id)


def status_counts(keys: list[int]) -> dict[int, dict[str, int]]:
    """Institution → status → number of recommendations it leads, in one query."""
    led = SearchRow.objects.filter(lead__in=keys, is_home=True, is_ask=True, is_current=True)
    found: dict[int, dict[str, int]] = {}
    for lead, status, count in led.values_list("lead", "status").annotate(count=Count("pk")).order_by():
        found.setdefault(lead, {})[status] = count
    return found


def _assignments(institution: Institution) -> QuerySet[Assignment]:
    return institution.assignments.current().for_list().order_by("due_on", "pk")


def _institution(request: Request, public_id: UUID) -> Institution:
    require(request.user, Can.KEEP_INSTITUTIONS)
    return get_object_or_404(_counted(Institution.objects.for_list()), public_id=public_id)


def _counted(found: QuerySet[Institution]) -> QuerySet[Institution]:
    lead = Count("assignments", filter=Q(assignments__role="lead") & ~Q(assignments__state="withdrawn"))
    supporting = Count(
        "assignments", filter=Q(assignments__role="supporting") & ~Q(assignments__state="withdrawn")
    )
    return (
        found.select_related("parent")
        .prefetch_related("parent__names")
        .annotate(lead_count=lead, supporting_count=supporting)
    )


def _people_today(keys: list[int]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = {}
    for term in Term.objects.on(_today()).filter(institution__in=keys).select_related("person"):
        found.setdefault(term.institution_id, []).append(term)
    return found


def _today() -> date:
    return timezone.localdate()


def _initial(institution: Institution | None) -> dict[str, Any]:
    if institution is None:
        return {}
    names = {row.language: row.name for row in institution.names.all() if not row.is_alias}
    fields = ("kind", "level", "parent", "email", "wants_validator")
    return {"names": names, "initial": {field: getattr(institution, field) for field in fields}}


def _save(institution: Institution | None, form: InstitutionForm, request: Request) -> Institution:
    if institution:
        return institutions.describe(institution=institution, by=request.user, **form.described())
    return institutions.create(code=form.cleaned_data["code"], by=request.user, **form.described())


def _show(form: Any, refused: Invalid) -> None:
    first = next((name for name in form.fields if name.startswith("name_")), None)
    for name, message in refused.fields.items():
        place = first if name == "name" and name not in form.fields else name
        form.add_error(place if place in form.fields else None, message)
