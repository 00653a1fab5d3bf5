"""An Atom feed of verified changes, narrowed like any list."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from focal_points.models import ImplementationStatus
from focal_points.search import Search
from focal_points.snippets import shortened
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
    """The newest verified statuses of what the address asks for."""
    search = Search.from_query(request.GET, None)
    found = (
        statistics.changes()
        .filter(recommendation__in=search.matching().values("pk"))
        .select_related("recommendation__document", "part")
        .prefetch_related("recommendation__texts")[:MOST]
    )
    feed = _Feed(
        title=_("Verified changes: %(site)s") % {"site": settings.SITE_NAME},
        link=request.build_absolute_uri(reverse("reporting:recommendation-list") + search.address()),
        description=_("Statuses as verified by the secretariat."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for status in found:
        _add(feed, request, status)
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    return response


def _add(feed: _Feed, request: HttpRequest, status: ImplementationStatus) -> None:
    recommendation = status.recommendation
    original = recommendation.original
    place = " ".join(filter(None, [recommendation.reference, status.part.label if status.part else ""]))
    feed.add_item(
        title=f"{status.get_status_display()}: {place}",
        link=request.build_absolute_uri(recommendation.get_absolute_url()),
        description=shortened(original.text) if original else "",
        unique_id=f"urn:uuid:{status.public_id}",
        unique_id_is_permalink=False,
        pubdate=status.recorded_at,
        updateddate=status.recorded_at,
    )
