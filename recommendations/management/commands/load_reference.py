"""`manage.py load_reference`: States, mechanisms, treaties and vocabularies."""

from typing import Any

from django.core.management.base import BaseCommand

from recommendations.services import reference


class Command(BaseCommand):
    """Can be run again; adds what is new."""

    help = "Load States, mechanisms, treaties, themes, people concerned, SDGs and rights."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows of each kind there are now."""
        counts = reference.load()
        self.stdout.write(" ".join(f"{what}={number}" for what, number in counts.items()))
