"""Finds the elements of a huge JSON array one after the other, in constant memory.

Only brackets and strings are looked at here; each element is then parsed by itself. So a broken or hostile
element (a number of a million digits, a thousand nested brackets) can do no more harm than itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import MEBIBYTE, Limits

CHUNK = 1 << 18
_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_WHOLE = rb'"[^"\\]*+(?>\\.[^"\\]*+)*+"'
# A lone quotation mark begins a string whose end is not in the buffer yet.
_INSIDE = re.compile(_STRING + rb'|["\[\]{}]', re.DOTALL)
# What nearly every element is: an object of strings, bare values and lists of these. It never steps back.
_FLAT = re.compile(
    rb'\{(?>[^"\[\]{}]++|' + _WHOLE + rb"|\[(?>[^\"\[\]{}]++|" + _WHOLE + rb")*+\])*+\}", re.DOTALL
)
_FLAT_DEPTH = 2
_BETWEEN = re.compile(
    rb"[ \t\r\n]*(?:(?P<comma>,)|(?P<end>\])|(?P<open>[\[{])|(?P<string>"
    + _STRING
    + rb")|(?P<bare>[^\s,\[\]{}\"]+))",
    re.DOTALL,
)
_LIST_OF_SITE = re.compile(rb'\s*\{(?:[^\[\]]|\[\s*\]){0,4000}?"listOfRecommendations"\s*:\s*\[')
_BOM = b"\xef\xbb\xbf"


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class ArrayElements:
    """The elements of the one array in `stream`, as bytes, with how deep each is nested."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self.stream = stream
        self.limits = limits
        self.buffer = b""
        self.position = 0
        self.place = 0
        self.at_end = False
        self.rest_may_follow = False

    def __iter__(self) -> Iterator[tuple[int, bytes, int]]:
        self._enter()
        wants_value, first = True, True
        while match := self._next_between():
            kind = match.lastgroup
            if kind == "end":
                if wants_value and not first:
                    raise self._bad()
                return self._leave(match.end())
            if (kind == "comma") == wants_value:
                raise self._bad()
            wants_value = not wants_value
            if kind == "comma":
                self.position = match.end()
                continue
            first = False
            self.place += 1
            if kind == "open":
                self.position = match.start("open")
                yield self.place, *self._element()
            else:
                self.position = match.end()
                yield self.place, match[0].strip(), 0
        raise UnreadableSource("truncated", place=self.place)

    def _more(self) -> bool:
        """Drop what is done with and read on; False at the end of the source."""
        chunk = b"" if self.at_end else self.stream.read(CHUNK)
        self.at_end = not chunk
        if len(self.buffer) - self.position > self.limits.record:
            raise UnreadableSource(
                "record_too_large", place=self.place + 1, limit=self.limits.record // MEBIBYTE
            )
        if self.position:
            self.buffer = self.buffer[self.position :]
            self.position = 0
        self.buffer += chunk
        return bool(chunk)

    def _enter(self) -> None:
        """Go behind the bracket that opens the array."""
        while not self.buffer.strip() and self._more():
            self.buffer = self.buffer.lstrip()
        while len(self.buffer) < 8192 and self._more():
            pass
        if self.buffer[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnreadableSource("encoding_utf16")
        self.buffer = self.buffer.removeprefix(_BOM).lstrip()
        if not self.buffer:
            raise UnreadableSource("empty")
        if self.buffer.startswith(b"<"):
            raise UnreadableSource("html_page")
        if match := _LIST_OF_SITE.match(self.buffer):
            self.rest_may_follow = True
            self.position = match.end()
        elif self.buffer.startswith(b"["):
            self.position = 1
        else:
            raise UnreadableSource("no_array")

    def _next_between(self) -> re.Match[bytes] | None:
        """The next thing at the array's own level; None where the source ends before it."""
        while True:
            match = _BETWEEN.match(self.buffer, self.position)
            if match and (match.end() < len(self.buffer) or self.at_end or match.lastgroup != "bare"):
                return match
            blank = not self.buffer[self.position :].strip()
            if blank:
                self.position = len(self.buffer)
            if not self._more():
                if not blank and not self._is_cut_string():
                    if match:
                        return match
                    raise self._bad()
                return None

    def _is_cut_string(self) -> bool:
        return self.buffer[self.position :].lstrip().startswith(b'"')

    def _element(self) -> tuple[bytes, int]:
        """The object or list that begins at the present position, and its depth."""
        if flat := _FLAT.match(self.buffer, self.position):
            self.position = flat.end()
            return flat[0], _FLAT_DEPTH
        depth = deepest = scanned = 0
        while True:
            cut = None
            for match in _INSIDE.finditer(self.buffer, self.position + scanned):
                if match.end() - match.start() > 1:
                    continue
                sign = match[0]
                if sign == b'"':
                    cut = match.start()
                    break
                if sign in b"{[":
                    depth += 1
                    deepest = max(deepest, depth)
                    continue
                depth -= 1
                if depth == 0:
                    element = self.buffer[self.position : match.end()]
                    self.position = match.end()
                    return element, deepest
            scanned = (len(self.buffer) if cut is None else cut) - self.position
            if not self._more():
                raise UnreadableSource("truncated", place=self.place - 1)

    def _leave(self, end: int) -> None:
        """After the array there may be blank space only."""
        self.position = end
        while not self.rest_may_follow:
            if self.buffer[self.position :].strip():
                raise UnreadableSource("after_end", place=self.place)
            self.position = len(self.buffer)
            if not self._more():
                return

    def _bad(self) -> UnreadableSource:
        return UnreadableSource("bad_json", place=self.place + 1, byte=self.position)
