"""The import at the size of the whole index: beside a bare COPY of what it leaves, its memory, once more."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from benchmarks import generator
from benchmarks.figures import Figure, say, show, size
from benchmarks.own_database import own_database
from benchmarks.watched import Watched, manage

PREVIEWED = 5_000
_CHUNK = 1 << 20


def _measured(folder: Path, address: str) -> Iterator[Figure]:
    """All of them, on a database that holds the reference data and nothing else."""
    count = size()
    source, book, few = (folder / name for name in ("all-en.json", "all-en.xlsx", "few-en.xlsx"))
    generator.write_json(source, count)
    say(f"{count} records, {source.stat().st_size >> 20} MB")
    with psycopg.connect(address, autocommit=True) as connection:
        before = _counts(connection)
        connection.execute("CHECKPOINT")
        first = _imported(source)
        left = {table: number for table, number in _counts(connection).items() if number > before[table]}
        say(f"it left {sum(left.values())} rows in {len(left)} tables")
        copied = _copied(connection, sorted(left), folder)
        yield Figure("import_vs_copy", first.seconds / copied, 3)
        yield Figure("import_memory_json_mb", first.peak_mb, 300)
        history = _history(connection)
        again = _imported(source)
        yield Figure("import_again_vs_first", again.seconds / first.seconds, 0.2)
        yield Figure("import_again_history_rows", _history(connection) - history, 0)
        source.unlink()
        generator.write_xlsx(book, count, seed=2)
        yield Figure("import_memory_xlsx_mb", _imported(book, "--dry-run").peak_mb, 700)
        generator.write_xlsx(few, PREVIEWED, seed=3)
        yield Figure("xlsx_5000_preview_s", _imported(few, "--dry-run").seconds, 20)


def _imported(source: Path, *switches: str) -> Watched:
    seen = manage("import_uhri", str(source), "--country", "all", *switches)
    say(f"{source.name} {' '.join(switches)}: {seen.seconds:.1f} s, {seen.peak_mb:.0f} MB, {seen.last_line}")
    return seen


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in rows]


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    statement = sql.SQL("SELECT count(*) FROM {}")
    return {
        table: connection.execute(statement.format(sql.Identifier(table))).fetchone()[0]  # type: ignore[index]
        for table in _tables(connection)
    }


def _history(connection: psycopg.Connection) -> int:
    return sum(number for table, number in _counts(connection).items() if table.endswith("event"))


def _copied(connection: psycopg.Connection, tables: list[str], folder: Path) -> float:
    """Seconds that a COPY of every row of these tables takes, into empty ones with the same indexes.

    No triggers, no foreign keys; one transaction, from files that lie ready.
    """
    connection.execute("CREATE SCHEMA again")
    for table in tables:
        name = sql.Identifier(table)
        like = sql.SQL("CREATE TABLE again.{} (LIKE public.{} INCLUDING ALL)")
        connection.execute(like.format(name, name))
        with (
            (folder / table).open("wb") as file,
            connection.cursor().copy(sql.SQL("COPY public.{} TO STDOUT").format(name)) as copy,
        ):
            for chunk in copy:
                file.write(chunk)
    connection.execute("CHECKPOINT")
    started = time.monotonic()
    with connection.transaction():
        for table in tables:
            _copy_in(connection, table, folder / table)
    seconds = time.monotonic() - started
    say(f"a COPY of the same rows: {seconds:.1f} s")
    connection.execute("DROP SCHEMA again CASCADE")
    for table in tables:
        (folder / table).unlink()
    return seconds


def _copy_in(connection: psycopg.Connection, table: str, file: Path) -> None:
    into = sql.SQL("COPY again.{} FROM STDIN").format(sql.Identifier(table))
    with file.open("rb") as rows, connection.cursor().copy(into) as copy:
        while chunk := rows.read(_CHUNK):
            copy.write(chunk)


def figures() -> Iterator[Figure]:
    """Its own database, and its own folder."""
    with TemporaryDirectory() as folder, own_database("import") as address:
        yield from _measured(Path(folder), address)


if __name__ == "__main__":
    show(figures())
