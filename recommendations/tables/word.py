"""Word's tables as rows of plain cells: merged cells once, what was deleted in tracked changes left out."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import inspect
from recommendations.tables.limits import LIMITS, TableLimits
from recommendations.tables.word_numbers import Numbering
from recommendations.uhri.clean import printable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{W}{name}"
    for name in (
        "del", "moveFrom", "instrText", "delText", "footnoteReference", "endnoteReference",
        "commentReference",
        "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "fldData", "ruby",
    )
} | {f"{MC}Fallback"}  # fmt: skip
_BREAKS = {f"{W}br", f"{W}cr"}
_DASH = f"{W}noBreakHyphen"


@dataclass(slots=True)
class Cell:
    """One cell. `continues`: it only prolongs the cell above it."""

    text: str
    span: int = 1
    continues: bool = False


@dataclass(slots=True)
class Row:
    """One row: which table of the file, which row of it (both from 1), and its cells."""

    table: int
    number: int
    cells: list[Cell] = field(default_factory=list)

    @property
    def is_one_cell(self) -> bool:
        """A row across the whole table."""
        return len(self.cells) == 1 or len([cell for cell in self.cells if cell.text]) == 1


@dataclass(slots=True)
class WordFile:
    """What of a Word file is read: its headers and the lines before and between tables, and its rows."""

    heads: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def read(path: Path, limits: TableLimits = LIMITS) -> WordFile:
    """The tables of a .docx. Raises UnreadableTable where it cannot be opened."""
    inspect(path, limits)
    found = WordFile()
    try:
        with zipfile.ZipFile(path) as archive:
            body = _parsed(archive.read("word/document.xml"))
            numbering = Numbering.of(
                _parsed(archive.read("word/numbering.xml"))
                if "word/numbering.xml" in archive.namelist()
                else None
            )
            for name in sorted(archive.namelist()):
                if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                    found.heads += _lines(_parsed(archive.read(name)))
    except (
        KeyError,
        OSError,
        ValueError,
        zipfile.BadZipFile,
        NotImplementedError,
        etree.XMLSyntaxError,
    ) as wrong:
        raise UnreadableTable("damaged") from wrong
    _Reader(found, numbering, limits).read(body)
    return found


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _lines(element: Any) -> list[str]:
    texts = (_text_of(one, None) for one in element.iter(f"{W}p"))
    return [text for text in texts if text]


class _Reader:
    def __init__(self, found: WordFile, numbering: Numbering, limits: TableLimits) -> None:
        self.found = found
        self.numbering = numbering
        self.limits = limits
        self.tables = 0

    def read(self, body: Any) -> None:
        for block in _blocks(body, f"{W}p", f"{W}tbl"):
            if block.tag == f"{W}tbl":
                self._table(block)
            elif text := _text_of(block, self.numbering):
                self.found.lines.append(text)

    def _table(self, table: Any) -> None:
        self.tables += 1
        for number, row in enumerate(_blocks(table, f"{W}tr"), start=1):
            if row.find(f"{W}trPr/{W}del") is not None:  # the row was deleted under tracked changes
                continue
            one = Row(self.tables, number)
            for cell in _blocks(row, f"{W}tc"):
                one.cells.append(self._cell(one, cell))
            self.found.rows.append(one)
            if len(self.found.rows) > self.limits.rows:
                raise UnreadableTable("too_many_rows", limit=self.limits.rows)

    def _cell(self, row: Row, cell: Any) -> Cell:
        lines: list[str] = []
        for block in _blocks(cell, f"{W}p", f"{W}tbl"):
            paragraphs = [block] if block.tag == f"{W}p" else list(block.iter(f"{W}p"))
            lines += [_text_of(one, self.numbering) for one in paragraphs]
        text = "\n".join(lines).strip("\n")
        if len(text) > self.limits.cell_characters:
            at = f"{row.table}/{row.number}"
            raise UnreadableTable("cell_too_long", at=at, limit=self.limits.cell_characters)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        return Cell(
            text=text,
            span=_whole(cell.find(f"{W}tcPr/{W}gridSpan")),
            continues=merge is not None and merge.get(f"{W}val", "continue") == "continue",
        )


def _blocks(element: Any, *tags: str) -> Iterator[Any]:
    """Children of these kinds, also inside content controls, insertions and the like; nothing deleted."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child, *tags)


def _text_of(paragraph: Any, numbering: Numbering | None) -> str:
    """The paragraph's text, with the number or dash that Word puts before it by itself."""
    pieces: list[str] = []
    _collect(paragraph, pieces)
    text = printable("".join(pieces)).strip()
    mark = numbering.mark_of(paragraph) if numbering and text else ""
    return f"{mark} {text}" if mark else text


def _collect(element: Any, pieces: list[str]) -> None:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{W}tab":
            pieces.append(" ")
        elif child.tag in _BREAKS:
            pieces.append("\n")
        elif child.tag == _DASH:
            pieces.append("-")
        else:
            if child.tag == f"{W}p" and pieces:  # a text box stands in the middle of a paragraph
                pieces.append("\n")
            _collect(child, pieces)


def _whole(element: Any) -> int:
    try:
        return max(1, min(int(element.get(f"{W}val")), 200)) if element is not None else 1
    except (TypeError, ValueError):
        return 1
