"""`manage.py import_matrix FILE --map COLUMNS.json [--dry-run]`: the call is the confirmation."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import transaction

from focal_points.models import SheetRow, SheetRun
from focal_points.services import matrices, matrix_maps, sheet_runs
from focal_points.services.matrix_planning import NONE, PROPOSED, STAND
from focal_points.sheets.matrix_columns import ALIASES, COLUMNS
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.models import User

REFUSED = 2
LISTED = 200
Verdict = SheetRow.Verdict
HELP = """Take in the table that the State has kept for years: Excel (.xlsx), CSV or Word (.docx).

COLUMNS.json is one object: our column, and the heading of theirs (either way round).

  {"recommendation": "Recommandation", "symbol": "Cote", "paragraph": "Par.",
   "lead": "Institution responsable", "supporting": "Appui", "status": "État",
   "action": ["Mesures prises", "Observations"], "date": "Date", "due_on": "Échéance",
   "statuses": {"réalisé": "implemented", "en attente": "not_started", "voir note": "-"},
   "institutions": {"MJ": "justice", "Comité ad hoc": "+", "divers": "-"}}

A heading may be left out; "recommendation", or "symbol" with "paragraph", is needed. "symbol" may be the
symbol itself where all rows are of one document. Further keys: "sheet" (name, or number from 1),
"heading_row", "table_date" (2024-03-31: for rows without a date), "day_first" (true or false).
Statuses: not_started, in_progress, partially_implemented, implemented, implemented_continuing,
not_implemented, no_longer_applicable, "-" for none; the usual words of six languages are known already.
Institutions: a code, "+" to make a new one, "-" to leave it out; names, aliases and codes are known already.

The last line is matched=N unmatched=N rejected=N, in rows. Doubtful rows count as unmatched."""


class Command(BaseCommand):
    """Exit 2, with one clear line and nothing written, for whatever cannot be taken as a whole."""

    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        """The help keeps its lines."""
        parser = super().create_parser(*args, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        names = "\n".join(f"  {c.key}: also {', '.join(ALIASES[c.key])}" for c in COLUMNS)
        parser.epilog = f"Our columns, and what else they may be called in the map:\n{names}"
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the switches."""
        parser.add_argument("file", help="the table (.xlsx, .csv, .docx)")
        parser.add_argument("--map", required=True, help="COLUMNS.json")
        parser.add_argument("--dry-run", action="store_true", help="match, and write nothing")
        parser.add_argument(
            "--statuses",
            choices=(STAND, PROPOSED, NONE),
            default=STAND,
            help="stand: as in the table, shown as the State's own (default); proposed: they wait to be "
            "verified (needs --by); none: assignments only",
        )
        parser.add_argument("--by", default="", help="address of the person of the secretariat who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, match, write."""
        path = Path(options["file"])
        try:
            with transaction.atomic():
                self._take(path, options)
        except HouseError as refused:
            self._refuse(str(refused))
        except BrokenPipeError:
            raise
        except OSError as wrong:
            self._refuse(f"{path}: {wrong.strerror or wrong}")

    def _take(self, path: Path, options: dict[str, Any]) -> None:
        person = _person(options["by"])
        given = matrix_maps.read(Path(options["map"]))
        said = matrix_maps.mapping(given, path, path.name)
        run = matrices.begin(path=path, name=path.name, by=None)
        run = matrices.read_at_once(run, said)
        self._report(run)
        counts = run.counts
        if options["dry_run"] or not counts[Verdict.CHANGED]:
            sheet_runs.forget(run)
        else:
            run = matrices.confirm(
                run=run, by=person, manner=options["statuses"], door="command", at_once=True
            )
            for one in (run.operation.skipped if run.operation else [])[:LISTED]:
                self.stdout.write(f"  {one['what']}: {one['why']}")
        self.stdout.write(
            f"matched={counts[Verdict.CHANGED] + counts[Verdict.UNCHANGED]} "
            f"unmatched={counts[Verdict.UNMATCHED] + counts[Verdict.CHOOSE]} "
            f"rejected={counts[Verdict.REJECTED]}"
        )

    def _report(self, run: SheetRun) -> None:
        unknown = Counter(name for row in run.rows.all() for name in row.payload["said"]["unknown"])
        for name, count in unknown.most_common(LISTED):
            self.stdout.write(
                f"no institution is called {name!r}: left out (rows: {count}); say what it is under "
                '"institutions" in the map'
            )
        told = run.rows.exclude(verdict__in=[Verdict.CHANGED, Verdict.UNCHANGED])
        for row in told[:LISTED]:
            self.stdout.write(f"{row.at} ({row.get_verdict_display()}): {' '.join(row.title.split())[:120]}")
            for _column, at, value, why in row.payload["wrong"]:
                self.stdout.write(f"  {at}: {value} {why}")
            for _key, score, name, _text in row.payload["candidates"]:
                self.stdout.write(f"  {score:.2f} {name}")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(REFUSED)


def _person(address: str) -> User | None:
    if not address:
        return None
    found = User.objects.filter(email__iexact=address, is_active=True, role=User.Role.SECRETARIAT).first()
    if found is None:
        raise Invalid(f"Nobody of the secretariat has the address {address}.")
    return found
