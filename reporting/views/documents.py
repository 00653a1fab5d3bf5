"""Documents: the list, and one outcome whole, in paragraph order."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from focal_points.ask_figures import DISTINCT
from focal_points.document_page import DocumentPage
from focal_points.listing import for_lines, hits
from focal_points.models import SearchRow
from focal_points.search import NEWEST
from recommendations.models import Document, Mechanism, Recommendation
from recommendations.services import ratifications
from reporting.services import statistics

PER_PAGE = 40
PARAGRAPHS = 80


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All documents that ask something of this State, the newest first; by mechanism where one is chosen."""
    documents = Document.objects.addressed_to(settings.HOME_STATE).for_list().newest_first()
    mechanisms = list(
        Mechanism.objects.filter(pk__in=documents.order_by().values("mechanism")).prefetch_related("names")
    )
    chosen = next((m for m in mechanisms if m.code == request.GET.get("mechanism")), None)
    if chosen:
        documents = documents.filter(mechanism=chosen)
    page = Paginator(documents, PER_PAGE).get_page(request.GET.get("page"))
    keys = [document.pk for document in page.object_list]
    counts, asks = _counts(keys), _asks(keys)
    context = {
        "page": page,
        "lines": [
            (document, counts.get(document.pk, {}), asks.get(document.pk, 0)) for document in page.object_list
        ],
        "mechanisms": mechanisms,
        "chosen": chosen,
    }
    return render(request, "reporting/public/documents/index.html", context)


def _counts(keys: list[int]) -> dict[int, dict[str, int]]:
    """Document → status → count, of what the national figures count."""
    found: dict[int, dict[str, int]] = {}
    rows = statistics.counted().filter(document__in=keys).order_by()
    for key, status, number in rows.values_list("document", "status").annotate(n=Count("pk")):
        found.setdefault(key, {})[status] = number
    return found


def _asks(keys: list[int]) -> dict[int, int]:
    """Document → distinct asks, where they are fewer than its recommendations."""
    rows = statistics.counted().filter(document__in=keys).order_by()
    found = rows.values("document").annotate(asks=DISTINCT, n=Count("pk")).filter(asks__lt=F("n"))
    return dict(found.values_list("document", "asks"))


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole outcome, each paragraph with its status; what it repeats; the follow-up clock."""
    document = get_object_or_404(
        Document.objects.for_list().select_related("replaced_by", "instrument"), public_id=public_id
    )
    whole = DocumentPage(document)
    is_whole = request.GET.get("all") == "1"
    rows = [row for row in whole.rows if row.is_ask] if request.GET.get("show") == "asks" else whole.rows
    page = Paginator(rows, max(len(rows), 1) if is_whole else PARAGRAPHS).get_page(request.GET.get("page"))
    context = {
        "document": document,
        "whole": whole,
        "page": page,
        "lines": whole.lines(list(page.object_list)),
        "ranges": _ranges(page),
        "only_asks": request.GET.get("show") == "asks",
        "is_whole": is_whole,
        "before": whole.before,
        "after": whole.after,
    }
    return render(request, "reporting/public/documents/detail.html", context)


def _ranges(page: Any) -> list[tuple[int, str, str]]:
    """Number of a page with the first and the last paragraph on it, where there are several."""
    paginator = page.paginator
    if paginator.num_pages < 2:
        return []
    ends = []
    for number in paginator.page_range:
        here = list(paginator.page(number).object_list)
        ends.append((number, here[0].pk, here[-1].pk))
    keys = {key for _number, *pair in ends for key in pair}
    named = dict(Recommendation.objects.filter(pk__in=keys).values_list("pk", "paragraph"))
    return [(number, named[first] or "…", named[last] or "…") for number, first, last in ends]


@require_safe
def treaties(request: HttpRequest) -> HttpResponse:
    """The treaties that bind the State, since when, and the reservations it keeps."""
    rows = [treaty for treaty in ratifications.instruments() if treaty.ours]  # type: ignore[attr-defined]
    return render(request, "reporting/public/treaties.html", {"treaties": rows})


@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """What the State promised of its own accord, and how far each promise is."""
    promised = Recommendation.objects.counted().filter(kind=Recommendation.Kind.PLEDGE)
    rows = SearchRow.objects.filter(pk__in=promised.values("pk")).defer("words", "reference_words")
    rows = rows.order_by(*NEWEST)
    page = Paginator(for_lines(rows), PER_PAGE).get_page(request.GET.get("page"))
    counted = rows.order_by().values_list("status").annotate(n=Count("pk"))
    context = {"page": page, "lines": hits(list(page.object_list)), "counts": dict(counted)}
    return render(request, "reporting/public/pledges.html", context)
