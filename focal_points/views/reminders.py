"""One's reminders: how often, in which language, the calendar's address, what the last mails told, links."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.forms.reminders import WishForm
from focal_points.models import AnswerLink, CalendarFeed, Institution
from focal_points.permissions import Can
from focal_points.services.reminders import calendars, rules
from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require

TOLD = 8


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """The person's own; posting keeps how often and in which language."""
    require(request.user, Can.CHOOSE_REMINDERS)
    form = WishForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            rules.wish(person=request.user, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Saved."))
            return redirect("focal_points:reminder-list")
    status = 422 if request.method == "POST" else 200
    return render(request, "focal_points/reminders/index.html", _context(request, form), status=status)


def _context(request: Request, form: WishForm) -> dict[str, Any]:
    own = CalendarFeed.objects.filter(person=request.user, revoked_at=None).first()
    institutions = list(Institution.objects.of(request.user).current().for_list())
    feeds = CalendarFeed.objects.filter(institution__in=institutions, revoked_at=None)
    by_institution = {feed.institution_id: calendars.address(feed) for feed in feeds}
    return {
        "form": form,
        "address": calendars.address(own) if own else "",
        "institutions": [(one, by_institution.get(one.pk, "")) for one in institutions],
        "digests": request.user.digests.all()[:TOLD],
        "open_links": AnswerLink.objects.visible_to(request.user).open().count(),
    }


@login_required
@require_POST
def renew_feed(request: Request) -> HttpResponse:
    """One's own calendar: the first address, or another one."""
    calendars.renew(person=request.user, by=request.user)
    messages.success(request, _("This is the address now. An earlier one does not work any more."))
    return redirect("focal_points:reminder-list")


@login_required
@require_POST
def revoke_feed(request: Request) -> HttpResponse:
    """No calendar any more."""
    require(request.user, Can.KEEP_FEED, request.user)
    for feed in CalendarFeed.objects.filter(person=request.user):
        calendars.revoke(feed=feed, by=request.user)
    messages.success(request, _("The address does not work any more."))
    return redirect("focal_points:reminder-list")


@login_required
@require_POST
def renew_institution_feed(request: Request, public_id: UUID) -> HttpResponse:
    """The calendar of an institution one speaks for."""
    calendars.renew(institution=_institution(request, public_id), by=request.user)
    messages.success(request, _("This is the address now. An earlier one does not work any more."))
    return _back(request, public_id)


@login_required
@require_POST
def revoke_institution_feed(request: Request, public_id: UUID) -> HttpResponse:
    """No calendar of the institution any more."""
    for feed in CalendarFeed.objects.filter(institution=_institution(request, public_id)):
        calendars.revoke(feed=feed, by=request.user)
    messages.success(request, _("The address does not work any more."))
    return _back(request, public_id)


def _institution(request: Request, public_id: UUID) -> Institution:
    """One's own or one below; any for the house."""
    rows = Institution.objects.all() if request.user.is_house else Institution.objects.of(request.user)
    return get_object_or_404(rows, public_id=public_id)


def _back(request: Request, public_id: UUID) -> HttpResponse:
    if request.user.is_house:
        return redirect("focal_points:institution-work", public_id)
    return redirect("focal_points:reminder-list")
