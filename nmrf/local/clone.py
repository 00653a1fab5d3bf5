"""This clone of the project: where it is, what it keeps under `var/`, and what it remembers between runs.

The modules of this folder run before anything is installed (`python3.11 -m nmrf.local.…`, in the clone's
folder), so they use the standard library and one another, and nothing else.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOGS = VAR / "log"
SERVICES_FILE = VAR / "services.json"
PYTHON = ROOT / ".venv" / "bin" / "python"

# Below the range from which the system hands out ports for outgoing connections.
FIRST_PORT, PORT_RANGE = 20_000, 8_000


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def give_up(line: str) -> NoReturn:
    """End with one clear line on standard error."""
    print(line, file=sys.stderr, flush=True)
    raise SystemExit(1)


def digest() -> str:
    """Short name of this clone, the same at every run and different for every folder."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def read_json(path: Path) -> dict[str, Any]:
    """Content of a small JSON file; empty where it is missing or was cut short."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replace `path` in one step, readable by its owner alone: it holds passwords."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    fresh.replace(path)


def remembered(name: str) -> Any:
    """What an earlier run noted under `name`, or None."""
    return read_json(VAR / "local.json").get(name)


def remember(**facts: object) -> None:
    """Note facts (ports, folders) for the next run."""
    path = VAR / "local.json"
    write_json(path, read_json(path) | facts)


def password(name: str) -> str:
    """The password of a private service, made once per clone."""
    key = f"{name}_password"
    known = remembered(key)
    if isinstance(known, str):
        return known
    fresh = secrets.token_hex(16)
    remember(**{key: fresh})
    return fresh


def is_free(port: int) -> bool:
    """Whether nothing listens on this local port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(name: str) -> int:
    """The port remembered under `name` while it is free, else the next free one, then remembered."""
    known = remembered(name)
    if isinstance(known, int) and is_free(known):
        return known
    offset = int(hashlib.sha256(f"{ROOT}:{name}".encode()).hexdigest(), 16) % PORT_RANGE
    for step in range(PORT_RANGE):
        port = FIRST_PORT + (offset + step) % PORT_RANGE
        if port != known and is_free(port):
            remember(**{name: port})
            return port
    give_up(f"No free port between {FIRST_PORT} and {FIRST_PORT + PORT_RANGE} on this machine.")


def process_folder(pid: int) -> str | None:
    """Folder a living process works in; None when it is gone, a zombie, or not ours to look at."""
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return None


@contextlib.contextmanager
def locked(name: str, patience: float = 120, otherwise: str = "") -> Iterator[None]:
    """Let one run at a time do this, so that two terminals cannot start the same cluster twice."""
    otherwise = (
        otherwise or f"Another run in {ROOT} has held '{name}' for {patience:.0f} s: end it, try again."
    )
    try:
        VAR.mkdir(exist_ok=True)
        file = (VAR / f".{name}.lock").open("w")
    except PermissionError:
        give_up(
            f"Cannot write to {VAR}. It was made by another user: run as that user, or remove the folder."
        )
    with file:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    give_up(otherwise)
                time.sleep(0.2)
        yield


class Steps:
    """Counts what a run does, so that whoever watches sees how far it is."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def begin(self, what: str) -> None:
        """Announce the next step."""
        self.done += 1
        say(f"[{self.done}/{self.total}] {what}")
