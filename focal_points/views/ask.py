"""One confirmed request at work: its members, taking them out, adding by hand, a title, a cluster of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points import ask_page
from focal_points.ask_figures import making
from focal_points.forms.asks import ClusterForm, TitleForm, chosen
from focal_points.search import Search
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.models import Ask, Recommendation
from recommendations.permissions import Can
from recommendations.services import asks, clusters

FOUND = 20


def _ask(public_id: UUID) -> Ask:
    return get_object_or_404(Ask, public_id=public_id, state=Ask.State.CONFIRMED)


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Its members by time, and a search for more."""
    require(request.user, Can.SEE_ASKS)
    return _page(request, _ask(public_id))


def _page(request: Request, ask: Ask, *, status: int = 200, **forms: Any) -> HttpResponse:
    keys = list(ask.members.values_list("recommendation", flat=True))
    card = ask_page.confirmed(ask, keys)
    name = ask.title or card.lines[-1].recommendation.name
    context = {
        "ask": ask,
        "card": card,
        "name": name,
        "q": request.GET.get("q", ""),
        "found": _found(request, keys),
        "title_form": forms.get("title_form", TitleForm(initial={"title": ask.title})),
        "cluster_form": forms.get("cluster_form", ClusterForm(initial={"name": name[:200]})),
        "may_decide": may(request.user, Can.DECIDE_ASKS),
        "may_cluster": may(request.user, Can.CLUSTER),
    }
    return render(request, "focal_points/asks/detail.html", context, status=status)


def _found(request: Request, inside: list[int]) -> list[Recommendation]:
    """What a search finds that does not belong yet."""
    if not request.GET.get("q", "").strip():
        return []
    rows = Search.from_query(request.GET, request.user).recommendations().exclude(pk__in=inside)
    return list(Recommendation.objects.filter(pk__in=rows.values("pk")[:FOUND]).for_list())


@login_required
@require_POST
def divide(request: Request, public_id: UUID) -> HttpResponse:
    """Take those ticked out: each for itself, or as a request of their own."""
    require(request.user, Can.DECIDE_ASKS)
    ask = _ask(public_id)
    as_one = request.POST.get("act") == "own"
    try:
        operation = asks.divide(ask=ask, out=_rows(request, "out"), as_one=as_one, by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect("asks:detail", public_id)
    ask.refresh_from_db()
    if ask.state == Ask.State.DISSOLVED:
        messages.info(request, _("Less than two were left: it is no recurring request any more."))
        return redirect("focal_points:operation-detail", operation.pk)
    messages.success(request, operation.label)
    return redirect("asks:detail", public_id)


@login_required
@require_POST
def join(request: Request, public_id: UUID) -> HttpResponse:
    """Add those ticked, found or not."""
    require(request.user, Can.DECIDE_ASKS)
    ask = _ask(public_id)
    standing = Recommendation.objects.filter(ask_member__ask=ask)
    try:
        added = _rows(request, "add")
        if added:
            operation = asks.join(recommendations=[*standing, *added], by=request.user)
            messages.success(request, operation.label)
    except HouseError as refused:
        messages.error(request, str(refused.message))
    ask.refresh_from_db()
    found = standing.values_list("ask_member__ask__public_id", flat=True).first() or public_id
    return redirect("asks:detail", found)


@login_required
@require_POST
def name(request: Request, public_id: UUID) -> HttpResponse:
    """Give it a title."""
    require(request.user, Can.DECIDE_ASKS)
    ask = _ask(public_id)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _page(request, ask, status=422, title_form=form)
    asks.name(ask=ask, title=form.cleaned_data["title"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("asks:detail", public_id)


@login_required
@require_POST
def cluster(request: Request, public_id: UUID) -> HttpResponse:
    """Make a cluster of its members."""
    require(request.user, Can.CLUSTER)
    ask = _ask(public_id)
    form = ClusterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                texts = {get_language() or "en": {"name": said["name"]}}
                made = clusters.create(code=said["code"], texts=texts, by=request.user)
                rows = Recommendation.objects.filter(pk__in=making(ask.pk).values("pk"))
                clusters.add(cluster=made, recommendations=rows, by=request.user)
            return redirect("focal_points:cluster-detail", made.public_id)
        except Invalid as refused:
            show(form, refused)
    return _page(request, ask, status=422, cluster_form=form)


def _rows(request: Request, field: str) -> list[Recommendation]:
    return list(Recommendation.objects.filter(public_id__in=chosen(request.POST, field)))
