"""What runs the demonstration: its processes live together, end together, and say what is wrong."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nmrf.local import clone, demo, processes

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
FAILING = [sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"]


@pytest.fixture
def group(tmp_path, monkeypatch):
    monkeypatch.setattr(clone, "LOGS", tmp_path / "log")
    made = processes.Group(dict(os.environ))
    yield made
    made.stop()


def is_alive(pid):
    """Whether a process still does something (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_stop_ends_every_process(group):
    group.start("web", SLEEPER)
    group.start("worker", SLEEPER)
    pids = [process.pid for process in group.running.values()]
    assert all(is_alive(pid) for pid in pids)

    group.stop()

    assert not any(is_alive(pid) for pid in pids)


def test_a_process_that_ended_is_named_with_its_last_words(group):
    group.start("web", SLEEPER)
    group.start("worker", FAILING)

    assert wait_for(lambda: group.ended() == "worker")
    assert "no such thing" in processes.last_words("worker")


def test_waiting_gives_up_as_soon_as_a_process_has_ended(group):
    group.start("web", FAILING)
    started = time.monotonic()

    assert processes.wait_until(lambda: False, group, seconds=30) is False
    assert time.monotonic() - started < 10


def test_a_killed_process_is_started_again(group):
    group.start("worker", SLEEPER)
    group.running["worker"].kill()
    wait_for(group.ended)

    assert group.revive("worker") is True
    assert group.ended() is None


def test_a_process_that_keeps_ending_is_given_up(group):
    group.start("worker", FAILING)

    outcomes = []
    while wait_for(group.ended) and len(outcomes) < 10:
        outcomes.append(group.revive("worker"))
        if not outcomes[-1]:
            break

    assert outcomes == [True] * processes.REVIVALS_A_MINUTE + [False]


def test_a_killed_demonstration_leaves_no_orphan(tmp_path):
    script = (
        "import os, time; from nmrf.local import processes; "
        f"child = processes.spawn({SLEEPER!r}, dict(os.environ)); "
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(next(line for line in parent.stdout if line.strip().isdigit()))
    assert is_alive(child)

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert wait_for(lambda: not is_alive(child))


def test_a_taken_port_is_said_with_what_to_do(copy):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = copy.run("demo", PORT=str(port))

    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PORT={port + 1} make demo" in done.stderr


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(copy, port):
    done = copy.run("demo", PORT=port)

    assert done.returncode == 1
    assert done.stderr.startswith("PORT must be a number")


def test_the_sign_ins_are_those_that_the_demonstration_wrote_down(tmp_path, monkeypatch):
    users = tmp_path / "demo-users.json"
    users.write_text('[{"role": "secretariat", "email": "a@halvora.example", "password": "x", "name": "A"}]')
    monkeypatch.setattr(demo, "USERS", users)

    assert demo.sign_ins() == [("secretariat", "a@halvora.example", "x")]


def test_help_names_every_target_that_others_call():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for target in ("demo", "demo-reset", "services", "test", "check", "help"):
        assert f"  make {target} " in shown
