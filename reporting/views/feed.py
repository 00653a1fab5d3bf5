"""Atom feeds: what came in and what was verified, narrowed like any list; and new documents.

Entries keep their ids for ever, and are dated by when the fact was recorded: nothing internal moves them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from focal_points.models import ImplementationStatus, SearchRow
from focal_points.search import Search
from focal_points.snippets import shortened
from recommendations.models import Document, Recommendation
from reporting.services import statistics

MOST = 50
BEFORE_ANYTHING = datetime(2000, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """Dated by its newest entry, never by the clock, so that an unchanged feed stays the same to the byte."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items if item["updateddate"]]
        return max(dates, default=BEFORE_ANYTHING)


@require_safe
@conditional_page
def changes(request: HttpRequest) -> HttpResponse:
    """The newest recommendations and verified statuses of what the address asks for.

    `only=new` or `only=changes` leaves out the others.
    """
    search = Search.from_query(request.GET, None)
    found = search.matching().values("pk")
    feed = _Feed(
        title=_("News: %(site)s") % {"site": settings.SITE_NAME},
        link=request.build_absolute_uri(reverse("reporting:recommendation-list") + search.address()),
        description=_("New recommendations, and statuses as verified by the secretariat."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    only = request.GET.get("only", "")
    entries = [_status(request, one) for one in _changed(found)] if only != "new" else []
    entries += [_recommendation(request, one) for one in _new(found)] if only != "changes" else []
    return _answer(feed, entries)


@require_safe
@conditional_page
def documents(request: HttpRequest) -> HttpResponse:
    """The newest documents that ask something of this State; of one mechanism where the address names it."""
    rows = Document.objects.addressed_to(settings.HOME_STATE).for_list()
    if mechanism := request.GET.get("mechanism", "").replace("\x00", ""):
        rows = rows.filter(mechanism__code=mechanism)
    held = Recommendation.objects.filter(document=OuterRef("pk")).order_by("recorded_at")
    found = rows.annotate(since=Subquery(held.values("recorded_at")[:1])).order_by("-pk")[:MOST]
    feed = _Feed(
        title=_("New documents: %(site)s") % {"site": settings.SITE_NAME},
        link=request.build_absolute_uri(reverse("reporting:document-list")),
        description=_("Documents that ask something of this State, as they come in."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    return _answer(feed, [_document(request, one) for one in found])


def _changed(found: QuerySet[SearchRow, Any]) -> Iterable[ImplementationStatus]:
    return (
        statistics.changes()
        .filter(recommendation__in=found)
        .select_related("recommendation__document", "part")
        .prefetch_related("recommendation__texts")[:MOST]
    )


def _new(found: QuerySet[SearchRow, Any]) -> Iterable[Recommendation]:
    """By key, which is the order in which they came in."""
    return Recommendation.objects.filter(pk__in=found).for_list().order_by("-pk")[:MOST]


def _answer(feed: _Feed, entries: list[dict[str, Any]]) -> HttpResponse:
    """The entries, the newest first."""
    for entry in sorted(entries, key=lambda one: (one["updateddate"], one["unique_id"]), reverse=True):
        feed.add_item(**entry, unique_id_is_permalink=False, pubdate=entry["updateddate"])
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    return response


def _status(request: HttpRequest, status: ImplementationStatus) -> dict[str, Any]:
    recommendation = status.recommendation
    place = " ".join(filter(None, [recommendation.reference, status.part.label if status.part else ""]))
    return {
        "title": f"{status.get_status_display()}: {place}",
        "link": request.build_absolute_uri(recommendation.get_absolute_url()),
        "description": _said(recommendation),
        "unique_id": f"urn:uuid:{status.public_id}",
        "updateddate": status.recorded_at,
    }


def _recommendation(request: HttpRequest, recommendation: Recommendation) -> dict[str, Any]:
    return {
        "title": _("New: %(reference)s") % {"reference": recommendation.reference},
        "link": request.build_absolute_uri(recommendation.get_absolute_url()),
        "description": _said(recommendation),
        "unique_id": f"urn:uuid:{recommendation.public_id}",
        "updateddate": recommendation.recorded_at,
    }


def _document(request: HttpRequest, document: Any) -> dict[str, Any]:
    return {
        "title": f"{document.mechanism.short}: {document}",
        "link": request.build_absolute_uri(document.get_absolute_url()),
        "description": document.title or str(document.get_kind_display()),
        "unique_id": f"urn:uuid:{document.public_id}",
        "updateddate": document.since or BEFORE_ANYTHING,
    }


def _said(recommendation: Recommendation) -> str:
    original = recommendation.original
    return shortened(original.text) if original else ""
