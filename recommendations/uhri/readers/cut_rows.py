"""Rows of a table that stand on several lines without quotation marks: told, and put together for a look.

UHRI's cells hold line breaks. Where a program saves them without quotation marks, the text stands first in
the row and its last line looks like a whole record. It is never taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from recommendations.uhri import values
from recommendations.uhri.records import Reason, Rejected
from recommendations.uhri.shapes import fields_of

Row = tuple[int, list[str]]


def whole(rows: Iterable[Row], heading: Sequence[str]) -> Iterator[tuple[int, Any]]:
    """Number and row under its headings; in place of the pieces of a cut row, one that is rejected."""
    table = _Table(heading)
    cut: list[Row] = []
    for number, row in rows:
        if cut and table.fits(cut, row):
            cut.append((number, row))
            if table.filled(cut) == table.width:
                yield table.rejected(cut)
                cut = []
            continue
        if cut:
            before, cut = _without_last_lines(cut)
            if before:
                yield table.rejected(before)
        if cut:  # lines that may begin this very row
            yield table.rejected([*cut, (number, row)])
            cut = []
        elif any(cell.strip() for cell in row):
            if len(row) < table.width and not table.has_id(row):
                cut = [(number, row)]
            elif any(row[table.width :]) and not table.has_id(row):
                yield table.rejected([(number, row)])
            else:
                yield number, table.named(row)
    if cut:
        yield table.rejected(cut)


def _without_last_lines(cut: list[Row]) -> tuple[list[Row], list[Row]]:
    """What begins with cells, and the lines behind it that are one cell each."""
    end = len(cut)
    while end and len(cut[end - 1][1]) <= 1:
        end -= 1
    return cut[:end], cut[end:]


class _Table:
    def __init__(self, heading: Sequence[str]) -> None:
        self.heading = heading
        self.width = len(heading)

    def named(self, row: Sequence[str]) -> dict[str, str]:
        return dict(zip(self.heading, row, strict=False))

    def has_id(self, row: Sequence[str]) -> bool:
        try:
            return bool(values.guid_of(fields_of(self.named(row)).get("annotation_id")))
        except values.NotUnderstood:
            return False

    def filled(self, cut: Iterable[Row]) -> int:
        """How many cells the lines have between them: the last of each goes on in the next."""
        return 1 + sum(max(0, len(row) - 1) for _number, row in cut)

    def fits(self, cut: Sequence[Row], row: list[str]) -> bool:
        """Whether a line can be the next of a cut row."""
        return self.filled([*cut, (0, row)]) <= self.width

    def rejected(self, cut: Sequence[Row]) -> tuple[int, Rejected]:
        """One record of its lines: whole, where that comes out even; else the lines as they stand."""
        first, last = cut[0][0], cut[-1][0]
        place = str(first) if first == last else f"{first}–{last}"
        joined: list[str] = []
        for _number, row in cut:
            cells = row or [""]
            joined = [*joined[:-1], f"{joined[-1]}\n{cells[0]}", *cells[1:]] if joined else list(cells)
        fits = len(joined) == self.width and self.has_id(joined)
        source: Any = self.named(joined) if fits else ["\t".join(row) for _number, row in cut]
        return last, Rejected(last, Reason.CUT_ROW, place, source)
