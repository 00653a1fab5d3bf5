"""A source on disk: what it is by its content, how far it is read, and its values one by one."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.languages import language_of_name
from recommendations.uhri.limits import DEFAULT, MEBIBYTE, Limits
from recommendations.uhri.readers import json_array, json_lines, table, workbook

JSON, LINES, WORKBOOK, TABLE = "json", "jsonl", "xlsx", "csv"
_ENDINGS = {".json": JSON, ".jsonl": LINES, ".ndjson": LINES, ".xlsx": WORKBOOK, ".csv": TABLE}
_DOCUMENTS = (".docx", ".doc", ".odt", ".pdf", ".rtf")
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Row = tuple[int, Any, bytes | None]
_READERS: dict[str, Callable[[Any, Path, Limits], Iterator[Row]]] = {
    JSON: json_array.rows,
    LINES: json_lines.rows,
    TABLE: table.rows,
}
HEAD = 4096
# Values that are no list, and marks of other encodings: the reader says more about these.
_MAY_BEGIN_JSON = tuple(bytes([sign]) for sign in b'"-0123456789tfn \t\r\n\xef\xfe\xff')


class Unpacked:
    """A compressed stream that stops where the content grows beyond all measure."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, packed: int, limits: Limits) -> None:
        self.stream = stream
        self.done = 0
        self.most = min(limits.unpacked, max(limits.ratio_from, packed * limits.ratio))

    def read(self, size: int = -1) -> bytes:
        return self._counted(lambda: self.stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._counted(lambda: self.stream.readline(size))

    def _counted(self, take: Any) -> bytes:
        try:
            chunk: bytes = take()
        except EOFError as cut:
            raise UnreadableSource("truncated", place="?") from cut
        except (OSError, zlib.error) as damage:
            raise UnreadableSource("bad_archive") from damage
        self.done += len(chunk)
        if self.done > self.most:
            raise UnreadableSource("too_large", limit=self.most // MEBIBYTE)
        return chunk


class Source:
    """One file of UHRI's. `values()` may be asked for again: each call reads from the beginning.

    `done` and `total` count bytes of the file, or rows of a workbook (`unit` says which).
    """

    def __init__(self, path: Path, name: str = "", limits: Limits = DEFAULT) -> None:
        self.path = path
        self.name = name or path.name
        self.limits = limits
        self.language = language_of_name(self.name)
        self.done = 0
        self.unit = "bytes"
        if not path.is_file():
            raise UnreadableSource("missing", name=self.name)
        self.total = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
        self.packed = head.startswith(_GZIP)
        self.kind = self._kind(head)

    def _kind(self, head: bytes) -> str:
        """Name and content must say the same; where the name says nothing, the content counts."""
        if not head.strip(b"\x00 \t\r\n"):
            raise UnreadableSource("empty")
        if self.name.casefold().endswith(_DOCUMENTS):
            raise UnreadableSource("document")
        claimed = self._claimed()
        if self.packed:
            head = self._unpacked_head()
        found = _kind_of_content(head)
        if found == "html":
            raise UnreadableSource("html_page")
        if claimed == WORKBOOK and head.startswith(_OLE):
            raise UnreadableSource("old_workbook")
        if self.packed and (found == WORKBOOK or claimed in (WORKBOOK, TABLE)):
            raise UnreadableSource("unknown_kind")
        if not claimed:
            if not found:
                raise UnreadableSource("unknown_kind")
            return found
        if (found == WORKBOOK) != (claimed == WORKBOOK):
            raise UnreadableSource("other_kind", name=self.name, found=_FOUND.get(found, "?"))
        if claimed == TABLE and found in (JSON, LINES):
            raise UnreadableSource("other_kind", name=self.name, found=_FOUND[found])
        if claimed == JSON and not found and not head.startswith(_MAY_BEGIN_JSON):
            raise UnreadableSource("other_kind", name=self.name, found=_FOUND[""])
        return claimed

    def _claimed(self) -> str:
        name = self.name.casefold().removesuffix(".gz")
        return _ENDINGS.get(Path(name).suffix, "")

    def _unpacked_head(self) -> bytes:
        with self.path.open("rb") as file:
            head = Unpacked(gzip.GzipFile(fileobj=file), self.total, self.limits).read(HEAD)
        if not head.strip():
            raise UnreadableSource("empty")
        return head

    def values(self) -> Iterator[tuple[int, Any]]:
        """Place and value of every record. Raises UnreadableSource where the source breaks."""
        return ((place, value) for place, value, _content in self.rows())

    def rows(self) -> Iterator[Row]:
        """The same, and where the source is JSON the bytes of the value as they stood."""
        self.done = 0
        if self.kind == WORKBOOK:
            self.unit = "rows"
            yield from self._of_workbook()
            return
        with self.path.open("rb") as file:
            stream: Any = file
            if self.packed:
                stream = Unpacked(gzip.GzipFile(fileobj=file), self.total, self.limits)
            for row in _READERS[self.kind](stream, self.path, self.limits):
                self.done = file.tell()
                yield row
        self.done = self.total

    def _of_workbook(self) -> Iterator[Row]:
        with workbook.Workbook(self.path, self.limits) as book:
            self.total = book.total
            for place, row in book.values():
                self.done = place
                yield place, row, None
            self.total = self.done


_FOUND = {
    JSON: "JSON",
    LINES: "JSON",
    WORKBOOK: "an Excel workbook or an archive",
    TABLE: "a table",
    "": "something else",
}


def _kind_of_content(head: bytes) -> str:
    """What the first bytes say: a kind of ours, "html", or nothing."""
    if head.startswith(_ZIP):
        return WORKBOOK
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        return JSON
    if start.startswith(b"{"):
        return JSON if b'"listOfRecommendations"' in start else LINES
    if start.startswith(b"<"):
        return "html"
    return TABLE if table.has_heading(head) else ""
