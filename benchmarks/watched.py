"""A command of the house run as its operator runs it: how long it took, and how much memory at its peak."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from nmrf.local import clone

EVERY = 0.1
_PAGES_TO_MB = 4096 / 1e6


@dataclass(frozen=True)
class Watched:
    """What a run of a command came to. `peak_mb` is the resident memory of it and its children together."""

    seconds: float
    peak_mb: float
    last_line: str


def manage(*arguments: str) -> Watched:
    """`manage.py …` in a process of its own; raises where it fails."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=clone.ROOT, stdout=subprocess.PIPE, text=True
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_resident_mb, _tree(process.pid))))
        time.sleep(EVERY)
    seconds = time.monotonic() - started
    said = (process.stdout.read() if process.stdout else "").strip().splitlines()
    if process.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} ended with {process.returncode}")
    return Watched(seconds, peak, said[-1] if said else "")


def _tree(root: int) -> list[int]:
    """The process and all below it."""
    found = [root]
    for pid in found:
        try:
            tasks = Path(f"/proc/{pid}/task").iterdir()
            found += [int(one) for task in tasks for one in (task / "children").read_text().split()]
        except OSError:  # it ended meanwhile
            continue
    return found


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGES_TO_MB
    except (OSError, IndexError):
        return 0.0
