"""Other States' records: which are held, one State's documents and counts. Never a national status."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from focal_points.ask_figures import distinct_asks
from focal_points.models import SearchRow
from recommendations.models import Country, Document
from reporting.comparing import Comparison
from reporting.services import states, statistics

PER_PAGE = 50
DOCUMENTS_A_PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The States of which the register holds anything; by name where something is typed."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found = states.held()
    shown = [one for one in found if _is_meant(one.country, typed)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": list(page.object_list),
        "typed": typed,
        "number": len(found),
        "asks": sum(one.asks for one in found),
    }
    return render(request, "reporting/public/states/index.html", context)


def _is_meant(country: Country, typed: str) -> bool:
    """By code, or by any of its names in any language."""
    wanted = typed.casefold()
    return (
        not wanted
        or country.iso3.casefold() == wanted
        or any(wanted in name.name.casefold() for name in country.names.all())
    )


@require_safe
def detail(request: HttpRequest, iso3: str) -> HttpResponse:
    """One State: its documents, and what they ask by mechanism, theme and SDG."""
    country = get_object_or_404(Country.objects.prefetch_related("names"), iso3=iso3.upper())
    comparison = Comparison([country])
    documents = _documents(country)
    context: dict[str, Any] = {
        "country": country,
        "is_home": states.is_home(country),
        "comparison": comparison,
        "home_state": settings.HOME_STATE,
        "total": comparison.totals[0][1],
        "asks": distinct_asks(statistics.counted()) if states.is_home(country) else None,
        "page": Paginator(documents, DOCUMENTS_A_PAGE).get_page(request.GET.get("page")),
    }
    if iso3 != country.iso3:
        return redirect("reporting:state-detail", country.iso3)
    return render(request, "reporting/public/states/detail.html", context)


def _documents(country: Country) -> Any:
    """The newest first, each with how much it asks of this State."""
    rows = (
        SearchRow.objects.filter(is_current=True, countries__contains=[country.pk])
        .filter(document=OuterRef("pk"))
        .order_by()
        .values("document")
    )
    held = SearchRow.objects.filter(is_current=True, countries__contains=[country.pk]).values("document")
    return (
        Document.objects.filter(pk__in=held)
        .for_list()
        .annotate(
            asks=Subquery(rows.annotate(n=Count("pk", filter=Q(is_ask=True))).values("n")),
            asked_on=Subquery(rows.annotate(day=Max("published_on")).values("day")),
            asked_in=Subquery(rows.annotate(last=Max("year")).values("last")),
        )
        .order_by(F("asked_in").desc(nulls_last=True), F("asked_on").desc(nulls_last=True), "symbol", "pk")
    )
