"""What is said of a whole selection of the working list: the State's position, the follow-up mark."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from focal_points.views.selection import bulk
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.forms.marks import FollowUpMarkForm, PositionForm
from recommendations.permissions import Can as Register
from recommendations.services import follow_up, positions


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_positions(request: Request) -> HttpResponse:
    """One position, day and source for all that is selected."""
    require(request.user, Register.EDIT_REGISTER)
    return bulk(request, "position", PositionForm, positions.state_many)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark_followup(request: Request) -> HttpResponse:
    """One follow-up deadline for all that is selected."""
    require(request.user, Register.EDIT_REGISTER)
    return bulk(request, "followup", FollowUpMarkForm, follow_up.mark_many)
