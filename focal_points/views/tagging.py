"""Tags set aside and needs marked: on the working page of one recommendation, and for a whole selection."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focal_points.forms.keys import KeyForm
from focal_points.forms.tagging import BulkNeedForm, BulkTagForm, NeedsForm
from focal_points.permissions import Can
from focal_points.services import national_needs
from focal_points.views.selection import bulk
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import require
from recommendations.models import Recommendation, Tag
from recommendations.permissions import Can as Register
from recommendations.services import retagging


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: Request) -> HttpResponse:
    """Put on, taken off or set aside: for all that is selected."""
    require(request.user, Register.EDIT_REGISTER)
    return bulk(request, "tag", BulkTagForm, _retag)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: Request) -> HttpResponse:
    """A law or a budget: for all that is selected."""
    require(request.user, Can.MARK_NEEDS)
    return bulk(request, "need", BulkNeedForm, national_needs.mark_many)


def _retag(*, act: str, **given: Any) -> Operation:
    services = {
        "add": retagging.add,
        "remove": retagging.remove,
        "exclude": retagging.exclude,
        "include": retagging.include,
    }
    return services[act](**given)


def _needs(request: Request, recommendation: Recommendation, form: NeedsForm) -> str:
    national_needs.mark(recommendation=recommendation, kinds=form.cleaned_data["kinds"], by=request.user)
    return _("Saved.")


def _exclude(request: Request, recommendation: Recommendation, form: KeyForm) -> str:
    tag = get_object_or_404(Tag, pk=form.cleaned_data["key"])
    retagging.set_aside(recommendation=recommendation, tag=tag, by=request.user)
    return _("Set aside: it counts nowhere, whatever the source says.")


def _include(request: Request, recommendation: Recommendation, form: KeyForm) -> str:
    tag = get_object_or_404(Tag, pk=form.cleaned_data["key"])
    retagging.let_count(recommendation=recommendation, tag=tag, by=request.user)
    return _("It counts again.")


TAGGING: dict[str, tuple[Any, Any]] = {
    "needs": (lambda request, one: NeedsForm(request.POST, prefix="needs"), _needs),
    "exclude": (lambda request, one: KeyForm(request.POST, prefix="exclude"), _exclude),
    "include": (lambda request, one: KeyForm(request.POST, prefix="include"), _include),
}
"""Address → form and what it does, as in `recommendations.ACTIONS`."""
