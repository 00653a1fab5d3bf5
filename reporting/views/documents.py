"""Documents: the list, and one outcome whole, in paragraph order."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from focal_points.listing import for_lines, hits
from focal_points.models import SearchRow, Status
from recommendations.models import Document, Mechanism
from reporting.services import statistics

PER_PAGE = 40


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All documents that ask something of this State, the newest first; by mechanism where one is chosen."""
    documents = (
        Document.objects.addressed_to(settings.HOME_STATE).for_list().order_by("-published_on", "symbol")
    )
    mechanisms = list(
        Mechanism.objects.filter(pk__in=documents.order_by().values("mechanism")).prefetch_related("names")
    )
    chosen = next((m for m in mechanisms if m.code == request.GET.get("mechanism")), None)
    if chosen:
        documents = documents.filter(mechanism=chosen)
    page = Paginator(documents, PER_PAGE).get_page(request.GET.get("page"))
    counts = _counts([document.pk for document in page.object_list])
    context = {
        "page": page,
        "lines": [(document, counts.get(document.pk, {})) for document in page.object_list],
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


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole outcome, each paragraph with its status; and the mechanism’s documents before and after."""
    document = get_object_or_404(
        Document.objects.for_list().select_related("replaced_by"), public_id=public_id
    )
    rows = SearchRow.objects.filter(document=document.pk, is_current=True).order_by("place", "pk")
    lines = hits(list(for_lines(rows)))
    home = [hit for hit in lines if hit.row.is_home and hit.row.is_ask]
    counts = {status.value: sum(hit.row.status == status for hit in home) for status in Status}
    before, after = _beside(document)
    context = {
        "document": document,
        "lines": lines,
        "counts": counts,
        "total": len(home),
        "before": before,
        "after": after,
    }
    return render(request, "reporting/public/documents/detail.html", context)


def _beside(document: Document) -> tuple[Document | None, Document | None]:
    """The mechanism's documents about this State before and after this one."""
    same = Document.objects.filter(mechanism=document.mechanism_id).addressed_to(settings.HOME_STATE)
    day = document.adopted_on or document.published_on
    if day is None:
        return None, None
    dated = same.exclude(pk=document.pk).filter(Q(adopted_on__isnull=False) | Q(published_on__isnull=False))
    ordered = sorted(dated, key=lambda one: (one.adopted_on or one.published_on, one.pk))
    earlier = [one for one in ordered if (one.adopted_on or one.published_on, one.pk) < (day, document.pk)]
    later = [one for one in ordered if (one.adopted_on or one.published_on, one.pk) > (day, document.pk)]
    return (earlier[-1] if earlier else None), (later[0] if later else None)
