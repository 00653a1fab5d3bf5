"""Make and send what is due of reminders: `manage.py send_digests [--at ISO]`."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from focal_points.services.reminders import running


class Command(BaseCommand):
    """Ends with `people=N sent=N failed=N`; running it twice for the same day sends nothing twice."""

    help = "Make and send the digests that are due; the last line counts them."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--at` as if it were that moment, in the country's time zone where none is given."""
        parser.add_argument("--at", default="", help="ISO moment or day; now where it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """One run."""
        outcome = running.run(now=_moment(options["at"]))
        self.stdout.write(f"people={outcome.people} sent={outcome.sent} failed={outcome.failed}")


def _moment(text: str) -> datetime:
    if not text:
        return timezone.now()
    try:
        given = parse_datetime(text) or parse_date(text)
    except ValueError:
        given = None
    if given is None:
        raise CommandError(f"No moment in ISO form: {text!r}")
    if not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day, 8)  # noqa: DTZ001 (made aware below)
    return given if timezone.is_aware(given) else timezone.make_aware(given)
