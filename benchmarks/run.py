"""Run every benchmark, each in a process of its own: `python -m benchmarks.run [name …]`, or `make bench`.

Exit code 1 when a figure misses its bar or a benchmark fails, 2 when the real records are not there.
"""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import real
from benchmarks.figures import say

HERE = Path(__file__).parent
OTHERS = ("suggestions",)
"""Benchmarks whose names do not begin with `bench_`."""


def modules() -> list[str]:
    """All there are, in the order of their names."""
    named = sorted(path.stem for path in HERE.glob("bench_*.py"))
    return named + [name for name in OTHERS if (HERE / f"{name}.py").exists()]


def run(names: list[str]) -> int:
    """Each in turn; 0 when all figures are good."""
    worst = 0
    for name in names:
        started = time.monotonic()
        say(f"— {name}")
        process = subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, stdout=subprocess.PIPE, text=True
        )
        for line in process.stdout or ():
            print(line, end="", flush=True)
            worst = max(worst, int(line.rstrip().endswith("SHORT")))
        if code := process.wait():
            say(f"— {name} ended with code {code}")
            worst = max(worst, 1)
        say(f"— {name}: {time.monotonic() - started:.0f} s")
    return worst


def main(asked: list[str]) -> int:
    """All, or those whose names contain one of the words given."""
    real.folder()
    return run([name for name in modules() if not asked or any(word in name for word in asked)])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
