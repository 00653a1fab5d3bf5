"""`manage.py import_workbook FILE [--dry-run]`: the call is the confirmation."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.db import transaction

from focal_points.models import SheetRow, SheetRun
from focal_points.services import sheet_runs, workbook_people, workbooks
from focal_points.sheets import reading
from focal_points.sheets.columns import heading_of
from focal_points.sheets.values import shown
from nmrf.base.errors import HouseError

REFUSED = 2
LISTED = 200
Verdict = SheetRow.Verdict


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for whatever cannot be taken as a whole."""

    help = (
        "Take in a workbook that export_workbook made and people filled in. What both sides changed is a "
        "conflict: it is listed and left as it is here. The last line is "
        "changed=N unchanged=N conflicts=N rejected=N, counted in rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the switches."""
        parser.add_argument("file", help="the workbook (.xlsx)")
        parser.add_argument("--dry-run", action="store_true", help="compare, and write nothing")
        parser.add_argument("--by", default="", help="address of the person whose updates they become")
        parser.add_argument("--send", action="store_true", help="hand the updates in, not only as drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, write."""
        path = Path(options["file"])
        try:
            with transaction.atomic():
                self._take(path, options)
        except HouseError as refused:
            self._refuse(str(refused))
        except PermissionDenied:
            self._refuse("This person does not write for the institution.")
        except BrokenPipeError:
            raise
        except OSError as wrong:
            self._refuse(f"{path}: {wrong.strerror or wrong}")

    def _take(self, path: Path, options: dict[str, Any]) -> None:
        institution = workbooks.institution_of(reading.read(path, path.name))
        person = workbook_people.person_for(institution, options["by"])
        run = workbooks.bring(path=path, name=path.name, by=person, at_once=True)
        self._report(run)
        counts = run.counts
        if options["dry_run"] or not counts[Verdict.CHANGED] + counts[Verdict.CONFLICT]:
            sheet_runs.forget(run)
        else:
            run = workbooks.confirm(run=run, by=person, sends=options["send"], door="command", at_once=True)
            for one in run.operation.skipped if run.operation else ():
                self.stdout.write(f"  {one['what']}: {one['why']}")
        self.stdout.write(
            f"changed={counts[Verdict.CHANGED]} unchanged={counts[Verdict.UNCHANGED]} "
            f"conflicts={counts[Verdict.CONFLICT]} rejected={counts[Verdict.REJECTED]}"
        )

    def _report(self, run: SheetRun) -> None:
        told = run.rows.exclude(verdict=Verdict.UNCHANGED)
        for row in told[:LISTED]:
            self.stdout.write(
                f"{row.at} ({row.get_verdict_display()}) {row.title} {row.payload['why']}".rstrip()
            )
            for _key, at, value, why in row.payload["wrong"]:
                self.stdout.write(f"  {at}: {value} {why}")
            for cell in row.payload["cells"]:
                name = cell["field"]
                self.stdout.write(
                    f"  {heading_of(name)}: {shown(name, cell['old'])!r} -> {shown(name, cell['new'])!r}"
                )

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
