"""The treaties, since when they bind the State, and the reservations it keeps."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.forms.treaties import ConsentForm, ReservationForm, TreatyForm
from recommendations.models import Instrument, Ratification, Reservation
from recommendations.permissions import Can
from recommendations.services import ratifications

DAYS = ("signed_on", "ratified_on", "denounced_on")
SAID = ("kind", "articles", "language", "text", "made_on", "withdrawn_on")


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every treaty with the State's consent and how many reservations stand."""
    require(request.user, Can.SEE_IMPORTS)
    context = {"treaties": ratifications.instruments(), "may_edit": may(request.user, Can.EDIT_REGISTER)}
    return render(request, "recommendations/treaties/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A treaty that is not in the list."""
    require(request.user, Can.EDIT_REGISTER)
    form = TreatyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ratifications.add_instrument(by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("The treaty is in the list."))
            return redirect("recommendations:treaty-detail", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/treaties/new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, pk: int) -> HttpResponse:
    """One treaty; posting says since when it binds."""
    require(request.user, Can.SEE_IMPORTS)
    treaty = get_object_or_404(ratifications.instruments(), pk=pk)
    if request.method != "POST":
        return _page(request, treaty)
    require(request.user, Can.EDIT_REGISTER)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            ratifications.bind(instrument=treaty, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("recommendations:treaty-detail", pk)
    return _page(request, treaty, consent=form, status=422)


@login_required
@require_POST
def reserve(request: Request, pk: int) -> HttpResponse:
    """One more reservation or declaration."""
    require(request.user, Can.EDIT_REGISTER)
    treaty = get_object_or_404(ratifications.instruments(), pk=pk)
    form = ReservationForm(request.POST, prefix="reserve")
    if form.is_valid():
        try:
            ratifications.reserve(instrument=treaty, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Noted."))
            return redirect("recommendations:treaty-detail", pk)
    return _page(request, treaty, reservation=form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, public_id: UUID) -> HttpResponse:
    """Mend a reservation, or note its withdrawal."""
    require(request.user, Can.EDIT_REGISTER)
    rows = Reservation.objects.select_related("ratification__instrument")
    row = get_object_or_404(rows, public_id=public_id)
    form = ReservationForm(request.POST or None, initial={name: getattr(row, name) for name in SAID})
    if request.method == "POST" and form.is_valid():
        try:
            ratifications.change_reservation(reservation=row, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("recommendations:treaty-detail", row.ratification.instrument_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "reservation": row, "treaty": row.ratification.instrument}
    return render(request, "recommendations/treaties/reservation.html", context, status=status)


def _page(
    request: Request,
    treaty: Instrument,
    *,
    consent: ConsentForm | None = None,
    reservation: ReservationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    ours: Ratification | None = next(iter(treaty.ours), None)  # type: ignore[attr-defined]
    known = {name: getattr(ours, name) for name in DAYS} if ours else {}
    context = {
        "treaty": treaty,
        "ours": ours,
        "consent": consent or ConsentForm(initial=known),
        "reservation_form": reservation or ReservationForm(prefix="reserve"),
        "opened": "reserve" if reservation else "",
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/treaties/detail.html", context, status=status)
