"""The project's own Redis: database 0 carries the jobs and never evicts, database 1 is the cache."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from nmrf.local import clone

PLACE = clone.VAR / "redis"
PATIENCE = 20.0

SETTINGS = """\
# Written by the project at every start; changes made here are lost.
bind 127.0.0.1
port {port}
requirepass {secret}
dir "{place}"
pidfile "{place}/redis.pid"
logfile "{place}/server.log"
daemonize yes
databases 4
maxmemory-policy noeviction
appendonly yes
appendfsync everysec
save ""
"""


def ask(*words: str) -> str | None:
    """One command to our own server; None when it does not answer, or answers as somebody else's."""
    port = clone.remembered("redis_port")
    if not isinstance(port, int):
        return None
    lines = [encode("AUTH", clone.password("redis")), encode(*words)]
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
            link.sendall(b"".join(lines))
            answer = b""
            while answer.count(b"\r\n") < len(lines):
                chunk = link.recv(4096)
                if not chunk:
                    break
                answer += chunk
    except OSError:
        return None
    accepted, _, rest = answer.decode(errors="replace").partition("\r\n")
    return rest.strip() if accepted == "+OK" else None


def encode(*words: str) -> bytes:
    """A command in Redis' own protocol."""
    parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
    return f"*{len(words)}\r\n{''.join(parts)}".encode()


def is_ready() -> bool:
    """Whether our server answers."""
    return ask("PING") == "+PONG"


def url(database: int = 0) -> str:
    """Address of one of its numbered databases."""
    return f"redis://:{clone.password('redis')}@127.0.0.1:{clone.remembered('redis_port')}/{database}"


def pid() -> int | None:
    """Process of this very server."""
    try:
        number = int((PLACE / "redis.pid").read_text())
    except (OSError, ValueError):
        return None
    return number if clone.process_folder(number) == str(PLACE) else None


def start() -> None:
    """Bring it up; quick when it already runs."""
    if is_ready():
        return
    program = shutil.which("redis-server", path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")
    if program is None:
        clone.give_up("Redis is not installed. Install it with: make services")
    PLACE.mkdir(parents=True, exist_ok=True)
    for _ in range(3):  # another clone may take the port between our look and our start
        if launch(program):
            return
    log = PLACE / "server.log"
    words = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else []
    clone.give_up("Redis did not start:\n" + "\n".join(words))


def launch(program: str) -> bool:
    """Start the server and wait until it answers."""
    if pid() is None:
        (PLACE / "redis.pid").unlink(missing_ok=True)
    place = str(PLACE).replace("\\", "\\\\").replace('"', '\\"')
    settings = SETTINGS.format(
        port=clone.free_port("redis_port"), secret=clone.password("redis"), place=place
    )
    configuration = PLACE / "redis.conf"
    configuration.write_text(settings)
    configuration.chmod(0o600)
    subprocess.run([program, str(configuration)], capture_output=True, cwd=PLACE, check=False)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_ready():
            return True
        if time.monotonic() > deadline - PATIENCE + 2 and pid() is None:
            return False
        time.sleep(0.05)
    return False


def stop() -> bool:
    """Save and stop; False when it was not running."""
    if not is_ready():
        return False
    running = pid()
    ask("SHUTDOWN")
    deadline = time.monotonic() + PATIENCE
    while (is_ready() or (running and pid())) and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def wipe() -> None:
    """Remove what the stopped server kept."""
    shutil.rmtree(PLACE, ignore_errors=True)


def folder() -> Path:
    """Where it keeps its files."""
    return PLACE
