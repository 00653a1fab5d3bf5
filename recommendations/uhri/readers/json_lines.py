"""One JSON object on each line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import MEBIBYTE, Limits
from recommendations.uhri.readers.parse import NotJson, value_of
from recommendations.uhri.records import Reason, Rejected


class Lines(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def rows(stream: Lines, _path: Path, limits: Limits) -> Iterator[tuple[int, Any, bytes | None]]:
    """Line number, value, and its bytes as they stood, where they are strictly JSON.

    A broken line is rejected by itself; a cut last one ends the reading.
    """
    line_number = read = 0
    while line := stream.readline(limits.record + 1):
        line_number += 1
        if len(line) > limits.record:
            raise UnreadableSource("record_too_large", place=line_number, limit=limits.record // MEBIBYTE)
        content = line.removeprefix(b"\xef\xbb\xbf").strip() if line_number == 1 else line.strip()
        if not content:
            continue
        if line_number == 1 and content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnreadableSource("encoding_utf16")
        if content.count(b"[") + content.count(b"{") > 50_000:
            yield line_number, Rejected(line_number, Reason.TOO_DEEP), None
            continue
        try:
            value, kept = value_of(content, line_number)
        except NotJson as wrong:
            if not line.endswith(b"\n"):
                raise UnreadableSource("truncated", place=line_number - 1) from wrong
            if not read:
                raise UnreadableSource("bad_json", place=line_number, byte=0) from wrong
            value, kept = (
                Rejected(line_number, Reason.NO_OBJECT, content[:80].decode("utf-8", "replace")),
                None,
            )
        read += 1
        yield line_number, value, kept
    if not read:
        raise UnreadableSource("empty")
