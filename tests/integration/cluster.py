"""A PostgreSQL cluster of a test's own, which may be stopped in the middle of things; no other is harmed."""

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from nmrf.local import clone, postgres
from tests.running import address_of, free_port, until


@dataclass
class Cluster:
    """Made in `folder` by the same means as the clone's own, with a port of its own."""

    folder: Path
    port: int = 0
    running: "subprocess.Popen[bytes] | None" = None

    def make(self) -> None:
        """An empty cluster, running."""
        self.port = free_port()
        postgres.own(self.folder)
        settings = postgres.SETTINGS.format(port=self.port, digest="stopped", shared=128, cached=512)
        postgres.make(self._prefix, self.folder, self._programs)
        (self.folder / "nmrf.conf").write_text(settings)
        (self.folder / "nmrf.conf").chmod(0o644)
        self.start()

    def address(self, database: str) -> str:
        """URL of a database in it."""
        return f"postgres://{postgres.ROLE}:{clone.password('postgres')}@127.0.0.1:{self.port}/{database}"

    def copy_in(self, database: str) -> None:
        """The same database as on the server that the tests use."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{database}"'.encode())
        told = {"stdout": subprocess.PIPE, "env": postgres.environment()}
        dump = [str(self._programs / "pg_dump"), "--no-owner", address_of(database)]
        load = [str(self._programs / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", self.address(database)]
        with subprocess.Popen(dump, **told) as dumping:  # type: ignore[call-overload]
            subprocess.run(load, stdin=dumping.stdout, stdout=subprocess.DEVNULL, env=told["env"], check=True)
        assert dumping.returncode == 0

    def start(self) -> None:
        """Until it takes connections; after `stop_at_once` it first repairs itself."""
        with (self.folder / "server.log").open("ab") as log:
            self.running = subprocess.Popen(
                [*self._prefix, str(self._programs / "postgres"), "-D", str(self.folder / "data")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=postgres.environment(),
                start_new_session=True,
            )
        until(self._answers, "an answer of the database")

    def stop_at_once(self) -> None:
        """As when the machine's power goes: no transaction may end, no connection is let go in order."""
        process = int((self.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(process, signal.SIGQUIT)
        until(lambda: clone.process_folder(process) is None, "the end of the database")
        if self.running:
            self.running.wait()

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.address("postgres")):
            return True
        return False

    @property
    def _prefix(self) -> list[str]:
        return postgres.prefixes()[0][0]

    @property
    def _programs(self) -> Path:
        found = postgres.binaries()
        assert found, "PostgreSQL is needed (Debian: postgresql)"
        return found
