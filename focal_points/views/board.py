"""The board: what the working list finds in columns; a card is put elsewhere by dragging or by its form."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from focal_points import board
from focal_points.models import Institution
from focal_points.permissions import Can
from focal_points.services import assigning
from focal_points.views.selection import done, working
from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import may, require
from recommendations.models import Cluster, Recommendation
from recommendations.permissions import Can as Register
from recommendations.services import clusters


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """`?by=cluster`, `institution` or `status`; the filters are those of the list."""
    require(request.user, Can.SEE_DESK)
    search = working(request)
    made = board.of(search, request.GET.get("by", ""), request.GET.get("page"))
    context = {
        "search": search,
        "board": made,
        "ways": [(code, label, code == made.by) for code, label in board.BY.items()],
        "may_move": made.by != "status" and may(request.user, Register.CLUSTER),
        "query": search.address(),
        "done": done(request),
    }
    return render(request, "focal_points/recommendations/board.html", context)


@login_required
@require_POST
def move(request: Request) -> HttpResponse:
    """One card into another column: into another cluster, or to an institution that leads from now on."""
    require(request.user, Register.CLUSTER)
    one = get_object_or_404(Recommendation, public_id=_key(request.POST.get("pick", "")))
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/work/"):
        back = reverse("focal_points:recommendation-board")
    try:
        operation = _moved(request, one)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect(back)
    if operation.skipped and not operation.size:
        messages.warning(request, operation.skipped[0]["why"])
        return redirect(back)
    address = back.rstrip("?&")
    return redirect(f"{address}{'&' if '?' in address else '?'}done={operation.pk}")


def _moved(request: Request, one: Recommendation) -> Operation:
    to, out_of = (request.POST.get(name, "").replace("\x00", "") for name in ("to", "out_of"))
    if request.POST.get("by") == "institution":
        require(request.user, Can.ASSIGN)
        lead = get_object_or_404(Institution.objects.current(), code=to)
        return assigning.assign_many(recommendations=[one], lead=lead, by=request.user)
    return clusters.move(
        recommendations=[one],
        to=get_object_or_404(Cluster, code=to) if to else None,
        out_of=get_object_or_404(Cluster, code=out_of) if out_of else None,
        by=request.user,
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
