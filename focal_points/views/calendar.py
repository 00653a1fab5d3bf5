"""A calendar of due dates, fetched by programs that know its secret address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from focal_points.services.reminders import calendars
from focal_points.views.answer import kept_to_itself


@kept_to_itself
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 5545; a dead or unknown address does not exist."""
    found = calendars.of_token(token)
    if found is None:
        raise Http404
    answer = HttpResponse(calendars.text(found), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="due.ics"'
    return answer
