"""A workbook's shared strings, kept on disk: of a whole index they are hundreds of megabytes."""

from __future__ import annotations

import os
from array import array
from tempfile import TemporaryFile
from typing import IO, Any, Self

from recommendations.uhri.readers import xml_parts


class SharedStrings:
    """String by number. Where the workbook has none, every number is unknown and stands for nothing."""

    def __init__(self, part: IO[bytes] | None) -> None:
        self._file: Any = TemporaryFile()  # noqa: SIM115 - closed with the sheet
        self._ends = array("Q", [0])
        end = 0
        for item in xml_parts.elements(part, "si") if part else ():
            content = xml_parts.text_of(item).encode("utf-8", "replace")
            end += len(content)
            self._file.write(content)
            self._ends.append(end)
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise ValueError("a cell names a string that the workbook does not have")
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()
