"""`manage.py import_table FILE --kind KIND --country NAME`: the call is the confirmation."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from nmrf.base.errors import HouseError
from recommendations.models import ImportRun
from recommendations.services import table_mapped, table_runs, uhri_runs, uhri_sources
from recommendations.tables.reasons import in_words

REFUSED = 2
MAPPED = "mapped"
KINDS = ("thematic-list", "upr-info", "template", MAPPED)
SHOWN = 50


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for whatever cannot be taken as a whole."""

    help = (
        "Import recommendations from a thematic list (.docx), UPR Info (.csv, .xlsx), our template (.xlsx), "
        "or a mapped table of another system."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the switches."""
        parser.add_argument("file", help="a file on this machine")
        parser.add_argument("--kind", required=True, choices=KINDS)
        parser.add_argument(
            "--map", default="", help="for --kind mapped: a JSON file of columns, or a kept mapping's name"
        )
        parser.add_argument("--country", required=True, help="a State in any spelling, ISO3, or 'all'")
        parser.add_argument("--symbol", default="", help="of the document, where the file does not tell it")
        parser.add_argument("--dry-run", action="store_true", help="compare, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, preview, and write."""
        try:
            self._import(Path(options["file"]), options)
        except HouseError as refused:
            self._refuse(str(refused))
        except BrokenPipeError:
            raise
        except OSError as wrong:
            self._refuse(f"{options['file']}: {wrong.strerror or wrong}")

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        country = uhri_runs.country_code(options["country"])
        is_mapped = options["kind"] == MAPPED
        if is_mapped != bool(options["map"]):
            self._refuse(str(_("--map says how a mapped table is read: it goes with --kind mapped.")))
        mapping = table_mapped.options(path, mapping=options["map"]) if is_mapped else {}
        run = table_runs.begin(
            kind=ImportRun.Kind.TABLE if is_mapped else options["kind"],
            source=options["file"],
            country=country,
            by=None,
            sha256=uhri_sources.digest(path) if path.is_file() else "",
            symbol=options["symbol"].strip(),
            **mapping,
        )
        try:
            run = table_runs.read(run=run, reading=table_runs.reading(run, path))
            self._report(run)
            if not options["dry_run"]:
                run = table_runs.apply(run=run, by=None, door="command")
        except BaseException:
            uhri_runs.forget(run=run)
            raise
        line = uhri_runs.summary(run)
        if options["dry_run"]:
            uhri_runs.forget(run=run)
        self.stdout.write(line)

    def _report(self, run: ImportRun) -> None:
        counts = run.counts
        read = sum(counts[name] for name in ("created", "changed", "unchanged", "rejected"))
        self.stdout.write(
            f"{counts['in_source']} rows read; recommendations of {uhri_runs.country_name(run.country)}: "
            f"{read}; please look at {counts['please_look']}"
        )
        for row in run.records.filter(verdict="rejected").order_by("place")[:SHOWN]:
            self.stdout.write(f"  {row.payload.get('at', row.place)}: {in_words(row.reason, row.payload)}")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
