"""`manage.py demo_data` fills an empty database with the invented State, through the services people use."""

import sys
import time
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from focal_points.models import Institution
from nmrf.base.errors import HouseError
from nmrf.base.models import User
from nmrf.demo.loading import steps
from nmrf.demo.loading.plan import steps as planned
from recommendations.models import Recommendation

REFUSED = 2
HALVORA = "XAA"


class Command(BaseCommand):
    """Goes on where it was stopped; exit 2, with one line, for a filled database or for production."""

    help = "Fill an empty database with the demonstration (an invented State, people and progress)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse or fill."""
        if settings.HOME_STATE != HALVORA:
            self._refuse(
                f"The demonstration is of an invented State ({HALVORA}), and HOME_STATE is "
                f"{settings.HOME_STATE}. Unset HOME_STATE, or begin a real house as docs/guides/"
                "administrator.md says."
            )
        if settings.PRODUCTION or not settings.DEMO:
            self._refuse(
                "These are settings for production (DEMO is off). demo_data fills demonstrations only."
            )
        if not steps.has_begun() and self._is_filled():
            self._refuse("This database is not empty, and demo_data did not fill it. Nothing was written.")
        started = time.monotonic()
        try:
            steps.run_all(planned(), self._say)
        except HouseError as refused:
            self._refuse(f"Stopped: {refused} {getattr(refused, 'fields', '') or ''}".strip())
        self._say(f"The demonstration is in the database ({time.monotonic() - started:.0f} s).")

    def _is_filled(self) -> bool:
        return any(model.objects.exists() for model in (User, Institution, Recommendation))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(REFUSED)
