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
from recommendations.services import uhri_memory, uhri_runs, uhri_sources, uhri_staging, uhri_undo
from recommendations.uhri import reasons
from recommendations.uhri.addresses import AddressRefused
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.fetch import Fetched, FetchFailed

REFUSED = 2
LISTED = 50
HINTS = {"too_many_gone": "If they are gone indeed, say so with --accept-gone."}


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for whatever cannot be imported as a whole."""

    requires_system_checks = ()  # they would load every page of the house
    help = "Import recommendations from UHRI: a file (.json, .json.gz, .jsonl, .xlsx, .csv) or an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE and the switches."""
        parser.add_argument("source", nargs="?", help="a file, or an http(s) address of an allowed host")
        parser.add_argument("--country", help="a State in any spelling, ISO3, or 'all'")
        parser.add_argument("--dry-run", action="store_true", help="compare, and write nothing")
        parser.add_argument("--complete", action="store_true", help="the source lists all records there are")
        parser.add_argument(
            "--accept-gone", action="store_true", help="mark as gone however many are missing"
        )
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing where the source is what it was last time"
        )
        parser.add_argument("--undo", metavar="RUN", help="put back an earlier import: its number or its id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, preview, and write; or undo."""
        try:
            if options["undo"]:
                self._undo(options["undo"], options)
                return
            if not options["source"] or not options["country"]:
                self._refuse("Name a source and --country; or --undo with the number of an import.")
            country = uhri_runs.country_code(options["country"])
            last = self._last(options, country)
            with self._file(options["source"], last) as (path, fetched):
                if last and (fetched.unchanged if fetched else False):
                    self._unchanged(last, country, options, fetched)
                    return
                sha256 = uhri_sources.digest(path)
                known = self._same_bytes(options, country, sha256)
                if known:
                    self._unchanged(known, country, options, fetched)
                    return
                self._import(path, fetched, country, options, sha256)
        except (HouseError, UnreadableSource, AddressRefused, FetchFailed) as refused:
            self._refuse(f"{refused} {HINTS.get(getattr(refused, 'code', ''), '')}")
        except BrokenPipeError:
            raise
        except OSError as wrong:
            self._refuse(f"{options['source']}: {wrong.strerror or wrong}")

    def _last(self, options: dict[str, Any], country: str) -> ImportRun | None:
        """The import of this address that the register still agrees with; only asked for where it matters."""
        if not options["if_changed"] or not uhri_sources.is_address(options["source"]):
            return None
        return uhri_memory.in_step_with(
            country=country, source=options["source"], complete=options["complete"]
        )

    def _same_bytes(self, options: dict[str, Any], country: str, sha256: str) -> ImportRun | None:
        if not options["if_changed"]:
            return None
        return uhri_memory.in_step_with(country=country, sha256=sha256, complete=options["complete"])

    @contextmanager
    def _file(self, source: str, last: ImportRun | None) -> Iterator[tuple[Path, Fetched | None]]:
        if not uhri_sources.is_address(source):
            if not Path(source).is_file():
                raise UnreadableSource("missing", name=source)
            yield Path(source), None
            return
        uhri_sources.WORKING_ROOT.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=uhri_sources.WORKING_ROOT) as folder:
            path = Path(folder) / "source"
            self.stdout.write(f"Fetching {source}")
            yield path, uhri_sources.fetch_to(path, source, **uhri_memory.conditions(last, source))

    def _unchanged(
        self, last: ImportRun, country: str, options: dict[str, Any], fetched: Fetched | None
    ) -> None:
        """Nothing to do: note that somebody asked, and count what the last import left."""
        self.stdout.write(
            f"Not changed since import {last.pk} of {last.applied_at:%Y-%m-%d}; nothing was read."
        )
        run = uhri_runs.begin(source=options["source"], country=country, by=None)
        uhri_memory.note_unchanged(
            run,
            last,
            etag=fetched.etag if fetched else "",
            last_modified=fetched.last_modified if fetched else "",
        )
        if options["dry_run"]:
            uhri_runs.forget(run=run)
        self.stdout.write(uhri_runs.summary(run))

    def _import(
        self, path: Path, fetched: Fetched | None, country: str, options: dict[str, Any], sha256: str
    ) -> None:
        name = fetched.name if fetched else ""
        reading = uhri_sources.reading(path, name=name, country=country, beside=fetched is None)
        run = uhri_runs.begin(
            source=options["source"],
            country=country,
            by=None,
            complete=options["complete"],
            accepts_gone=options["accept_gone"],
            sha256=sha256,
            etag=fetched.etag if fetched else "",
            last_modified=fetched.last_modified if fetched else "",
        )
        try:
            run = uhri_runs.read(run=run, reading=reading)
            if reading.labels.files:
                self.stdout.write(f"Labels from {', '.join(reading.labels.files)}")
            self._report(run)
            if not options["dry_run"]:
                run = uhri_runs.apply(run=run, by=None, door="command")
                self.stdout.write(f"Import {run.pk}")
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
            f"please look at {counts['please_look']}; conflicts {counts['conflicts']}"
        )
        changed = ", ".join(f"{name} {count}" for name, count in uhri_staging.changed_fields(run).items())
        if changed:
            self.stdout.write(f"  changed: {changed}")
        for row in run.records.filter(verdict="rejected").order_by("place")[:LISTED]:
            why = reasons.in_words(row.reason, row.payload.get("detail", ""))
            self.stdout.write(f"  record {row.place}: {why}")
        if counts["rejected"] > LISTED:
            self.stdout.write(f"  and {counts['rejected'] - LISTED} more")

    def _undo(self, name: str, options: dict[str, Any]) -> None:
        """Put an import back, or with --dry-run say what would stay."""
        run = uhri_memory.run_called(name)
        if run is None:
            self._refuse(f"There is no import {name[:60]}.")
        touched = sum(operation.size for operation in uhri_undo.operations_of(run))
        if options["dry_run"]:
            kept = uhri_undo.forecast(run, named=LISTED).kept
        else:
            run = uhri_runs.undo(run=run, by=None, door="command")
            kept = uhri_undo.kept_of(run)
        verb = "would stay" if options["dry_run"] else "stays"
        for one in kept[:LISTED]:
            self.stdout.write(f"  {verb}: {' '.join(one['what'].split())}: {one['why']}")
        if len(kept) > LISTED:
            self.stdout.write(f"  and {len(kept) - LISTED} more")
        what = "would be put back" if options["dry_run"] else "is put back"
        self.stdout.write(
            f"Import {run.pk} of {run.source} {what}: "
            f"{touched} recommendations touched, {len(kept)} things stay"
        )
        self.stdout.write(uhri_runs.summary(run))

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)
