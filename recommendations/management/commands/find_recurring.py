"""`manage.py find_recurring [--country NAME]`: compares what is new, and proposes what asks the same."""

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from nmrf.base.errors import HouseError
from recommendations.models import Country
from recommendations.services import ask_finding, uhri_runs
from recommendations.services.ask_finding import Sums
from recommendations.uhri.errors import UnreadableSource

REFUSED = 2
ALL = "all"


class Command(BaseCommand):
    """The last line says `texts=N groups=N asks=N`; exit 2, with one clear line, for an unknown State."""

    help = "Find recommendations that ask the same, and propose them to be brought together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One choice: whose recommendations."""
        parser.add_argument("--country", default="", help="a State in any spelling, ISO3, or 'all'")

    def handle(self, *args: Any, **options: Any) -> None:
        """State by State, each in a transaction of its own."""
        try:
            code = uhri_runs.country_code(options["country"]) if options["country"] else settings.HOME_STATE
        except (HouseError, UnreadableSource) as refused:
            self._refuse(str(refused))
        if code != ALL:
            self.stdout.write(str(ask_finding.find(country=code)))
            return
        sums = Sums(0, 0, 0)
        for country in Country.objects.filter(addressed__isnull=False).distinct().order_by("iso3"):
            found = ask_finding.find(country=country.iso3)
            self.stdout.write(f"{country.iso3} {found}")
            sums += found
        self.stdout.write(str(sums))

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
