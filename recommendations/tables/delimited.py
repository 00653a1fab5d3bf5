"""Tables saved as text: delimiter and row of headings are found, whatever ends the lines."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from recommendations.tables import texts
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.limits import LIMITS, MEBIBYTE, TableLimits

DELIMITERS = ",;\t|"
_SAMPLED_LINES = 60


def rows(path: Path, limits: TableLimits = LIMITS) -> Iterator[tuple[int, list[str]]]:
    """Row number (from 1) and cells of every row, empty ones too. Raises UnreadableTable."""
    if path.stat().st_size > limits.unpacked:
        raise UnreadableTable("too_large", limit=limits.unpacked // MEBIBYTE)
    text = texts.decode(path.read_bytes()).replace("\x00", "")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first, _end, rest = text.partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) == 5:  # Excel's own line about the delimiter
        yield from _numbered(rest, said[4], limits, start=2)
    else:
        yield from _numbered(text, delimiter_of(text), limits)


def _numbered(
    text: str, delimiter: str, limits: TableLimits, start: int = 1
) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = start - 1
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise UnreadableTable("bad_row", row=number, detail=wrong) from wrong
        if number > limits.rows:
            raise UnreadableTable("too_many_rows", limit=limits.rows)
        if len(row) > limits.columns:
            row = _without_empty_end(row)
            if len(row) > limits.columns:
                raise UnreadableTable("too_many_columns", limit=limits.columns)
        yield number, row


def _without_empty_end(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def delimiter_of(text: str) -> str:
    """The delimiter that divides the first rows into most cells, and equally many in each."""
    lines = text.split("\n", _SAMPLED_LINES)[:_SAMPLED_LINES]
    sample = "\n".join(lines)
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [
                len(row)
                for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
                if any(row)
            ]
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = (times / len(widths)) * min(width, 40) if width > 1 else 0.0
        if score > most:
            best, most = delimiter, score
    return best
