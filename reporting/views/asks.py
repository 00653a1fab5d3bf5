"""Recurring requests for everybody: the most asked first, and each with all who asked it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from focal_points import ask_page
from focal_points.ask_figures import Times, making
from focal_points.models import SearchRow
from nmrf.base.http import Request
from nmrf.base.permissions import may
from recommendations.models import Ask, Recommendation
from recommendations.permissions import Can

A_PAGE = 25


@require_safe
def index(request: Request) -> HttpResponse:
    """All confirmed requests."""
    rows = SearchRow.objects.filter(is_home=True, is_ask=True, is_current=True, ask__isnull=False)
    groups = (
        rows.values("ask")
        .annotate(times=Count("pk"), mechanisms=Count("mechanism", distinct=True), since=Min("year"))
        .filter(times__gt=1)
        .order_by("-times", "-mechanisms", F("since").asc(nulls_last=True), "ask")
    )
    page = Paginator(groups, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": _lines([dict(group) for group in page]), "members": rows.count()}
    return render(request, "reporting/public/asks/index.html", context)


def _lines(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with its name and the statuses of its members; two queries."""
    keys = [group["ask"] for group in groups]
    asks = Ask.objects.in_bulk(keys)
    newest: dict[int, SearchRow] = {}
    statuses: dict[int, dict[str, int]] = {}
    rows = SearchRow.objects.filter(ask__in=keys, is_home=True, is_ask=True, is_current=True)
    for row in rows.order_by(F("published_on").desc(nulls_last=True), "recommendation"):
        newest.setdefault(row.ask or 0, row)
        counts = statuses.setdefault(row.ask or 0, {})
        counts[row.status] = counts.get(row.status, 0) + 1
    named = {
        row.pk: row
        for row in Recommendation.objects.for_list().filter(pk__in=[r.pk for r in newest.values()])
    }
    return [
        {
            "ask": asks[group["ask"]],
            "name": asks[group["ask"]].title or named[newest[group["ask"]].pk].name,
            "times": Times(group["times"], group["mechanisms"], group["since"]),
            "counts": statuses[group["ask"]],
        }
        for group in groups
        if group["ask"] in asks
    ]


@require_safe
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One: all who asked it, by time, what is marked being what they share."""
    ask = get_object_or_404(Ask, public_id=public_id, state=Ask.State.CONFIRMED)
    keys = list(making(ask.pk).values_list("pk", flat=True))
    card = ask_page.confirmed(ask, keys)
    counts: dict[str, int] = {}
    for line in card.lines:
        counts[line.hit.row.status] = counts.get(line.hit.row.status, 0) + 1
    context = {
        "ask": ask,
        "card": card,
        "name": ask.title or (card.lines[-1].recommendation.name if card.lines else ""),
        "counts": counts,
        "may_work": may(request.user, Can.SEE_ASKS),
    }
    return render(request, "reporting/public/asks/detail.html", context)
