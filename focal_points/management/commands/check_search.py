"""Rebuilds the search table beside itself and says how many rows differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from focal_points.services import search_table


class Command(BaseCommand):
    """`drift=0` is the only good answer; `--repair` makes it so."""

    help = "Compare the search table with a rebuild; prints drift=N."

    def add_arguments(self, parser: CommandParser) -> None:
        """One choice: only look, or put right."""
        parser.add_argument("--repair", action="store_true", help="write the rows that differ, then compare")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the count on the last line."""
        if options["repair"]:
            self.stdout.write(f"repaired={search_table.refresh(None)}")
        self.stdout.write(f"drift={search_table.drift()}")
