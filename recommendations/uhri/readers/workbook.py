"""UHRI's columns as an Excel workbook: the first sheet, row by row, after a look for bombs and entities."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self
from xml.parsers import expat

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import MEBIBYTE, Limits
from recommendations.uhri.readers.sheet import Sheet
from recommendations.uhri.shapes import is_heading, must_have_id

HEADING_WITHIN = 10
_PROLOG = 1 << 20


class Workbook:
    """The first sheet of an Excel file, streamed: neither its rows nor its strings are held in memory."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        inspect(path, limits)
        self.archive = zipfile.ZipFile(path)
        try:
            self.sheet = Sheet(self.archive)
            self.total = min(self.sheet.last_row, limits.rows)
        except Exception as wrong:  # the readers raise whatever the broken part of the file provokes
            self.archive.close()
            raise UnreadableSource("bad_workbook", detail=_in_short(wrong)) from wrong

    def values(self) -> Iterator[tuple[int, Any]]:
        """Row number in the sheet and the row under its headings."""
        heading: list[Any] | None = None
        for number, row in self._rows():
            if heading is None:
                if is_heading(row):
                    heading = row
                    must_have_id(row)
                elif number >= HEADING_WITHIN:
                    raise UnreadableSource("no_header")
                continue
            if any(cell is not None and cell != "" for cell in row):
                row += [None] * (len(heading) - len(row))
                yield (
                    number,
                    {name: cell for name, cell in zip(heading, row, strict=False) if isinstance(name, str)},
                )
        if heading is None:
            raise UnreadableSource("no_header")

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        with closing(self.sheet.rows(self.limits.columns)) as rows:
            while True:
                try:
                    number, row = next(rows)
                except StopIteration:
                    return
                except Exception as wrong:  # as above: the sheet itself may be broken half-way
                    raise UnreadableSource("bad_workbook", detail=_in_short(wrong)) from wrong
                if number > self.limits.rows:
                    raise UnreadableSource("too_many_rows", limit=self.limits.rows)
                yield number, row

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.archive.close()


def _in_short(wrong: Exception) -> str:
    return (str(wrong).splitlines() or [type(wrong).__name__])[0][:120] or type(wrong).__name__


def inspect(path: Path, limits: Limits) -> None:
    """Refuse archives that unpack beyond measure, and XML with a document type (entities live there)."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            most = min(limits.workbook, max(limits.ratio_from, path.stat().st_size * limits.ratio))
            if unpacked > most or len(members) > limits.archive_members:
                raise UnreadableSource("too_large", limit=most // MEBIBYTE)
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(member) as part:
                        _refuse_document_type(part.read(_PROLOG))
    except UnreadableSource:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as damage:
        raise UnreadableSource("bad_workbook", detail=_in_short(damage)) from damage
    except Exception as damage:  # zlib.error and the like
        raise UnreadableSource("bad_archive") from damage


class _RootReached(Exception):
    """The prolog is over: nothing was declared."""


def _refuse_document_type(prolog: bytes) -> None:
    parser = expat.ParserCreate()

    def declared(*_args: object) -> None:
        raise UnreadableSource("xml_entities")

    def root(*_args: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = root
    try:
        parser.Parse(prolog, False)
    except _RootReached:
        return
    except expat.ExpatError as wrong:
        raise UnreadableSource("bad_workbook", detail=_in_short(wrong)) from wrong
