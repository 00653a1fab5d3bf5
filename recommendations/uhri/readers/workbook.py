"""UHRI's columns as an Excel workbook: the first sheet, row by row, after a look for bombs and entities."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from xml.parsers import expat

import openpyxl

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import MEBIBYTE, Limits
from recommendations.uhri.shapes import is_heading

HEADING_WITHIN = 10
_PROLOG = 1 << 20


class Workbook:
    """The first sheet of an Excel file."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        inspect(path, limits)
        self.stream = path.open("rb")  # by its name openpyxl refuses what is not called .xlsx
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and extensions that do not concern us
                self.book = openpyxl.load_workbook(
                    self.stream, read_only=True, data_only=True, keep_links=False
                )
                self.sheet = self.book.worksheets[0]
        except UnreadableSource:
            raise
        except Exception as wrong:  # openpyxl raises whatever the broken part of the file provokes
            self.stream.close()
            raise UnreadableSource("bad_workbook", detail=_in_short(wrong)) from wrong
        self.total = min(self.sheet.max_row or 0, limits.rows)
        self.sheet.reset_dimensions()

    def values(self) -> Iterator[tuple[int, Any]]:
        """Row number in the sheet and the row under its headings."""
        heading: list[Any] | None = None
        for number, row in self._rows():
            if heading is None:
                if is_heading(row):
                    heading = list(row)
                elif number >= HEADING_WITHIN:
                    raise UnreadableSource("no_header")
                continue
            if any(cell is not None and cell != "" for cell in row):
                yield (
                    number,
                    {name: cell for name, cell in zip(heading, row, strict=False) if isinstance(name, str)},
                )
        if heading is None:
            raise UnreadableSource("no_header")

    def _rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        rows = self.sheet.iter_rows(max_col=self.limits.columns, values_only=True)
        try:
            yield from self._numbered(rows)
        finally:
            rows.close()

    def _numbered(self, rows: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
        number = 0
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except UnreadableSource:
                raise
            except Exception as wrong:  # as above: the sheet itself may be broken half-way
                raise UnreadableSource("bad_workbook", detail=_in_short(wrong)) from wrong
            number += 1
            if number > self.limits.rows:
                raise UnreadableSource("too_many_rows", limit=self.limits.rows)
            yield number, row

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.book.close()
        self.stream.close()


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
