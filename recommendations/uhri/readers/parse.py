"""One JSON value from bytes: strictly and fast, or else leniently where only a sign is odd."""

from __future__ import annotations

import json
from typing import Any

import orjson

from recommendations.uhri.errors import UnreadableSource

_LENIENT = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)


class NotJson(ValueError):
    """These bytes are no JSON value."""


def value_of(content: bytes, place: int) -> tuple[Any, bytes | None]:
    """The value, and the bytes where they are JSON to everybody, the database included.

    Half characters, endless numbers and `Infinity` are taken as they are; wrong bytes end the reading.
    """
    try:
        return orjson.loads(content), content
    except orjson.JSONDecodeError as strict:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise UnreadableSource("encoding", place=place) from wrong
        try:
            return _LENIENT.decode(text), None
        except (ValueError, RecursionError):
            raise NotJson from strict
