"""The tables, made once for each state of the migrations and copied from then on."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from nmrf.local import clone
from tests.running import ROOT, address_of, copy_database, drop_database

ROOMS = ("nmrf", "recommendations", "focal_points", "reporting")
PREFIX = "nmrf_schema_"


def make_database(name: str) -> None:
    """A fresh database that holds the tables and nothing else."""
    tables = PREFIX + _digest()
    with clone.locked("tables", patience=900):
        if tables not in _there():
            _make(tables)
        copy_database(tables, name)


def _make(name: str) -> None:
    """Under another name until it is whole; those of earlier states go."""
    for old in _there():
        drop_database(old)
    making = f"{PREFIX}making_{os.getpid()}"
    copy_database("template1", making)
    told = {**os.environ, "DATABASE_URL": address_of(making), "DJANGO_SETTINGS_MODULE": "nmrf.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=told, check=True
    )
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"'.encode())


def _there() -> list[str]:
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return [name for (name,) in rows.fetchall()]


def _digest() -> str:
    """Of everything that decides how the tables look: our migrations, and the packages' versions."""
    files: list[Path] = [ROOT / "nmrf" / "local" / "requirements.lock", ROOT / "nmrf" / "base" / "history.py"]
    for room in ROOMS:
        files += sorted((ROOT / room).glob("**/migrations/*.py"))
    found = hashlib.sha256()
    for path in files:
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]
