"""`manage.py draft_report`: compile a draft report and write it to a file, without a worker."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nmrf.base.errors import HouseError
from recommendations.models import Mechanism
from reporting import guidelines
from reporting.services import report_files
from reporting.services.report_compiling import compile_report

REFUSED = 2


class Command(BaseCommand):
    """The same draft as on the page, from what is verified and public now; nothing is kept of it."""

    help = "Compile a draft report to a mechanism as a Word or PDF file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, how and where to."""
        parser.add_argument("--mechanism", required=True, metavar="CODE", help="for example CEDAW or UPR")
        parser.add_argument("--format", required=True, choices=sorted(report_files.MEDIA_TYPES))
        parser.add_argument("--language", required=True, choices=guidelines.REPORT_LANGUAGES)
        parser.add_argument("--output", required=True, metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line on success; on any refusal one line and exit code 2."""
        mechanism = Mechanism.objects.filter(code__iexact=options["mechanism"]).first()
        if mechanism is None:
            raise CommandError(
                f"There is no mechanism with the code {options['mechanism']}.", returncode=REFUSED
            )
        try:
            draft = compile_report(mechanism=mechanism, language=options["language"])
        except HouseError as refused:
            raise CommandError(str(refused.message), returncode=REFUSED) from refused
        content = report_files.render(draft, options["format"])
        try:
            options["output"].write_bytes(content)
        except OSError as failed:
            raise CommandError(
                f"{options['output']} cannot be written: {failed.strerror}", returncode=REFUSED
            ) from failed
        size = f"{draft.total} recommendations, {draft.word_count} words, {len(content)} bytes"
        self.stdout.write(f"{options['output']}: {size}")
