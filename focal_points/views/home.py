"""Where somebody lands who signs in: at the work that waits, by what they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points.permissions import Can
from nmrf.base.http import Request
from nmrf.base.permissions import may


@login_required
@require_safe
@never_cache
def home(request: Request) -> HttpResponse:
    """House → desk; people with a term → their list; the NHRI → its views; others → the public pages."""
    if may(request.user, Can.SEE_DESK):
        return redirect("focal_points:desk")
    if may(request.user, Can.SEE_WORKSPACE):
        return redirect("focal_points:my-work")
    if may(request.user, Can.STATE_VIEW):
        return redirect("focal_points:view-list")
    if request.user.role:
        messages.info(request, _("You are signed in. The public record is open to you here."))
    else:
        messages.info(
            request,
            _("You speak for no institution today, so no work waits here. The secretariat can change that."),
        )
    return redirect("reporting:home")
