"""A JSON array of records, read element by element: UHRI's full export, or a page of the site's answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.framing import ArrayElements, Stream
from recommendations.uhri.limits import Limits
from recommendations.uhri.readers.parse import NotJson, value_of
from recommendations.uhri.records import Reason, Rejected


def rows(stream: Stream, _path: Path, limits: Limits) -> Iterator[tuple[int, Any, bytes | None]]:
    """Place (from 1), value, and its bytes as they stood, where they are strictly JSON.

    One nested too deep is rejected by itself; a broken one ends the reading.
    """
    elements = ArrayElements(stream, limits)
    for place, content, depth in elements:
        if depth > limits.depth:
            yield place, Rejected(place, Reason.TOO_DEEP, str(depth)), None
            continue
        try:
            value, kept = value_of(content, place)
        except NotJson as wrong:
            raise UnreadableSource("bad_json", place=place, byte=elements.position) from wrong
        yield place, value, kept
