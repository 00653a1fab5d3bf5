"""`manage.py setup_code`: the one-time code that opens the set-up assistant of a fresh installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nmrf.base.errors import NotNow
from nmrf.base.services import house


class Command(BaseCommand):
    """Prints a new code; any earlier one is void."""

    help = "Print the one-time code that opens /setup/ while no administrator exists."

    def handle(self, *args: Any, **options: Any) -> None:
        """The address, then the code on a line of its own."""
        try:
            code = house.make_code()
        except NotNow as closed:
            raise CommandError(str(closed.message)) from None
        self.stdout.write(f"{settings.PUBLIC_URL.rstrip('/')}/setup/")
        self.stdout.write(code)
