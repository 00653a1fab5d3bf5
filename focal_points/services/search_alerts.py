"""Mail about saved searches: one a person with all their searches, never the same news twice.

What a mail tells is written down together with how far each search is told (one transaction). Then the mail
is marked as begun, handed over, and marked as sent. A worker that dies in between leaves it begun, and what
is begun is not sent again: it stays to be read on the person's own page.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from focal_points.models import SavedSearch, SearchAlert
from focal_points.services import saved_searches
from focal_points.services.search_news import Matching, News, horizon
from nmrf.base.models import User
from nmrf.base.services import notices

SHOWN = 10
"""Of each search, so many are named in the mail; the page names all."""
MOST_ATTEMPTS = 5
MORNING = 6
KEPT_FOR = timedelta(days=180)
DAYS = {SavedSearch.Frequency.DAILY: 1, SavedSearch.Frequency.WEEKLY: 7}
log = logging.getLogger(__name__)


def tell_everybody(*, matching: Matching, now: datetime | None = None) -> int:
    """Make what is due and send what is made; how many mails left. Called by beat every hour."""
    moment = now or timezone.now()
    if timezone.localtime(moment).hour >= MORNING:
        due = SavedSearch.objects.with_alerts().order_by().values_list("person", flat=True).distinct()
        for person in User.objects.filter(pk__in=due):
            make(person=person, matching=matching, now=moment)
    SearchAlert.objects.filter(made_at__lt=moment - KEPT_FOR).delete()
    waiting = SearchAlert.objects.filter(sent_at=None, started_at=None, attempts__lt=MOST_ATTEMPTS)
    return sum(
        send(alert=alert, matching=matching)
        for alert in waiting.select_related("person").order_by("made_at", "pk")
    )


@transaction.atomic
def make(*, person: User, matching: Matching, now: datetime) -> SearchAlert | None:
    """Write down what this person's due searches have to tell, and that it is told; None where nothing is."""
    until = horizon()
    rows = SavedSearch.objects.filter(person=person).with_alerts()
    due = [search for search in rows.select_for_update(skip_locked=True) if _is_due(search, now, until)]
    content = []
    with translation.override(person.language):
        for search in due:
            news = News(*matching(search.query, person), person, search.told_until, until)
            if news.problems:
                _tell_of_problem(search)
                continue
            counts = {"new": news.new().count(), "changed": news.changed().count()}
            if any(counts.values()):
                content.append(_said(search, until) | counts)
            told = {"told_at": now} if any(counts.values()) else {}
            SavedSearch.objects.filter(pk=search.pk).update(told_until=until, **told)
    return SearchAlert.objects.create(person=person, content=content, made_at=now) if content else None


def send(*, alert: SearchAlert, matching: Matching) -> bool:
    """Hand one mail over, unless somebody began to. What the mail server refuses is tried again later."""
    begun = SearchAlert.objects.filter(pk=alert.pk, started_at=None, sent_at=None)
    if not begun.update(started_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    wanted = set(SavedSearch.objects.filter(person=alert.person).with_alerts().values_list("pk", flat=True))
    parts = [part for part in alert.content if part["search"] in wanted]
    if parts and alert.person.is_active:
        try:
            _message(alert, parts, matching).send()
        except OSError:
            log.warning("The mail server did not take alert %s; it is tried again.", alert.pk)
            SearchAlert.objects.filter(pk=alert.pk).update(started_at=None)
            return False
    SearchAlert.objects.filter(pk=alert.pk).update(sent_at=timezone.now())
    return bool(parts)


def _is_due(search: SavedSearch, now: datetime, until: datetime) -> bool:
    """So many days of the calendar after it was last looked at."""
    days = (timezone.localdate(now) - timezone.localdate(search.told_until)).days
    return days >= DAYS[SavedSearch.Frequency(search.frequency)] and until > search.told_until


def _said(search: SavedSearch, until: datetime) -> dict[str, Any]:
    return {
        "search": search.pk,
        "name": search.name,
        "query": search.query,
        "since": search.told_until.isoformat(),
        "until": until.isoformat(),
    }


def _tell_of_problem(search: SavedSearch) -> None:
    """Once: the person can mend it or delete it. No mail, since it would tell of too much."""
    notices.tell(
        to=[search.person],
        key=f"saved-search-problem:{search.pk}",
        text=gettext_lazy("Your search “%(name)s” is about something that is not known here any more.")
        % {"name": search.name},
        address=reverse("focal_points:search-list"),
    )


def read(person: Any, part: dict[str, Any], matching: Matching) -> News:
    """The news one part of an alert is about, as the person may see it today."""
    since, until = (datetime.fromisoformat(part[name]) for name in ("since", "until"))
    return News(*matching(part["query"], person), person, since, until)


def _message(alert: SearchAlert, parts: list[dict[str, Any]], matching: Matching) -> EmailMessage:
    """In the person's language, with links straight to what is new and a way to stop each."""
    person = alert.person
    searches = SavedSearch.objects.in_bulk([part["search"] for part in parts])
    with translation.override(person.language):
        sections = [_section(part, searches[part["search"]], read(person, part, matching)) for part in parts]
        number = sum(part["new"] + part["changed"] for part in parts)
        subject = ngettext(
            "%(count)s piece of news in your searches: %(site)s",
            "%(count)s pieces of news in your searches: %(site)s",
            number,
        ) % {"count": number, "site": settings.SITE_NAME}
        context = {
            "person": person,
            "sections": sections,
            "all_address": _absolute(reverse("focal_points:search-alert", args=[alert.public_id])),
            "own_address": _absolute(reverse("focal_points:search-list")),
        }
        body = render_to_string("focal_points/searches/mail.txt", context)
        stop = sections[0]["stop_address"]
        headers = {"List-Unsubscribe": f"<{stop}>", "Auto-Submitted": "auto-generated"}
        return EmailMessage(
            " ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [person.email], headers=headers
        )


def _section(part: dict[str, Any], search: SavedSearch, news: News) -> dict[str, Any]:
    new, changed = list(news.new()[:SHOWN]), list(news.changed()[:SHOWN])
    return {
        "name": search.name,
        "part": part,
        "new": [(one.name, one.reference, _absolute(one.get_absolute_url())) for one in new],
        "changed": [
            (
                status.get_status_display(),
                status.recommendation.name,
                _place(status),
                _absolute(status.recommendation.get_absolute_url()),
            )
            for status in changed
        ],
        "more": part["new"] + part["changed"] - len(new) - len(changed),
        "address": _absolute(search.address),
        "stop_address": _absolute(
            reverse("focal_points:search-stop-mail", args=[saved_searches.token(search)])
        ),
    }


def _place(status: Any) -> str:
    part = f" {status.part.label}" if status.part else ""
    return f"{status.recommendation.reference}{part}"


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def in_words(part: dict[str, Any]) -> str:
    """`3 new recommendations, 1 status verified`."""
    said = []
    if part["new"]:
        said.append(
            ngettext("%(n)s new recommendation", "%(n)s new recommendations", part["new"])
            % {"n": part["new"]}
        )
    if part["changed"]:
        said.append(
            ngettext("%(n)s status verified", "%(n)s statuses verified", part["changed"])
            % {"n": part["changed"]}
        )
    return _(", ").join(said)
