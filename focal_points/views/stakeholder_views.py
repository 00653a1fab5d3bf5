"""Where the NHRI says how far it sees a recommendation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from focal_points.forms.institutions import ViewForm
from focal_points.models import StakeholderView
from focal_points.permissions import Can
from focal_points.search import Search
from focal_points.services import stakeholder_views
from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.models import Recommendation


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Find a recommendation; those already spoken about are marked."""
    require(request.user, Can.STATE_VIEW)
    search = Search.from_query(request.GET, request.user)
    page = Paginator(search.rows().prefetch_related("recommendation__texts"), 30).get_page(
        request.GET.get("page")
    )
    keys = [row.pk for row in page]
    said = {
        view.recommendation_id: view
        for view in StakeholderView.objects.filter(recommendation__in=keys, is_nhri=True).order_by(
            "stated_on"
        )
    }
    lines = [(row, row.recommendation.name, said.get(row.pk)) for row in page]
    context = {"search": search, "page": page, "lines": lines}
    return render(request, "focal_points/stakeholder_views/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: Request, public_id: UUID) -> HttpResponse:
    """State a view; earlier ones stay below."""
    require(request.user, Can.STATE_VIEW)
    recommendation = get_object_or_404(Recommendation.objects.home().for_list(), public_id=public_id)
    parts = recommendation.parts.filter(removed_at=None)
    form = ViewForm(request.POST or None, parts=parts)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                stakeholder_views.state(
                    recommendation=recommendation,
                    organisation=request.user.organisation or request.user.name,
                    by=request.user,
                    **form.cleaned_data,
                )
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Your view is recorded."))
                return redirect("focal_points:view-list")
    context = {
        "recommendation": recommendation,
        "name": recommendation.name,
        "form": form,
        "earlier": recommendation.views.filter(is_nhri=True).select_related("part", "by"),
        "verified": getattr(getattr(recommendation, "search_row", None), "status", ""),
    }
    return render(request, "focal_points/stakeholder_views/state.html", context, status=status)
