"""`manage.py export_workbook --institution CODE --language XX --output FILE`."""

import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from focal_points.services import workbook_export, workbook_people
from nmrf.base.errors import HouseError

REFUSED = 2


def _language(given: str) -> str:
    """One of the house's languages: zh is zh-hans, fr-CA is fr."""
    wanted = given.strip().lower().replace("_", "-")
    known = [code for code, _name in settings.LANGUAGES]
    near = [code for code in known if code.split("-")[0] == wanted.split("-")[0]]
    return wanted if wanted in known else near[0] if near else given


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, where there is no such institution or nobody in it."""

    help = (
        "Write an institution's assignments as an Excel workbook to fill in offline. It holds what its focal "
        "point sees (or whoever --by names): drafts of the institution are in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, in which language, where to."""
        parser.add_argument("--institution", required=True, help="its code")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="such as en, fr, ar")
        parser.add_argument("--output", required=True, help="the file to write (.xlsx)")
        parser.add_argument("--by", default="", help="address of the person it is made for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and write it."""
        try:
            institution = workbook_people.institution(options["institution"])
            person = workbook_people.person_for(institution, options["by"])
            made = workbook_export.workbook(
                institution=institution, language=_language(options["language"]), by=person
            )
            with made, Path(options["output"]).open("wb") as file:
                shutil.copyfileobj(made, file)
        except HouseError as refused:
            self._refuse(str(refused))
        except OSError as wrong:
            self._refuse(f"{options['output']}: {wrong.strerror or wrong}")
        self.stdout.write(f"{options['output']}: {institution}, {person}")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
