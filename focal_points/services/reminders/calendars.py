"""Due dates as a calendar (RFC 5545), for one person or one institution, by a secret address.

The address holds the feed's key, signed by the house: it stands in no table, and a new key makes the old
address dead.
"""

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from focal_points.models import CalendarFeed, Institution
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.services.reminders.mail import absolute
from focal_points.services.reminders.sources import Asked, Due, found
from nmrf.base import history
from nmrf.base.models import User
from nmrf.base.permissions import require

SALT = "calendar-feed"
LONGEST = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""
MOST = 2000
CRLF = "\r\n"


@transaction.atomic
def renew(
    *, person: User | None = None, institution: Institution | None = None, by: User, door: str = ""
) -> CalendarFeed:
    """A new address; the one before, if there was one, is dead."""
    require(by, Can.KEEP_FEED, person or institution)
    owner = {"person": person} if person else {"institution": institution}
    with history.recorded(by=by, action="calendar_feed.renew", door=door):
        feed, _made = CalendarFeed.objects.update_or_create(
            **owner, defaults={"key": uuid4(), "made_at": timezone.now(), "revoked_at": None}
        )
    return feed


@transaction.atomic
def revoke(*, feed: CalendarFeed, by: User, door: str = "") -> None:
    """No address any more. Twice is harmless."""
    require(by, Can.KEEP_FEED, feed.owner)
    with history.recorded(by=by, action="calendar_feed.revoke", door=door):
        CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())


def address(feed: CalendarFeed) -> str:
    """The whole address, to be copied into a calendar."""
    return absolute(reverse("focal_points:calendar", args=[_signer().sign(feed.key.hex)]))


def of_token(token: str) -> CalendarFeed | None:
    """The feed of an address; None where it is not one of ours, is dead, or its person has gone."""
    try:
        key = UUID(hex=_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    feed = (
        CalendarFeed.objects.select_related("person", "institution").filter(key=key, revoked_at=None).first()
    )
    if feed is None or (feed.person and not feed.person.is_active):
        return None
    return feed


def text(feed: CalendarFeed) -> str:
    """The calendar: an entry for each day on which something is due, lines folded and ended by CRLF."""
    language = feed.person.language if feed.person else settings.LANGUAGE_CODE
    with translation.override(language):
        lines = list(_calendar(feed))
    return "".join(fold(line) + CRLF for line in lines)


def fold(line: str) -> str:
    """In pieces of at most 75 octets, never in the middle of a character."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return CRLF.join([*pieces, piece])


def _calendar(feed: CalendarFeed) -> Iterator[str]:
    name = _("Due dates: %(who)s") % {"who": feed.owner}
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_escaped(settings.SITE_NAME)}//NMRF//EN")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"NAME:{_escaped(name)}")
    yield from (
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    )
    for due in _dates(feed):
        yield from _entry(due)
    yield "END:VCALENDAR"


def _dates(feed: CalendarFeed) -> list[Due]:
    """What has a day, soonest first; as much as calendars can bear."""
    institutions = reach(feed.person) if feed.person else {feed.institution_id or 0}
    if not institutions:
        return []
    asked = Asked(timezone.localdate(), institutions=frozenset(institutions))
    rows = {due.key: due for _source, due in found(asked) if due.due_on and due.institution in institutions}
    return sorted(rows.values(), key=lambda due: (due.due_on, due.key))[:MOST]


def _entry(due: Due) -> Iterator[str]:
    if due.due_on is None:
        return
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    yield "BEGIN:VEVENT"
    yield f"UID:{due.key.replace(':', '-')}@{host}"
    yield f"DTSTAMP:{timezone.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due.due_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(_('Due: %(what)s') % {'what': due.what})}"
    if str(due.detail):
        yield f"DESCRIPTION:{_escaped(str(due.detail))}"
    yield f"URL:{absolute(due.address)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(value: Any) -> str:
    """TEXT of RFC 5545, 3.3.11: backslash, comma, semicolon and line ends; no other control characters."""
    said = str(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    said = said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(character for character in said if character.isprintable() or character == "\u200f")


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
