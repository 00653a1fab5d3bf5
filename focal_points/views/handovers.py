"""Handovers: the list, one with its notes, who takes over, the welcome page, the pack to print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points import handover_page
from focal_points.forms.handovers import NotesForm, SuccessorForm
from focal_points.models import Handover, Term
from focal_points.models.institution import reach
from focal_points.models.urgency import Urgency
from focal_points.permissions import Can
from focal_points.services import handovers, leaving
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require

PER_PAGE = 25
AT_FIRST = 8


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """Those that wait first, then what was handed over."""
    require(request.user, Can.SEE_HANDOVERS)
    rows = Handover.objects.visible_to(request.user).for_list()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "open_count": rows.open().count(),
        "own_terms": _own_terms(request),
        "today": timezone.localdate(),
    }
    return render(request, "focal_points/handovers/list.html", context)


@login_required
@require_POST
def begin(request: Request, term_id: UUID) -> HttpResponse:
    """Prepare the handover of a term, long before its last day or after it."""
    rows = Term.objects.select_related("person", "institution")
    if not request.user.is_house:
        rows = rows.filter(institution__in=reach(request.user))
    return redirect(handovers.begin(term=get_object_or_404(rows, public_id=term_id), by=request.user))


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Everything that goes on, with room for the leaver's notes."""
    return _page(request, _found(request, public_id))


@login_required
@require_POST
def write(request: Request, public_id: UUID) -> HttpResponse:
    """Keep the notes: by the button, or by themselves while somebody types."""
    handover = _found(request, public_id)
    require(request.user, Can.WRITE_HANDOVER, handover)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _said(request, handover, form, 422)
    said = {name: form.cleaned_data[name] for name in ("version", "notes", "contacts")}
    try:
        handover = handovers.write(handover=handover, about=form.about, by=request.user, **said)
    except Invalid as refused:
        show(form, refused)
        return _said(request, handover, form, 422)
    except StaleEdit as stale:
        typed = request.POST.copy()
        typed["version"] = str(stale.current.version)
        return _said(request, stale.current, NotesForm(typed), 409)
    if request.htmx:
        return render(request, "focal_points/handovers/_saved.html", {"handover": handover})
    messages.success(request, _("Saved."))
    return redirect(handover)


def _said(request: Request, handover: Handover, form: NotesForm, status: int) -> HttpResponse:
    """What went wrong: as a line for who types, as the whole page for who pressed the button."""
    context = {"form": form, "is_stale": status == 409}
    if request.htmx:
        shown = context | {"handover": handover}
        return render(request, "focal_points/handovers/_saved.html", shown, status=status)
    return _page(request, _found(request, handover.public_id), status, **context)


@login_required
@require_POST
def successor(request: Request, public_id: UUID) -> HttpResponse:
    """Move it now, or name who gets it on the day."""
    handover = _found(request, public_id)
    require(request.user, Can.HAND_OVER, handover)
    form = _successor_form(handover, request.POST)
    if not form.is_valid():
        return _page(request, handover, 422, successor_form=form)
    chosen = form.cleaned_data["successor"]
    try:
        if form.is_now:
            handovers.move(handover=handover, successor=chosen, by=request.user)
            messages.success(request, _("Handed over. %(person)s was told.") % {"person": chosen})
        else:
            handovers.name_successor(handover=handover, successor=chosen, by=request.user)
            messages.success(request, _("Named. The work moves when the last day has passed."))
    except Invalid as refused:
        show(form, refused)
        return _page(request, handover, 422, successor_form=form)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect(handover)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def welcome(request: Request, public_id: UUID) -> HttpResponse:
    """What one takes over; posting says that one has read it."""
    handover = _found(request, public_id)
    if request.method == "POST":
        handovers.read(handover=handover, by=request.user)
        return redirect("focal_points:my-work" if reach(request.user) else handover)
    rows = handover_page.assignments(handover)
    notes = handover_page.notes(handover)
    waiting = [one for one in rows[:AT_FIRST] if Urgency(one.urgency).waits]
    noted = rows.filter(pk__in=notes).exclude(pk__in=[one.pk for one in waiting])
    context = {
        "handover": handover,
        "first": [*waiting, *noted[:PER_PAGE]],
        "total": rows.count(),
        "notes": notes,
        "institutions": [],
        "today": timezone.localdate(),
        "is_mine": handover.successor_id == request.user.pk,
    } | handover_page.contents(handover, request.user)
    return render(request, "focal_points/handovers/welcome.html", context)


@login_required
@require_safe
@never_cache
def pack(request: Request, public_id: UUID) -> HttpResponse:
    """The same on one page, to be printed or kept."""
    handover = _found(request, public_id)
    rows = handover_page.assignments(handover)
    context = {
        "handover": handover,
        "assignments": list(rows[: handover_page.MOST]),
        "total": rows.count(),
        "notes": handover_page.notes(handover),
        "today": timezone.localdate(),
    } | handover_page.contents(handover, request.user)
    return render(request, "focal_points/handovers/pack.html", context)


def _page(request: Request, handover: Handover, status: int = 200, **more: Any) -> HttpResponse:
    rows = handover_page.assignments(handover)
    notes = handover_page.notes(handover)
    form = more.get("form")
    typed = form.about if form else {}
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "handover": handover,
        "form": NotesForm(
            initial={
                "notes": handover.notes,
                "contacts": handover.contacts,
                "version": handover.version,
            }
        ),
        "may_write": may(request.user, Can.WRITE_HANDOVER, handover),
        "may_hand_over": may(request.user, Can.HAND_OVER, handover),
        "successor_form": _successor_form(handover),
        "page": page,
        "lines": [(one, typed.get(one.pk, notes.get(one.pk, ""))) for one in page],
        "held": leaving.held_by(handover.term.person_id, leaving.scope(handover.term)),
        "is_over": handovers.is_over(handover.term),
        "today": timezone.localdate(),
        **handover_page.contents(handover, request.user),
        **more,
    }
    return render(request, "focal_points/handovers/detail.html", context, status=status)


def _successor_form(handover: Handover, data: Any = None) -> SuccessorForm:
    initial = {"successor": handover.successor.public_id} if handover.successor else {}
    return SuccessorForm(
        data,
        terms=handovers.successors(handover),
        is_over=handovers.is_over(handover.term) or handover.moved_at is not None,
        initial=initial,
    )


def _own_terms(request: Request) -> list[Term]:
    """Terms of one's own whose handover was not begun."""
    running = request.user.terms.on(timezone.localdate()).filter(handover=None)
    return list(running.select_related("institution").prefetch_related("institution__names"))


def _found(request: Request, public_id: UUID) -> Handover:
    return get_object_or_404(Handover.objects.visible_to(request.user).for_list(), public_id=public_id)
