"""The backup job, run for real against the test database, and read back."""

import hashlib
import os
import subprocess
import tarfile
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folders(tmp_path):
    """Where evidence lies and where copies go."""
    evidence = tmp_path / "files" / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "decree.pdf").write_bytes(b"%PDF-1.7 signed")
    (tmp_path / "backups").mkdir()
    return tmp_path


@pytest.fixture
def take(folders, db):
    """Run the job once."""
    where = connection.get_connection_params()
    environment = {
        "PATH": os.environ["PATH"],
        "PGHOST": str(where["host"]),
        "PGPORT": str(where["port"]),
        "PGUSER": where["user"],
        "PGPASSWORD": where["password"],
        "PGDATABASE": where["dbname"],
        "FILES_FOLDER": str(folders / "files"),
        "BACKUPS_FOLDER": str(folders / "backups"),
    }

    def run(**changed):
        return subprocess.run(
            ["sh", str(ROOT / "nmrf/deploy/backup.sh"), "once"],
            env=environment | changed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def copies(folders):
    """The finished copies."""
    return sorted((folders / "backups").glob("20*"))


def test_a_backup_holds_database_evidence_and_checksums(take, folders):
    done = take()

    assert done.returncode == 0, done.stderr
    (copy,) = copies(folders)
    assert sorted(path.name for path in copy.iterdir()) == ["SHA256SUMS", "database.dump", "evidence.tar.gz"]
    for line in (copy / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((copy / name).read_bytes()).hexdigest() == digest
    with tarfile.open(copy / "evidence.tar.gz") as archive:
        assert archive.extractfile("evidence/decree.pdf").read() == b"%PDF-1.7 signed"


def test_a_backup_can_be_restored(take, folders):
    take()
    (copy,) = copies(folders)
    where = connection.get_connection_params()
    address = {
        "host": where["host"],
        "port": where["port"],
        "user": where["user"],
        "password": where["password"],
    }
    name = f"restored_{os.getpid()}"

    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            subprocess.run(
                ["pg_restore", "--no-owner", "--dbname", name, str(copy / "database.dump")],
                env={
                    "PATH": os.environ["PATH"],
                    "PGHOST": str(where["host"]),
                    "PGPORT": str(where["port"]),
                    "PGUSER": where["user"],
                    "PGPASSWORD": where["password"],
                },
                capture_output=True,
                check=True,
            )
            with psycopg.connect(**address, dbname=name) as restored:
                (migrations,) = restored.execute("SELECT count(*) FROM django_migrations").fetchone()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert (migrations,) == cursor.fetchone()


def test_a_failed_backup_leaves_no_copy_that_looks_good(take, folders):
    done = take(PGPASSWORD="wrong")

    assert done.returncode != 0
    assert copies(folders) == []
    assert not (folders / "backups" / "last-good").exists()


def test_old_copies_go_and_others_stay(take, folders):
    for name, days in (("2020-01-01T000000Z", 40), ("2020-02-01T000000Z", 10)):
        made = folders / "backups" / name
        made.mkdir()
        moment = time.time() - days * 86_400
        os.utime(made, (moment, moment))

    take()

    kept = [path.name for path in copies(folders)]
    assert kept[0] == "2020-02-01T000000Z"
    assert len(kept) == 2
