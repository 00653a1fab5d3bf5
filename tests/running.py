"""The house as it really runs: web server, worker, beat and broker as processes, on a database of their own.

Tests that need it drive it from outside, as people do. Since the database is not the one of other tests, what
is written there is in nobody's way, and nothing has to be swept up between journeys.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery
from django.conf import settings
from psycopg import sql
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from nmrf.local import processes

ROOT = Path(__file__).resolve().parent.parent
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy knows no localhost


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(came: Callable[[], Any], what: str, seconds: float = 120) -> Any:
    """Ask again and again, briefly, until the answer is yes; fails with `what` when it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := came():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"In {seconds:.0f} seconds this never came: {what}")


def address_of(database: str) -> str:
    """URL of a database on the server that the tests use."""
    at = settings.DATABASES["default"]
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{database}"


@contextmanager
def _as_the_server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        yield server


def copy_database(source: str, target: str) -> None:
    """A fresh `target` that holds what `source` does; nobody may be connected to `source` meanwhile."""
    drop_database(target)
    with _as_the_server() as server:
        names = {"target": sql.Identifier(target), "source": sql.Identifier(source)}
        server.execute(sql.SQL("CREATE DATABASE {target} TEMPLATE {source}").format(**names))


def exists(name: str) -> bool:
    """Whether there is such a database."""
    with _as_the_server() as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def drop_database(name: str) -> None:
    """Gone, with whoever is still connected to it."""
    with _as_the_server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass
class House:
    """Everything that runs on one database. What each process says is kept in `folder`."""

    database: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    server: str = ""  # another than the one that the tests use: its addresses up to the database's name
    redis_port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    @property
    def address(self) -> str:
        """URL of its database."""
        return f"{self.server}{self.database}" if self.server else address_of(self.database)

    @property
    def broker(self) -> str:
        """Its own Redis, gone with it."""
        return f"redis://127.0.0.1:{self.redis_port}/0"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; nothing of the machine's own demonstration reaches them."""
        return {
            **os.environ,
            "DATABASE_URL": self.address,
            "REDIS_URL": self.broker,
            "CACHE_URL": f"redis://127.0.0.1:{self.redis_port}/1",
            "EMAIL_URL": f"filemail:///{self.folder / 'mail'}",
            "EVIDENCE_ROOT": str(self.folder / "evidence"),
            "WORKING_ROOT": str(self.folder / "working"),
            "DJANGO_SETTINGS_MODULE": "nmrf.settings",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """One process more."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = processes.spawn(command, self.environment, log)
        return self.running[name]

    def start_broker(self) -> None:
        """Redis, in memory alone."""
        server = shutil.which("redis-server")
        assert server, "redis-server is needed (Debian: redis-server)"
        quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(self.redis_port)]
        self.start("redis", [server, *quiet])

        def answers() -> bool:
            with suppress(NoRedis), Redis(port=self.redis_port) as client:
                return bool(client.ping())
            return False

        until(answers, "an answer of Redis")

    def start_web(self, workers: int = 1) -> None:
        """The web server, as in the demonstration but in one process unless told otherwise."""
        web = [*_python("gunicorn"), "nmrf.wsgi", "--worker-class", "gthread", "--threads", "4"]
        web += ["--workers", str(workers), "--no-control-socket", "--access-logfile", "-"]
        self.start("web", [*web, "--bind", f"127.0.0.1:{self.port}"])

    def wait_for_web(self) -> None:
        """Until it answers."""

        def answers() -> bool:
            with suppress(OSError), DIRECTLY.open(f"{self.url}/healthz/live", timeout=5) as answer:
                return bool(answer.status == 200)
            return False

        until(answers, "an answer of the web server")

    def start_worker(self, name: str = "worker") -> subprocess.Popen[bytes]:
        """A Celery worker; `wait_for_worker` says when it is there."""
        command = processes.commands(self.port)["worker"]
        command[command.index("--concurrency") + 1] = "1"
        return self.start(name, [*command, "--hostname", f"{name}@{self.database}"])

    def wait_for_worker(self, name: str = "worker") -> None:
        """Until it answers over the broker."""
        asking = Celery("asking", broker=self.broker, set_as_current=False)
        to = [f"{name}@{self.database}"]
        until(lambda: asking.control.ping(destination=to, timeout=0.5), f"an answer of {name}")
        asking.close()

    def start_beat(self) -> None:
        """The clock."""
        self.start("beat", processes.commands(self.port)["beat"])

    def kill(self, name: str) -> None:
        """SIGKILL to a process and all it has started: nothing of it can tidy up."""
        gone = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(gone.pid, signal.SIGKILL)
        gone.wait()

    def python(self, script: Path, *words: str) -> Any:
        """Run a script of ours on its database; what it prints last, as JSON."""
        command = [sys.executable, str(script), *words]
        told = {**self.environment, "LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of its database."""
        with psycopg.connect(self.address, autocommit=True) as database:
            return database.execute(query.encode(), values).fetchall()

    def last_words(self, size: int = 3000) -> str:
        """The end of what each process said, and the jobs as they stand, for whoever reads of a failure."""
        logs = [
            f"--- {log.name}\n{log.read_text(errors='replace')[-size:]}" for log in self.folder.glob("*.log")
        ]
        jobs = self.ask("SELECT to_jsonb(j)::text FROM base_job j ORDER BY created_at DESC LIMIT 5")
        return "\n".join([*logs, "--- jobs", *(job for (job,) in jobs)])

    def stop(self) -> None:
        """End everything at once; what it wrote goes too."""
        for name in list(self.running):
            self.kill(name)
        if not self.server:
            drop_database(self.database)


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]
