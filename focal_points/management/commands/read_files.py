"""`manage.py read_files` reads the words of attached files that were not read yet, so that they are found."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from focal_points.services import file_reading


class Command(BaseCommand):
    """Last line: `files=N read=N empty=N unreadable=N`."""

    help = "Read the text of attached files (PDF, DOCX, ODT, text) that is missing, for search."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which files."""
        parser.add_argument("--all", action="store_true", help="read all of them anew, not only the missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and say how it went."""
        wanted = file_reading.attached_files() if options["all"] else file_reading.missing()
        counts = file_reading.read_all(wanted.iterator(chunk_size=100))
        said = " ".join(f"{state}={number}" for state, number in counts.items())
        self.stdout.write(f"files={sum(counts.values())} {said}")
