"""How much a table may hold: the largest real ones fit several times over."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Of one file."""

    file: int = 60 * MEBIBYTE
    unpacked: int = 200 * MEBIBYTE
    ratio: int = 200  # what unpacks to hundreds of times its size was made to do so
    ratio_from: int = 32 * MEBIBYTE
    members: int = 2_000
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 40_000
    nesting: int = 60


LIMITS = TableLimits()
