"""Run the whole system on this machine, with the invented State in it.

    python3.11 -m nmrf.local.demo [--reset]

Everything here can be stopped at any point and run again: each step looks at what is there, and continues.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from typing import Any

from nmrf.local import bootstrap, clone, processes, services

STEPS = bootstrap.STEPS + 6
USERS = clone.VAR / "demo-users.json"
PID = clone.VAR / "demo.pid"
STATIC_STAMP = clone.VAR / "static.stamp"
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy knows no localhost
MADE_BY_DEMO = ("evidence", "working", "mail", "static", "log")


def environment(port: int) -> dict[str, str]:
    """What every process of the demonstration gets."""
    return {**os.environ, "PORT": str(port), "COLLECTED_STATIC": "1", "PYTHONUNBUFFERED": "1"}


def manage(*words: str, port: int) -> None:
    """Run one management command and show what it says; end where it fails."""
    quiet = {"LOG_LEVEL": "WARNING", **environment(port)}  # a command says itself how far it is
    child = processes.spawn([str(clone.PYTHON), "manage.py", *words], quiet)
    try:
        failed = child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    if failed:
        clone.give_up(
            f"`manage.py {words[0]}` failed (see above). After mending it, run the same command again."
        )


def chosen_port() -> int:
    """PORT, or 8000; refuses one that is taken before any work is done."""
    wish = os.environ.get("PORT") or "8000"
    if not wish.isdigit() or not 0 < int(wish) < 65536:
        clone.give_up(f"PORT must be a number between 1 and 65535, not {wish!r}.")
    if not clone.is_free(int(wish)):
        clone.give_up(
            f"Port {wish} is taken by another program. Stop that one, or choose another port:\n"
            f"  PORT={int(wish) + 1} make demo"
        )
    return int(wish)


def collect_static(steps: clone.Steps, port: int) -> None:
    """Stylesheets, scripts and fonts under names that carry their content; only when one has changed."""
    found = sorted(path for path in (clone.ROOT / "static").rglob("*") if path.is_file())
    facts = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in found]
    stamp = hashlib.sha256("\n".join([bootstrap.expected_stamp(), *facts]).encode()).hexdigest()
    if STATIC_STAMP.exists() and STATIC_STAMP.read_text() == stamp and (clone.VAR / "static").exists():
        steps.begin("Stylesheets and scripts: up to date")
        return
    steps.begin("Stylesheets and scripts: collecting")
    manage("collectstatic", "--noinput", "--clear", "--verbosity", "0", port=port)
    STATIC_STAMP.write_text(stamp)


def is_ready(port: int) -> bool:
    """Whether web, database, queue, worker and beat all answer."""
    try:
        with DIRECTLY.open(f"http://localhost:{port}/healthz/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def prepare(port: int) -> None:
    """From a bare machine to a filled database."""
    steps = clone.Steps(STEPS)
    bootstrap.run(steps)
    steps.begin("PostgreSQL and Redis of this clone")
    services.start(on_behalf_of="demo")
    steps.begin("Database tables")
    manage("migrate", "--noinput", "--verbosity", "0", port=port)
    steps.begin("Reference data: States, mechanisms, treaties, vocabularies")
    manage("load_reference", port=port)
    steps.begin("The invented State: institutions, people, recommendations, progress")
    manage("demo_data", port=port)
    collect_static(steps, port)
    steps.begin("Starting web, worker and beat")


def run(port: int) -> None:
    """Prepare, start, and stay until somebody stops it or a process ends by itself."""
    group = processes.Group(environment(port))
    try:
        with processes.stoppable():
            prepare(port)
            for name, command in processes.commands(port).items():
                group.start(name, command)
            if not processes.wait_until(lambda: is_ready(port), group, seconds=90):
                failed(group, "The system did not become ready.")
            announce(port)
            watch(group)
    except processes.Stopped:
        clone.say("\nStopping…")
    finally:
        group.stop()
        if clone.remembered("services_started_by") == "demo":
            services.stop()
    clone.say("Stopped. `make demo` continues where this ended; `make demo-reset` begins afresh.")


def watch(group: processes.Group) -> None:
    """Start again what ends by itself, and say so; end everything where that does not help."""
    while True:
        name = group.ended()
        if name:
            code = group.running[name].returncode
            if not group.revive(name):
                failed(group, f"{name} keeps ending by itself ({code}); the others are being stopped.")
            clone.say(f"{name} ended by itself ({code}) and was started again; see var/log/{name}.log.")
        time.sleep(0.5)


def failed(group: processes.Group, what: str) -> None:
    """End with what went wrong, and where to read more."""
    name = group.ended() or "web"
    clone.give_up(f"{what}\nLast lines of var/log/{name}.log:\n{processes.last_words(name)}")


def announce(port: int) -> None:
    """The address and how to sign in."""
    clone.say(f"\nReady: http://localhost:{port}/\n")
    people = sign_ins()
    if people:
        clone.say("Sign in as (State, people and progress are all invented):")
        widths = [max(len(person[column]) for person in people) for column in range(3)]
        for person in people:
            clone.say(
                "  " + "   ".join(text.ljust(width) for text, width in zip(person, widths, strict=True))
            )
    clone.say("\nLogs are in var/log/. Ctrl-C stops everything.")


def sign_ins() -> list[tuple[str, str, str]]:
    """Role, e-mail and password of the people `demo_data` has written down, one per role."""
    try:
        content: Any = json.loads(USERS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    people = content.get("users", []) if isinstance(content, dict) else content
    return [(str(each["role"]), str(each["email"]), str(each["password"])) for each in people]


def reset() -> None:
    """Stop a running demonstration of this clone and remove what it made."""
    stop_running()
    if os.environ.get("DATABASE_URL"):
        clone.say("DATABASE_URL is set: that database is not ours, and stays as it is.")
    services.wipe()
    for name in MADE_BY_DEMO:
        shutil.rmtree(clone.VAR / name, ignore_errors=True)
    for path in (USERS, STATIC_STAMP):
        path.unlink(missing_ok=True)
    clone.say("Removed. `make demo` begins afresh.")


def stop_running() -> None:
    """End the demonstration that runs in this clone, if one does."""
    try:
        pid = int(PID.read_text())
    except (OSError, ValueError):
        return
    if clone.process_folder(pid) != str(clone.ROOT):
        return
    clone.say("Stopping the running demonstration…")
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 60
    while clone.process_folder(pid) and time.monotonic() < deadline:
        time.sleep(0.1)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reset", action="store_true", help="remove what the demonstration made")
    if parser.parse_args().reset:
        reset()
        return
    busy = "The demonstration already runs in this clone; `make demo-reset` or Ctrl-C there would end it."
    with clone.locked("demo", patience=0, otherwise=busy):
        port = chosen_port()
        PID.write_text(str(os.getpid()))
        try:
            run(port)
        finally:
            PID.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
