"""The versions of an update, for the institution that writes it: its drafts are nobody else's."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points.models.institution import reach
from focal_points.services import versions
from focal_points.views.update_page import found
from nmrf.base.http import Request


@login_required
@require_safe
@never_cache
def index(request: Request, public_id: UUID) -> HttpResponse:
    """Newest first, what each changed."""
    update = found(request, public_id)
    if update.assignment.institution_id not in reach(request.user):
        raise Http404
    context = {"update": update, "assignment": update.assignment, "versions": versions.of(update)}
    return render(request, "focal_points/updates/versions.html", context)
