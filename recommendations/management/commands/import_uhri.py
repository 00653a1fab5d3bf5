"""`manage.py import_uhri SOURCE --country NAME`: the call is the confirmation."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from nmrf.base.errors import HouseError
from recommendations.models import ImportRun
from recommendations.services import uhri_runs, uhri_sources
from recommendations.uhri.addresses import AddressRefused
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.fetch import FetchFailed

REFUSED = 2


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for whatever cannot be imported as a whole."""

    help = "Import recommendations from UHRI: a file (.json, .json.gz, .jsonl, .xlsx, .csv) or an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE and the switches."""
        parser.add_argument("source", help="a file, or an http(s) address of an allowed host")
        parser.add_argument("--country", required=True, help="a State in any spelling, ISO3, or 'all'")
        parser.add_argument("--dry-run", action="store_true", help="compare, and write nothing")
        parser.add_argument("--complete", action="store_true", help="the source lists all records there are")
        parser.add_argument(
            "--accept-gone", action="store_true", help="mark as gone however many are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, preview, and write."""
        try:
            country = uhri_runs.country_code(options["country"])
            with self._file(options["source"]) as (path, name):
                self._import(path, name, country, options)
        except (HouseError, UnreadableSource, AddressRefused, FetchFailed) as refused:
            self._refuse(str(refused))
        except BrokenPipeError:
            raise
        except OSError as wrong:
            self._refuse(f"{options['source']}: {wrong.strerror or wrong}")

    @contextmanager
    def _file(self, source: str) -> Iterator[tuple[Path, str]]:
        if not uhri_sources.is_address(source):
            yield Path(source), ""
            return
        uhri_sources.WORKING_ROOT.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=uhri_sources.WORKING_ROOT) as folder:
            path = Path(folder) / "source"
            self.stdout.write(f"Fetching {source}")
            yield path, uhri_sources.fetch_to(path, source).name

    def _import(self, path: Path, name: str, country: str, options: dict[str, Any]) -> None:
        reading = uhri_sources.reading(path, name=name, country=country, beside=not name)
        run = uhri_runs.begin(
            source=options["source"],
            country=country,
            by=None,
            complete=options["complete"],
            accepts_gone=options["accept_gone"],
            sha256=uhri_sources.digest(path),
        )
        try:
            run = uhri_runs.read(run=run, reading=reading)
            if reading.labels.files:
                self.stdout.write(f"Labels from {', '.join(reading.labels.files)}")
            self._report(run)
            if not options["dry_run"]:
                run = uhri_runs.apply(run=run, by=None, door="command")
        except BaseException:
            uhri_runs.forget(run=run)
            raise
        line = uhri_runs.summary(run)
        if options["dry_run"]:
            uhri_runs.forget(run=run)
        self.stdout.write(line)

    def _report(self, run: ImportRun) -> None:
        counts = run.counts
        self.stdout.write(
            f"{counts['in_source']} records in the source; of {uhri_runs.country_name(run.country)}: "
            f"{sum(counts[name] for name in ('created', 'changed', 'unchanged', 'rejected'))}; "
            f"please look at {counts['please_look']}"
        )
        for row in run.records.filter(verdict="rejected").order_by("place")[:50]:
            self.stdout.write(f"  record {row.place}: {row.reason} {row.payload.get('detail', '')}".rstrip())

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
