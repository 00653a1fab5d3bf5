"""Two times in one question: how it was in the world on a day, and as it was known here on another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from nmrf.base.errors import Invalid
from nmrf.base.templatetags.house import day as day_in_words

NAMES = ("as_of", "known_at", "compare")


@dataclass(frozen=True)
class Instant:
    """`as_of`: in force on that day. `known_at`: as this house knew it at the end of that day, else today.

    `until`: what was written from that moment on is left out, whatever the days say.
    """

    as_of: date
    known_at: date | None = None
    until: datetime | None = None

    @property
    def known(self) -> datetime | None:
        """The moment before which a thing was known; None for what is known now."""
        ends = over(self.known_at) if self.known_at else None
        return min(ends or self.until, self.until) if self.until else ends

    @property
    def seen(self) -> datetime:
        """The moment up to which history is read for what has one time alone: texts, parts, tags."""
        ends = over(self.as_of)
        return min(ends, self.known) if self.known else ends


def over(day: date) -> datetime:
    """The moment at which a day is over in the country's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def asked(query: Mapping[str, str]) -> Instant | None:
    """The instant an address asks for by `as_of` and `known_at`; None where it asks for neither.

    `known_at` alone asks what was said on that day of that day. Raises Invalid for what is no day
    (year-month-day), and for a day that has not come yet.
    """
    as_of, known_at = (one_day(query, name) for name in ("as_of", "known_at"))
    wanted = as_of or known_at
    return Instant(wanted, known_at) if wanted else None


def one_day(query: Mapping[str, str], name: str) -> date | None:
    """The day that an address gives under this name; None for none. Raises Invalid as `asked` does."""
    given = query.get(name, "").strip()
    if not given:
        return None
    try:
        day = parse_date(given) if len(given) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        raise _refused(name, _("Give a day as year-month-day, such as 2026-06-30."))
    today = timezone.localdate()
    if day > today:
        said = _("%(day)s has not come yet; today is %(today)s.")
        raise _refused(name, said % {"day": day_in_words(day), "today": day_in_words(today)})
    return day


def _refused(name: str, why: str) -> Invalid:
    return Invalid(why, fields={name: why})
