"""How much a source may hold before it is refused: a whole UHRI export fits several times over."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless the name says otherwise."""

    unpacked: int = 3072 * MEBIBYTE
    workbook: int = 1536 * MEBIBYTE
    # Texts shrink to about a tenth; what unpacks to hundreds of times its size was made to do so.
    ratio: int = 200
    ratio_from: int = 32 * MEBIBYTE
    record: int = 16 * MEBIBYTE
    rows: int = 1_500_000
    columns: int = 64
    cell_characters: int = 500_000
    depth: int = 64
    archive_members: int = 2_000


DEFAULT = Limits()
