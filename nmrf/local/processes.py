"""The processes of a running demonstration: web, worker and beat, started and stopped together."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from nmrf.local import clone

PATIENCE = 15.0  # seconds a process may take to end in good order
REVIVALS_A_MINUTE = 3
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def commands(port: int) -> dict[str, list[str]]:
    """What runs, by the name of its log."""
    python = [str(clone.PYTHON), "-m"]
    celery = [*python, "celery", "--app", "nmrf.celery", "--quiet"]
    binds = [part for address in addresses(port) for part in ("--bind", address)]
    web = [*python, "gunicorn", "nmrf.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    web += ["--timeout", "120", "--access-logfile", "-", "--no-control-socket", *binds]
    return {
        "web": web,
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""],
    }


def addresses(port: int) -> list[str]:
    """Where `localhost` may lead a browser on this machine, and no further."""
    found = [f"127.0.0.1:{port}"]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        found.append(f"[::1]:{port}")
    return found


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it is killed, so that none is orphaned."""
    ctypes.CDLL(None, use_errno=True).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def spawn(
    command: list[str], environment: dict[str, str], output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process of ours in the clone's folder, beyond the terminal's Ctrl-C: we end it in order."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        cwd=clone.ROOT,
        env=environment,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


@dataclass
class Group:
    """Processes that live and end together."""

    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, list[str]] = field(default_factory=dict)
    revivals: list[float] = field(default_factory=list)

    def start(self, name: str, command: list[str]) -> None:
        """Start one; what it says goes to var/log/<name>.log."""
        clone.LOGS.mkdir(parents=True, exist_ok=True)
        self.commands[name] = command
        with (clone.LOGS / f"{name}.log").open("ab") as log:
            self.running[name] = spawn(command, self.environment, log)

    def ended(self) -> str | None:
        """Name of one that is no longer there."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def revive(self, name: str) -> bool:
        """Start one again that has ended by itself; False when that has happened too often lately."""
        now = time.monotonic()
        self.revivals = [*(moment for moment in self.revivals if now - moment < 60), now]
        if len(self.revivals) > REVIVALS_A_MINUTE:
            return False
        self.end_children(name)
        self.start(name, self.commands[name])
        return True

    def end_children(self, name: str) -> None:
        """End what a process has left behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.running[name].pid, signal.SIGKILL)

    def stop(self) -> None:
        """End all in good order, and whatever does not follow by force: its jobs are taken up next time."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
        for name, process in self.running.items():
            self.end_children(name)
            process.wait()


def last_words(name: str, lines: int = 15) -> str:
    """End of a process' log."""
    log = clone.LOGS / f"{name}.log"
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])


class Stopped(Exception):
    """Somebody asked the demonstration to end."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C, a closed terminal and `kill` into Stopped, once; while we clean up they are ignored."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, _frame: object) -> None:
        ignore()
        raise Stopped(signal.Signals(number).name)

    def ignore() -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)

    for each in signals:
        signal.signal(each, stop)
    try:
        yield
    finally:
        ignore()


def wait_until(ready: Callable[[], bool], group: Group, seconds: float) -> bool:
    """True once `ready()`; False when a process of the group ended, or time ran out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not group.ended():
        if ready():
            return True
        time.sleep(0.2)
    return False
