"""The words of a file somebody handed in, page by page, read in a process of its own.

A file can be made so that reading it eats memory or never ends. So each is read by a child process with a
limit of memory and of time (`__main__`); whatever happens to the child, the caller gets an answer in words.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
TEXT = ("text/plain", "text/csv")
READABLE = (PDF, DOCX, ODT, *TEXT)
SECONDS = 60
MEGABYTES = 900
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Read:
    """What came of it. `why` is empty unless the file could not be read; `is_cut`: there was more."""

    why: str = ""
    passages: list[tuple[int, str]] = field(default_factory=list)
    has_pages: bool = False
    pages: int = 0
    is_cut: bool = False


def read(path: Path, media_type: str, *, seconds: int = SECONDS) -> Read:
    """Read the file at `path`. Never raises for what the file is; `why` says what stood in the way."""
    command = [sys.executable, "-m", "nmrf.base.filewords", str(path), media_type, str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own module)
            command, capture_output=True, timeout=seconds + 5, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        return Read(why="too_slow")
    if done.returncode:
        # Killed by the limit of time (SIGXCPU, SIGKILL), or died of memory where no exception could say so.
        return Read(why="too_slow" if done.returncode in (-24, -9) else "too_large")
    found = json.loads(done.stdout)
    found["passages"] = [(number, text) for number, text in found["passages"]]
    return Read(**found)
