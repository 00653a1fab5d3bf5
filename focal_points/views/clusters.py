"""Clusters at work: list, names, members found by search, coordinator."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.assigning import CoordinatorForm
from focal_points.forms.clusters import ClusterTextsForm
from focal_points.models import Assignment, SearchRow
from focal_points.permissions import Can
from focal_points.search import Search
from focal_points.services import assigning
from focal_points.taken_away import Taken, strip_cells, strip_headings
from focal_points.views.selection import selected
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.models import Cluster
from recommendations.permissions import Can as Register
from recommendations.services import clusters


def _clusters() -> QuerySet[Cluster]:
    coordinators = Assignment.objects.current().leading().select_related("institution")
    return Cluster.objects.prefetch_related(
        "texts",
        Prefetch(
            "assignments",
            coordinators.prefetch_related("institution__names"),
            to_attr="coordinated",
        ),
    )


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Each with its strip and coordinator."""
    require(request.user, Can.SEE_DESK)
    context = {"lines": _lines(), "may_edit": may(request.user, Register.CLUSTER)}
    return render(request, "focal_points/clusters/list.html", context)


def _lines() -> list[tuple[Cluster, dict[str, int]]]:
    """Those that are worked on, the first to be done first, each with its counts by status."""
    found = sorted(
        _clusters().filter(archived_at=None),
        key=lambda one: (Cluster.Priority.values.index(one.priority), str(one).casefold()),
    )
    counts = status_counts([cluster.pk for cluster in found])
    return [(cluster, counts.get(cluster.pk, {})) for cluster in found]


def taken(request: Request) -> Taken:
    """The same columns, the strip as a count for each status."""
    require(request.user, Can.SEE_DESK)
    head = [_("Code"), _("Cluster"), _("Priority"), *strip_headings(), _("Coordinator")]
    lines = (
        [
            *(one.code, one, one.get_priority_display(), *strip_cells(counts)),
            "; ".join(str(a.institution) for a in one.coordinated),  # type: ignore[attr-defined]
        ]
        for one, counts in _lines()
    )
    return Taken("clusters", head, lines, _("Clusters"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID | None = None) -> HttpResponse:
    """Make one, or name it anew."""
    require(request.user, Register.CLUSTER)
    cluster = get_object_or_404(Cluster, public_id=public_id) if public_id else None
    form = ClusterTextsForm(request.POST or None, cluster=cluster)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = _save(cluster, form, request)
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("focal_points:cluster-detail", done.public_id)
    context = {"cluster": cluster, "form": form}
    return render(request, "focal_points/clusters/edit.html", context, status=status)


def _save(cluster: Cluster | None, form: ClusterTextsForm, request: Request) -> Cluster:
    priority = form.cleaned_data["priority"]
    if cluster:
        return clusters.describe(cluster=cluster, texts=form.texts, priority=priority, by=request.user)
    return clusters.create(
        code=form.cleaned_data["code"],
        texts=form.texts,
        priority=priority or Cluster.Priority.NORMAL,
        by=request.user,
    )


@login_required
@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Its members, and a search for more."""
    require(request.user, Can.SEE_DESK)
    cluster = get_object_or_404(_clusters(), public_id=public_id)
    return _page(request, cluster, CoordinatorForm())


def _page(request: Request, cluster: Cluster, form: CoordinatorForm, status: int = 200) -> HttpResponse:
    members = SearchRow.objects.filter(clusters__contains=[cluster.pk]).select_related(
        "recommendation__document__mechanism"
    )
    members = members.prefetch_related("recommendation__texts").order_by("mechanism", "document", "place")
    found = []
    if request.GET.get("q"):
        search = Search.from_query(_words(request.GET), request.user)
        found = list(search.rows().prefetch_related("recommendation__texts")[:40])
    inside = [(row, row.recommendation.name) for row in members]
    context = {
        "cluster": cluster,
        "members": inside,
        "found": [(row, row.recommendation.name, cluster.pk in row.clusters) for row in found],
        "q": request.GET.get("q", ""),
        "counts": status_counts([cluster.pk]).get(cluster.pk, {}),
        "coordinator": next(iter(cluster.coordinated), None),  # type: ignore[attr-defined]
        "coordinator_form": form,
        "supporting": Assignment.objects.current()
        .filter(cluster=cluster, role=Assignment.Role.SUPPORTING)
        .for_list(),
        "may_edit": may(request.user, Register.CLUSTER) and not cluster.archived_at,
    }
    return render(request, "focal_points/clusters/detail.html", context, status=status)


@login_required
@require_POST
def members(request: Request, public_id: UUID) -> HttpResponse:
    """Put the ticked ones in, or take them out."""
    require(request.user, Register.CLUSTER)
    cluster = get_object_or_404(Cluster, public_id=public_id)
    chosen = selected(_only_picks(request.POST), Search.from_query(QueryDict()))
    service = clusters.remove if request.POST.get("do") == "remove" else clusters.add
    if not chosen.exists():
        messages.warning(request, _("Tick what you mean."))
        return redirect("focal_points:cluster-detail", public_id)
    try:
        operation = service(cluster=cluster, recommendations=chosen, by=request.user)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect("focal_points:cluster-detail", public_id)
    messages.success(request, operation.label)
    return redirect("focal_points:cluster-detail", public_id)


@login_required
@require_POST
def coordinate(request: Request, public_id: UUID) -> HttpResponse:
    """Say which institution coordinates it; another than today's takes its place."""
    require(request.user, Can.ASSIGN)
    cluster = get_object_or_404(_clusters(), public_id=public_id)
    form = CoordinatorForm(request.POST)
    if not form.is_valid():
        return _page(request, cluster, form, status=422)
    try:
        _assign(request, cluster, **form.cleaned_data)
    except HouseError as refused:
        form.add_error("institution", str(refused.message))
        return _page(request, cluster, form, status=409)
    messages.success(request, _("Saved. The institution was told."))
    return redirect("focal_points:cluster-detail", public_id)


def _assign(request: Request, cluster: Cluster, role: str, **given: Any) -> None:
    """Another coordinator takes the place of today's; supporting institutions stand beside each other."""
    if role == Assignment.Role.SUPPORTING:
        assigning.assign(cluster=cluster, role=role, by=request.user, **given)
    else:
        assigning.coordinate(cluster=cluster, by=request.user, **given)


@login_required
@require_POST
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Close a cluster nobody works on any more."""
    require(request.user, Register.CLUSTER)
    clusters.archive(cluster=get_object_or_404(Cluster, public_id=public_id), by=request.user)
    messages.success(request, _("Archived."))
    return redirect("focal_points:cluster-list")


def status_counts(keys: list[int]) -> dict[int, dict[str, int]]:
    """Cluster → status → number of this State's recommendations, in one query."""
    found: dict[int, dict[str, int]] = {}
    rows = SearchRow.objects.filter(clusters__overlap=keys, is_home=True, is_ask=True, is_current=True)
    grouped: Any = rows.values_list("clusters", "status").annotate(count=Count("pk")).order_by()
    for clusters_of, status, count in grouped:
        for key in set(clusters_of) & set(keys):
            of_cluster = found.setdefault(key, {})
            of_cluster[status] = of_cluster.get(status, 0) + count
    return found


def _words(query: QueryDict) -> QueryDict:
    words = QueryDict(mutable=True)
    words["q"] = query.get("q", "")
    return words


def _only_picks(posted: QueryDict) -> QueryDict:
    picks = QueryDict(mutable=True)
    picks.setlist("pick", posted.getlist("pick"))
    return picks
