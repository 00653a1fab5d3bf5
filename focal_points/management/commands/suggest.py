"""`manage.py suggest --country NAME`: look for suggestions and keep them for people to decide on."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from focal_points.services import suggestion_finding, suggestion_jobs
from nmrf.base.errors import HouseError, NotNow
from recommendations.services import uhri_runs

REFUSED = 2


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for a State that is not known here."""

    help = "Suggest cluster, lead, tags and needs where they are missing; for other States tags alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which State."""
        parser.add_argument(
            "--country",
            default=settings.HOME_STATE,
            help="a State in any spelling, or ISO3; this house's own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, say how well each kind is learned, and how much was found."""
        try:
            iso3 = uhri_runs.country_code(options["country"])
            if iso3 == uhri_runs.ALL:
                raise NotNow(_("Name one State."), code="one_state")
            outcome = suggestion_finding.find(iso3=iso3)
        except HouseError as refused:
            self.stderr.write(str(refused.message))
            sys.exit(REFUSED)
        suggestion_jobs.note_done(outcome, iso3=iso3)
        for kind, seen in outcome.measured.items():
            if seen.examples:
                self.stdout.write(
                    f"{kind}: learned from {seen.examples}, {seen.labels} labels; held back: "
                    f"first {seen.top1:.2f}, first three {seen.top3:.2f}, "
                    f"commonest {seen.commonest1:.2f} and {seen.commonest3:.2f}; "
                    f"suggested={outcome.by_kind.get(kind, 0)}"
                )
        self.stdout.write(f"suggested={outcome.stored}")
