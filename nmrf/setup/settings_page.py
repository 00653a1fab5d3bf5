"""The house's settings afterwards, with their history; and the logo, which everybody sees."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nmrf.base import changes
from nmrf.base.errors import Invalid, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import HouseSettings
from nmrf.base.permissions import Can, require
from nmrf.base.services import house
from nmrf.setup.forms import LaterForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponseBase:
    """What the assistant asked; the State alone stays as it was set up."""
    require(request.user, Can.KEEP_HOUSE)
    row = house.load()
    form = LaterForm(request.POST or None, request.FILES or None, row=row)
    form.fields["version"].initial = row.version
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                house.change(
                    values=_said(form.cleaned_data, row, request),
                    version=form.cleaned_data["version"],
                    by=request.user,
                )
            except Invalid as refused:
                show(form, refused)
            except StaleEdit:
                status = 409
                form.add_error(
                    None, _("Somebody changed the settings meanwhile. Look at them again, then save.")
                )
            else:
                messages.success(request, _("Saved. All processes follow within a minute."))
                return redirect("house-settings")
    events = HouseSettings.pgh_event_model.objects.all()  # type: ignore[attr-defined]
    context = {
        "form": form,
        "row": row,
        "home_state": settings.HOME_STATE,
        "changes": changes.of([events], most=20),
    }
    return render(request, "setup/settings.html", context, status=status)


def _said(typed: dict[str, Any], row: HouseSettings, request: Request) -> dict[str, Any]:
    said = {name: typed[name] for name in ("site_name", "languages", "time_zone", "from_email")}
    if typed["logo"]:
        said["logo"] = house.store_logo(upload=typed["logo"], by=request.user)
    else:
        said["logo"] = None if typed["without"] else row.logo
    return said


@require_safe
def logo(request: HttpRequest) -> HttpResponseBase:
    """Public, kept by browsers for a day: its address carries its digest."""
    file = house.load().logo
    if file is None:
        raise Http404
    try:
        answer = FileResponse(file.content.open("rb"), content_type=file.media_type)
    except OSError as lost:
        raise Http404 from lost
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
