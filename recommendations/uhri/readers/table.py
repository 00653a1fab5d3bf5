"""UHRI's columns saved as CSV: encoding, delimiter and the row of headings are found, not asked for."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from recommendations.uhri.encodings import likely, utf16_without_mark
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import MEBIBYTE, Limits
from recommendations.uhri.readers.cut_rows import whole
from recommendations.uhri.shapes import fold_key, is_heading, must_have_id

DELIMITERS = ",;\t|"
HEADING_WITHIN = 10
_CHUNK = 1 << 20
_HEAD = 1 << 16
_HEADINGS = 256


def has_heading(head: bytes) -> bool:
    """Whether the first bytes of a file show UHRI's headings."""
    text = head.decode(_wide(head) or "latin-1", "replace")
    return any(is_heading(row) for delimiter in DELIMITERS for row in _first_rows(text, delimiter))


def rows(stream: BinaryIO, path: Path, limits: Limits) -> Iterator[tuple[int, Any, bytes | None]]:
    """Row number in the file and the row under its headings."""
    if not has_heading(stream.read(_HEAD)):
        raise UnreadableSource("no_header")
    stream.seek(0)
    encoding = _encoding(stream, limits)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        for number, row in _rows(text, path, limits):
            yield number, row, None
    finally:
        text.detach()  # the file is the caller's to close


def _rows(text: io.TextIOWrapper, path: Path, limits: Limits) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))
    delimiter = _delimiter(text)
    text.seek(0)
    lines = _Lines(csv.reader(text, delimiter=delimiter, strict=True), limits)
    heading = _heading(lines, limits)
    yield from whole(lines, heading)
    if 0 < lines.width < len(heading) and not _ends_with_line(path):
        raise UnreadableSource("truncated", place=lines.number - 1)


def _heading(lines: Iterator[tuple[int, list[str]]], limits: Limits) -> list[str]:
    """UHRI's headings, which stand in one of the first rows."""
    for number, row in lines:
        if is_heading(row):
            must_have_id(row[: limits.columns])
            return row[: limits.columns]
        if number >= HEADING_WITHIN:
            break
    raise UnreadableSource("no_header")


class _Lines:
    """Rows with their numbers, within limits; remembers the last one."""

    def __init__(self, rows: Any, limits: Limits) -> None:
        self.rows = _checked(rows)
        self.limits = limits
        self.number = self.width = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        row = next(self.rows)
        self.number += 1
        self.width = len(row)
        if self.number > self.limits.rows:
            raise UnreadableSource("too_many_rows", limit=self.limits.rows)
        if max(map(len, row), default=0) > self.limits.cell_characters:
            raise UnreadableSource("cell_too_long", place=self.number, limit=self.limits.cell_characters)
        return self.number, row


def _checked(rows: Any) -> Iterator[list[str]]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as wrong:
            code = "truncated" if "unexpected end" in str(wrong) else "bad_table"
            if "field larger" in str(wrong):
                code = "cell_too_long"
            raise UnreadableSource(
                code, place=rows.line_num, detail=wrong, limit=csv.field_size_limit()
            ) from wrong


def _wide(head: bytes) -> str:
    """UTF-16 by its mark, or by the zeros between the letters of the headings; else nothing."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return utf16_without_mark(head[:_HEADINGS])


def _encoding(stream: BinaryIO, limits: Limits) -> str:
    """UTF-8 if the whole file is; UTF-16; else the one in which the letters beyond ASCII make most sense."""
    head = stream.read(_HEADINGS)
    if wide := _wide(head):
        return wide
    stream.seek(0)
    if _first_that_fits(["utf-8"], stream, limits):
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    stream.seek(0)
    found = likely(_beyond_ascii(stream))
    stream.seek(0)
    if not (fits := _first_that_fits(found, stream, limits)):
        raise UnreadableSource("encoding", place=1)
    return fits


def _first_that_fits(names: list[str], stream: BinaryIO, limits: Limits) -> str:
    """The first of these encodings in which every byte of the source means something."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in names}
    chunk, read = stream.read(_CHUNK), 0
    while chunk and decoders:
        read += len(chunk)
        if read > limits.unpacked:
            raise UnreadableSource("too_large", limit=limits.unpacked // MEBIBYTE)
        following = stream.read(_CHUNK)
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk, final=not following)
            except UnicodeDecodeError:
                del decoders[name]
        chunk = following
    return next(iter(decoders), "")


def _beyond_ascii(stream: BinaryIO) -> bytes:
    """Enough of the source to tell its encoding: chunks that hold more than ASCII."""
    found = b""
    while len(found) < _CHUNK and (chunk := stream.read(_HEAD)):
        if not chunk.isascii():
            found += chunk
    return found


def _delimiter(text: io.TextIOWrapper) -> str:
    """The delimiter under which the first rows show the most of UHRI's headings."""
    try:
        head = text.read(65_536)
    except UnicodeError as wrong:
        raise UnreadableSource("encoding", place=1) from wrong
    found = {
        delimiter: max((len(row) for row in _first_rows(head, delimiter) if is_heading(row)), default=0)
        for delimiter in DELIMITERS
    }
    best = max(found, key=lambda delimiter: found[delimiter])
    if not found[best]:
        raise UnreadableSource("no_header")
    return best


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    try:
        for row in rows:
            found.append([cell for cell in row if len(cell) < 200 and fold_key(cell)])
            if len(found) >= HEADING_WITHIN:
                break
    except csv.Error:
        pass
    return found


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, io.SEEK_END)
        return file.read(1) in b"\r\n\x00"
