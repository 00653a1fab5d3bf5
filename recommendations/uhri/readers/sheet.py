"""The first sheet of a workbook, row by row: cells as text, number, date or truth."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Generator
from functools import lru_cache
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from recommendations.uhri.readers import xml_parts
from recommendations.uhri.readers.shared_strings import SharedStrings

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="[A-Z]+\d+:[A-Z]+(\d+)"')
_HEAD = 4096
_MOST_COLUMNS = 20_000
_ALWAYS_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_FIRST_DAY, _LAST_DAY = 1, 2_958_465  # of Excel's calendar


class Sheet:
    """Reads the first worksheet that the archive's workbook names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = frozenset(archive.namelist())
        book = next(iter(self._related("", "/officeDocument")), "xl/workbook.xml")
        relations = self._relations(book)
        root = self._root(book)
        sheets = [one for one in root.iter("{*}sheet") if xml_parts.local(one) == "sheet"]
        named = (_relation_of(one) for one in sheets)
        parts = [relations[key] for key in named if key in relations]
        self.part = next((target for kind, target in parts if kind.endswith("/worksheet")), "")
        if not self.part:
            raise ValueError("it has no sheet of cells")
        self.epoch = MAC_EPOCH if _counts_from_1904(root) else WINDOWS_EPOCH
        self.strings_part = next((path for path in self._related(book, "/sharedStrings")), "")
        self.dates = self._date_styles(next(iter(self._related(book, "/styles")), ""))

    @property
    def last_row(self) -> int:
        """What the sheet says of its size; 0 where it says nothing."""
        with self.archive.open(self.part) as part:
            found = _DIMENSION.search(part.read(_HEAD))
        return int(found[1]) if found else 0

    def rows(self, columns: int) -> Generator[tuple[int, list[Any]]]:
        """Number and cells of every row that is there; no more than so many columns."""
        with self._shared() as shared, self.archive.open(self.part) as part:
            number = 0
            for row in xml_parts.elements(part, "row"):
                number = int(row.get("r") or number + 1)
                yield number, self._cells(row, shared, columns)

    def _shared(self) -> SharedStrings:
        if self.strings_part not in self.names:
            return SharedStrings(None)
        with self.archive.open(self.strings_part) as part:
            return SharedStrings(part)

    def _cells(self, row: Any, shared: SharedStrings, columns: int) -> list[Any]:
        cells: list[Any] = []
        for cell in row:
            place = _column((cell.get("r") or "").rstrip("0123456789")) or len(cells) + 1
            if place > columns:
                break
            cells += [None] * (place - 1 - len(cells))
            cells.append(self._value(cell, shared))
        return cells

    def _value(self, cell: Any, shared: SharedStrings) -> Any:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return next((xml_parts.text_of(one) for one in cell if xml_parts.local(one) == "is"), None)
        text = next((one.text for one in cell if xml_parts.local(one) == "v"), None)
        if not text:
            return None
        if kind == "s":
            return shared[int(text)]
        if kind == "n":
            return self._number(text, cell.get("s"))
        return text == "1" if kind == "b" else xml_parts.unescaped(text)

    def _number(self, text: str, style: str | None) -> Any:
        value = float(text) if "." in text or "e" in text or "E" in text else int(text)
        if style and int(style) in self.dates and _FIRST_DAY <= value <= _LAST_DAY:
            return from_excel(value, self.epoch)
        return value

    # --- what the other parts say --------------------------------------------------------------------

    def _root(self, part: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        with self.archive.open(part) as content:
            return etree.parse(content, parser).getroot()

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → kind and path of every part that this one names."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.names:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", ""), _path(folder, one.get("Target", "")))
            for one in self._root(path).iter("{*}Relationship")
        }

    def _related(self, part: str, kind: str) -> list[str]:
        found = self._relations(part).values()
        return [path for its_kind, path in found if its_kind.endswith(kind)]

    def _date_styles(self, part: str) -> frozenset[int]:
        """Which of the cells' styles show a number as a date."""
        if part not in self.names:
            return frozenset()
        root = self._root(part)
        formats = dict(BUILTIN_FORMATS)
        for one in root.iter("{*}numFmt"):
            formats[int(one.get("numFmtId", "0"))] = one.get("formatCode", "")
        used = [int(one.get("numFmtId", "0")) for cells in root.iter("{*}cellXfs") for one in cells]
        return frozenset(
            place
            for place, number in enumerate(used)
            if number in _ALWAYS_DATES or is_date_format(formats.get(number, ""))
        )


def _relation_of(sheet: Any) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _counts_from_1904(root: Any) -> bool:
    return any(one.get("date1904") in ("1", "true") for one in root.iter("{*}workbookPr"))


def _path(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    """1 for A; 0 where the cell does not say where it stands."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > _MOST_COLUMNS:
            return 0
        number = number * 26 + ord(letter) - 64
    return number
