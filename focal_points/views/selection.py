"""The working list, and what is done to a whole selection of it as one operation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from focal_points import found_files, undoing
from focal_points.columns import Table
from focal_points.facets import facets_of
from focal_points.forms.assigning import BulkAssignForm, BulkClusterForm
from focal_points.listing import for_lines, page_of
from focal_points.models import Assignment, SavedSearch
from focal_points.permissions import Can
from focal_points.recommendation_columns import ALWAYS, COLUMNS, USUAL, Names, status_word
from focal_points.search import SORTS, Search
from focal_points.services import assigning
from focal_points.taken_away import Taken
from focal_points.working import WITHOUT, WorkingSearch
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import may, require
from recommendations.models import Recommendation
from recommendations.permissions import Can as Register
from recommendations.services import clusters

A_PAGE = 50
CHUNK = 500
OWN_KEYS = ("pick", "scope", "done", "page")


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The public search with boxes to tick, columns to choose, and what is still without something."""
    require(request.user, Can.SEE_DESK)
    search = working(request)
    found, page = page_of(search, request.GET.get("page"), A_PAGE, for_lines)
    table = Table.read(COLUMNS, USUAL, request.GET)
    names = Names(page.object_list)
    context = {
        "search": search,
        "page": page,
        "table": table,
        "lines": [(row.recommendation, table.cells(row, names)) for row in page.object_list],
        "asks": found.asks,
        "facets": facets_of(search, found),
        "without": [(name, label, name in search.without) for name, label in WITHOUT.items()],
        "sorts": [(code, label) for code, label in SORTS.items() if code != "best" or search.q],
        "views": SavedSearch.objects.visible_to(request.user)
        .of_list(SavedSearch.Listed.RECOMMENDATIONS)
        .select_related("person"),
        "query": search.address(),
        "may_assign": may(request.user, Can.ASSIGN),
        "done": done(request),
        "files_found": found_files.find(search, request.user),
        "in_files": found_files.is_wanted(search),
    }
    return render(request, "focal_points/recommendations/list.html", context)


def taken(request: Request) -> Taken:
    """The list as it is narrowed and ordered, with the columns it shows."""
    require(request.user, Can.SEE_DESK)
    shown = Table.read(COLUMNS, USUAL, request.GET)
    table = Table([*ALWAYS, *shown.shown], [column.code for column in (*ALWAYS, *shown.shown)])
    rows = for_lines(working(request).rows()).iterator(chunk_size=CHUNK)
    return Taken("working-list", table.headings(), table.lines(rows, Names(), status_word))


def working(request: Request) -> WorkingSearch:
    """The search that the address of the working list asks for."""
    return WorkingSearch.from_query(filters_of(request.GET), request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request) -> HttpResponse:
    """Who leads, who supports, until when: for all that is selected."""
    require(request.user, Can.ASSIGN)
    return bulk(request, "assign", BulkAssignForm, assigning.assign_many)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request) -> HttpResponse:
    """Into one cluster: all that is selected."""
    require(request.user, Register.CLUSTER)
    return bulk(request, "cluster", BulkClusterForm, _gather)


def _gather(**given: Any) -> Operation:
    return clusters.gather(language=(get_language() or "en"), **given)


def bulk(request: Request, what: str, form_class: Any, service: Any, then: Any = None) -> HttpResponse:
    """First what it would touch, then once it is confirmed the act, with undo offered on the list.

    `then` answers instead, where the act leads to a page of its own.
    """
    search = working(request)
    chosen = selected(request.GET, search)
    count = chosen.count()
    context = {
        "what": what,
        "search": search,
        "count": count,
        "is_all": request.GET.get("scope") == "all",
        "back": reverse("focal_points:recommendation-list") + search.address(),
    }
    if request.method != "POST":
        return _preview(request, context | {"form": form_class()}, chosen)
    form = form_class(request.POST)
    if not form.is_valid():
        return _preview(request, context | {"form": form}, chosen, status=422)
    if request.POST.get("count") != str(count):
        problem = _("The selection has changed since: it now holds %(count)s.") % {"count": count}
        return _preview(request, context | {"form": form, "problem": problem}, chosen, status=409)
    try:
        operation = service(recommendations=chosen, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return _preview(request, context | {"form": form}, chosen, status=422)
    except HouseError as refused:
        problem = str(refused.message)
        return _preview(request, context | {"form": form, "problem": problem}, chosen, status=409)
    if then:
        return then(request, operation)
    address = search.address(done=str(operation.pk))
    return redirect(reverse("focal_points:recommendation-list") + address)


def selected(query: QueryDict, search: Search) -> QuerySet[Recommendation]:
    """All that the search finds, or those that were ticked."""
    if query.get("scope") == "all":
        return search.recommendations()
    keys = [key for pick in query.getlist("pick")[:1000] if (key := _uuid(pick))]
    return Recommendation.objects.filter(public_id__in=keys)


def _preview(
    request: Request, context: dict[str, Any], chosen: QuerySet[Recommendation], status: int = 200
) -> HttpResponse:
    leads = Assignment.objects.current().leading().filter(recommendation=OuterRef("pk"), part=None)
    led = chosen.filter(Exists(leads)).count() if context["what"] == "assign" else 0
    some = [
        (one, one.name)
        for one in Recommendation.objects.filter(pk__in=chosen.values("pk"))
        .for_list()
        .in_document_order()[:12]
    ]
    context |= {"some": some, "led": led}
    return render(request, "focal_points/recommendations/bulk.html", context, status=status)


def filters_of(query: QueryDict) -> QueryDict:
    """The address without what belongs to this page alone."""
    filters = query.copy()
    for key in OWN_KEYS:
        filters.pop(key, None)
    return filters


def done(request: Request) -> dict[str, Any] | None:
    """The operation that was just done, to be undone from here."""
    key = _uuid(request.GET.get("done", ""))
    operation = Operation.objects.filter(pk=key).first() if key else None
    if operation is None:
        return None
    left = len(operation.skipped)
    said = ngettext("%(count)s was left as it is.", "%(count)s were left as they are.", left) % {
        "count": left
    }
    return {
        "operation": operation,
        "may_undo": undoing.may_undo(request.user, operation),
        "left": said if left else "",
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def say_undone(request: Request, operation: Operation) -> None:
    """A message that says what stayed."""
    left = len(operation.kept)
    if left:
        text = ngettext(
            "Undone. %(count)s stays, because somebody touched it since.",
            "Undone. %(count)s stay, because somebody touched them since.",
            left,
        )
        messages.warning(request, text % {"count": left})
    else:
        messages.success(request, _("Undone."))
