"""The same rows and facets served by Datasette, over HTTP on this machine: what the search is compared with.

Datasette is installed, pinned, into an environment of its own under `var/`. Its database has one table with
full text search over the texts, one JSON array a row for each facet of many values, and indexes on the plain
ones. Time limits are raised so that every facet answers; what it does beside (suggesting facets) is off.
"""

import json
import os
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from benchmarks.by_hand import ARRAYS, SCALARS
from benchmarks.clocks import work_of
from benchmarks.figures import say
from nmrf.local import clone

PLACE = clone.VAR / "datasette"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SETTINGS = {
    "sql_time_limit_ms": 600_000,
    "facet_time_limit_ms": 600_000,
    "default_page_size": 20,
    "default_facet_size": 1_000,
    "max_returned_rows": 1_000,
    "suggest_facets": "off",
    "default_cache_ttl": 0,
    "cache_size_kb": 256_000,
}
BUSY = 10
"""How many times longer than its work one waits for it at most, on a machine that has much else to do."""
NUMBERS = {"mechanism", "year", "cycle"}
ROWS = f"""
    SELECT r.recommendation_id, x.text, {", ".join(f"r.{name}" for name in (*ARRAYS, *SCALARS))}
    FROM focal_points_searchrow r
    JOIN LATERAL (
        SELECT string_agg(t.text, ' ' ORDER BY t.id) AS text
        FROM recommendations_recommendationtext t WHERE t.recommendation_id = r.recommendation_id
    ) x ON true
    WHERE r.is_current AND r.is_ask
"""  # noqa: S608 (names of columns of our own)


def install() -> Path:
    """The program; an environment made for it where there is none."""
    program = PLACE / "bin" / "datasette"
    if not program.exists():
        say("installing Datasette into var/datasette")
        subprocess.run([os.fsdecode(clone.PYTHON), "-m", "venv", PLACE], check=True)
        pip = [PLACE / "bin" / "pip", "install", "--quiet", "--requirement", REQUIREMENTS]
        subprocess.run(pip, check=True, stdout=subprocess.DEVNULL)
    return program


def write(address: str, path: Path) -> None:
    """A SQLite database with the rows of the search table."""
    path.unlink(missing_ok=True)
    columns = ["id", "text", *ARRAYS, *SCALARS]
    with sqlite3.connect(path) as lite, psycopg.connect(address) as connection:
        kinds = ", ".join(f"{name} {'INTEGER' if name in NUMBERS else 'TEXT'}" for name in columns[1:])
        lite.execute(f"CREATE TABLE recs (id INTEGER PRIMARY KEY, {kinds})")
        with connection.cursor(name="rows") as cursor:
            cursor.itersize = 5_000
            lite.executemany(
                f"INSERT INTO recs VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
                ([_cell(value) for value in row] for row in cursor.execute(ROWS)),
            )
        lite.execute(
            'CREATE VIRTUAL TABLE recs_fts USING fts5(text, content="recs", content_rowid=id,'
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        lite.execute("INSERT INTO recs_fts(rowid, text) SELECT id, text FROM recs")
        for name in SCALARS:
            lite.execute(f"CREATE INDEX recs_{name} ON recs ({name})")
    lite.close()
    with sqlite3.connect(path) as lite:
        lite.execute("ANALYZE")
    lite.close()


def _cell(value: Any) -> Any:
    return json.dumps([str(one) for one in value]) if isinstance(value, list) else value


@dataclass(frozen=True)
class Server:
    """Where the table is served, and by which process."""

    address: str
    process: int


@dataclass
class Took:
    """Seconds of processor time and of waiting."""

    work: float = 0.0
    waiting: float = 0.0


@contextmanager
def serving(path: Path) -> Iterator[Server]:
    """It, while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, str(value))]
    command = [install(), "serve", "--immutable", path, "--port", str(port), *settings]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(6000):
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/-/versions.json", timeout=600).read()  # noqa: S310
                break
            time.sleep(0.2)
        yield Server(f"{address}/{path.stem}/recs.json", server.pid)
    finally:
        server.kill()
        server.wait()


def times(
    path: Path, searches: Sequence[tuple[tuple[str, ...], dict[str, list[Any]]]], patience: float
) -> list[Took]:
    """What each took; of one that takes longer than `patience` that much, and the server begins anew."""
    took: list[Took] = []
    while len(took) < len(searches):
        with serving(path) as table:
            _warm(table)
            for words, filters in searches[len(took) :]:
                took.append(ask(table, words, filters, patience))
                say(f"  Datasette: {len(took)} of {len(searches)} searches, {took[-1].work:.2f} s of work")
                if took[-1].work >= patience:
                    break
    return took


def _warm(table: Server) -> None:
    with urllib.request.urlopen(f"{table.address}?_size=20", timeout=600) as answer:  # noqa: S310
        answer.read()


def ask(table: Server, words: tuple[str, ...], filters: dict[str, list[Any]], patience: float) -> Took:
    """What the page's answers take, with every facet, or `patience`.

    Its facets keep to their own filter; the same facets as ours take one more request for each filter in use.
    """
    took, worked = Took(), work_of(table.process)
    try:
        took.waiting += _request(table.address, words, filters, (*SCALARS, *ARRAYS), patience * BUSY)
        for column in filters:
            others = {name: values for name, values in filters.items() if name != column}
            took.waiting += _request(table.address, words, others, (column,), patience * BUSY)
    except TimeoutError:
        return Took(patience, patience)
    took.work = min(work_of(table.process) - worked, patience)
    return took


def _request(
    table: str,
    words: tuple[str, ...],
    filters: dict[str, list[Any]],
    facets: tuple[str, ...],
    longest: float,
) -> float:
    pairs: list[tuple[str, Any]] = [("_search", " ".join(words))]
    pairs += [("_facet_array" if name in ARRAYS else "_facet", name) for name in facets]
    for column, values in filters.items():
        pairs += [(f"{column}__arraycontains" if column in ARRAYS else column, value) for value in values]
    started = time.perf_counter()
    with urllib.request.urlopen(f"{table}?{urlencode(pairs)}", timeout=longest) as answer:  # noqa: S310
        said = json.load(answer)
    took = time.perf_counter() - started
    if "search matches" not in said["human_description_en"]:
        raise RuntimeError("Datasette did not search: its full text table was not recognised")
    if said.get("facets_timed_out"):
        raise RuntimeError(f"Datasette left facets unanswered: {said['facets_timed_out']}")
    return took
