"""Reads in this very process: for the child process, and for files that the house made itself."""

from pathlib import Path

from nmrf.base.filewords import PDF, TEXT, Read, office, pdf, plain
from nmrf.base.filewords.limits import Refused


def read(path: Path, media_type: str) -> Read:
    """As `filewords.read`, without its limits of memory and time."""
    reader = pdf.read if media_type == PDF else plain.read if media_type in TEXT else office.read
    try:
        return reader(path)
    except Refused as refused:
        return Read(why=refused.why)
    except (MemoryError, RecursionError):
        return Read(why="too_large")
    except Exception:
        return Read(why="broken")
