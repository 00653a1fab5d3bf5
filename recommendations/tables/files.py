"""A file known by its content: Word, Excel, or text; opened only after a look for bombs and entities."""

import zipfile
from pathlib import Path

from recommendations.tables.errors import UnreadableTable
from recommendations.tables.limits import LIMITS, MEBIBYTE, TableLimits
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.limits import Limits
from recommendations.uhri.readers import workbook

WORD, EXCEL, TEXT = "word", "excel", "text"
HEAD = 4096
_ZIP, _OLE, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf"
_OTHERS = {_PDF: "PDF", _RTF: "RTF", b"PK\x05\x06": "ZIP", b"\x1f\x8b": "GZIP", b"\x89PNG": "PNG"}


def kind_of(path: Path, name: str = "") -> str:
    """WORD, EXCEL or TEXT. Raises UnreadableTable for whatever is none of them."""
    name = name or path.name
    if not path.is_file():
        raise UnreadableTable("missing", name=name)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableTable("empty")
    if head.startswith(_OLE):
        raise UnreadableTable("old_excel" if name.lower().endswith((".xls", ".xlsx")) else "old_word")
    for mark, found in _OTHERS.items():
        if head.startswith(mark):
            raise UnreadableTable("no_table_file", found=found)
    if head.startswith(_ZIP):
        return _packed_kind(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        raise UnreadableTable("web_page")
    return TEXT


def inspect(path: Path, limits: TableLimits = LIMITS) -> None:
    """Refuse a packed file that unpacks beyond measure, is damaged, or declares entities."""
    measure = Limits(
        workbook=limits.unpacked,
        ratio=limits.ratio,
        ratio_from=limits.ratio_from,
        archive_members=limits.members,
    )
    try:
        workbook.inspect(path, measure)
    except UnreadableSource as wrong:
        code = wrong.code if wrong.code in ("too_large", "xml_entities") else "damaged"
        raise UnreadableTable(code, limit=limits.unpacked // MEBIBYTE) from wrong


def _packed_kind(path: Path) -> str:
    inspect(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as wrong:
        raise UnreadableTable("damaged") from wrong
    if "word/document.xml" in names:
        return WORD
    if any(name.startswith("xl/") for name in names):
        return EXCEL
    found = "OpenDocument" if "mimetype" in names else "ZIP"
    raise UnreadableTable("no_table_file", found=found)
