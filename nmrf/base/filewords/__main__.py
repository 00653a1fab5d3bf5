"""The child process: limits itself, reads one file, writes what it found as JSON."""

import json
import logging
import resource
import sys
import warnings
from dataclasses import asdict
from pathlib import Path

from nmrf.base.filewords import MEGABYTES, here


def main(path: str, media_type: str, seconds: str) -> None:
    """One file."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    limit = MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 2))
    sys.stdout.write(json.dumps(asdict(here.read(Path(path), media_type))))


if __name__ == "__main__":
    main(*sys.argv[1:4])
