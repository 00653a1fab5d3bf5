"""A database for one benchmark, on this clone's own services: made, given the schema, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from benchmarks.figures import say
from nmrf.local import clone


def address(database: str) -> str:
    """Of a database on the services that `make services` started (or on BENCH_DATABASE_URL's server)."""
    known = os.environ.get("BENCH_DATABASE_URL") or clone.read_json(clone.SERVICES_FILE).get("database_url")
    if not known:
        raise SystemExit("No PostgreSQL is running for this clone. Run: make services")
    return f"{known.rsplit('/', 1)[0]}/{database}"


def _execute(statement: sql.Composed) -> None:
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def own_database(name: str, home: str = "XAA", *, again: bool = False) -> Iterator[str]:
    """Django set up on a new database `nmrf_bench_<name>` with schema and reference data; its address.

    Once a process: settings are read once. BENCH_KEEP=1 keeps the database for a look at it; where
    `again` allows it, one that was kept is taken up as it is.
    """
    database = f"nmrf_bench_{name}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    if not (again and _keeps() and _exists(database)):
        _execute(drop)
        _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    os.environ |= {"DATABASE_URL": address(database), "HOME_STATE": home}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmrf.settings")
    say(f"database {database}")
    try:
        _prepare()
        yield address(database)
    finally:
        if not _keeps():
            _execute(drop)


def _keeps() -> bool:
    return os.environ.get("BENCH_KEEP") == "1"


def _exists(database: str) -> bool:
    with psycopg.connect(address("postgres")) as connection:
        asked = "SELECT count(*) FROM pg_database WHERE datname = %s"
        return connection.execute(asked, [database]).fetchone() == (1,)


def _prepare() -> None:
    import sys

    import django
    from django.core.management import call_command

    django.setup()
    say("schema and reference data")
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    call_command("load_reference", stdout=sys.stderr)
