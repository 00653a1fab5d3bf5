"""A table of 5,000 rows: how long until its preview can be looked at, and again once it is written."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, say, show
from benchmarks.own_database import own_database

ROWS = 5_000
SECONDS = 20
PARAGRAPHS = 60
BODIES = ("NHRI", "ECtHR", "IACHR", "CEDAW", "CRC")
SENTENCE = (
    "The State should open {n} shelters in each of its districts, train their staff, report within {m} "
    "months and publish the figures by sex, age and disability. "
)


def figures() -> Iterator[Figure]:
    """All of them; the database is made and dropped here."""
    with own_database("tables"), tempfile.TemporaryDirectory() as folder:
        from recommendations.services import table_runs, table_workbooks

        path = Path(folder) / "table.xlsx"
        with table_workbooks.template(_rows()) as file:
            path.write_bytes(file.read())
        say(f"{ROWS} rows, {path.stat().st_size // 1000} kB")
        run, seconds = _previewed(path)
        yield Figure("table_preview_seconds", seconds, SECONDS)
        began = time.perf_counter()
        table_runs.apply(run=run, by=None)
        say(f"written in {time.perf_counter() - began:.1f} s")
        again, seconds = _previewed(path)
        if again.counts["unchanged"] != ROWS:
            raise SystemExit(f"the second reading found {again.counts}")
        yield Figure("table_preview_again_seconds", seconds, SECONDS)


def _previewed(path: Path) -> tuple[Any, float]:
    """The run with its preview, and how long it took from the file to there."""
    from recommendations.services import table_runs

    began = time.perf_counter()
    run = table_runs.begin(kind="template", source=path.name, country="XAA", by=None)
    run = table_runs.read(run=run, reading=table_runs.reading(run, path))
    return run, time.perf_counter() - began


def _rows() -> Iterator[dict[str, Any]]:
    for number in range(ROWS):
        yield {
            "mechanism": BODIES[number // PARAGRAPHS % len(BODIES)],
            "document_title": f"Report {number // PARAGRAPHS}",
            "paragraph": str(number % PARAGRAPHS + 1),
            "text": SENTENCE.format(n=number, m=number % 24 + 1) * 3,
            "language": "en",
            "themes": "Right to health\nRight to education",
            "persons": "Children\nWomen & girls",
            "sdgs": "5, 16.3",
            "adopted_on": "2024-03-31",
        }


if __name__ == "__main__":
    show(figures())
