"""The child process: limits itself, reads one file, writes what it found as JSON."""

import json
import logging
import resource
import sys
import warnings
from dataclasses import asdict
from pathlib import Path

from nmrf.base.filewords import MEGABYTES, PDF, TEXT, Read, office, pdf, plain
from nmrf.base.filewords.limits import Refused


def main(path: str, media_type: str, seconds: str) -> None:
    """One file."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    limit = MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 2))
    sys.stdout.write(json.dumps(asdict(_read(Path(path), media_type))))


def _read(path: Path, media_type: str) -> Read:
    reader = pdf.read if media_type == PDF else plain.read if media_type in TEXT else office.read
    try:
        return reader(path)
    except Refused as refused:
        return Read(why=refused.why)
    except (MemoryError, RecursionError):
        return Read(why="too_large")
    except Exception:
        return Read(why="broken")


if __name__ == "__main__":
    main(*sys.argv[1:4])
