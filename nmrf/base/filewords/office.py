"""Text of a DOCX or ODT: the paragraphs of its body and footnotes, in their order."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from nmrf.base.filewords import Read
from nmrf.base.filewords.limits import MOST_LETTERS, MOST_UNPACKED, Refused, in_passages, tidy

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0"  # a protected DOCX is no zip, but an older container around one
GAPS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{ODF}tab": "\t", f"{ODF}s": " "}
STRUCK = {f"{WORD}delText", f"{WORD}instrText"}


def read(path: Path) -> Read:
    """In stretches, since neither kind knows its pages."""
    with path.open("rb") as file:
        if file.read(4) == ENCRYPTED_OFFICE:
            raise Refused("encrypted")
    paragraphs, letters, is_cut = [], 0, False
    for paragraph in _paragraphs(path):
        text = tidy(paragraph)
        if letters + len(text) > MOST_LETTERS:
            is_cut = True
            break
        letters += len(text)
        if text:
            paragraphs.append(text)
    return Read(passages=in_passages(paragraphs), is_cut=is_cut)


def _paragraphs(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            held = {one.filename: one for one in archive.infolist()}
            wanted = [name for name in (*WORD_PARTS, "content.xml") if name in held]
            if not wanted:
                raise Refused("broken")
            if sum(held[name].file_size for name in wanted) > MOST_UNPACKED:
                raise Refused("too_large")
            if any(held[name].flag_bits & 1 for name in wanted):
                raise Refused("encrypted")
            if "META-INF/manifest.xml" in held and b"encryption-data" in _unpacked(
                archive, "META-INF/manifest.xml"
            ):
                raise Refused("encrypted")
            for name in wanted:
                yield from _of_part(_unpacked(archive, name))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, etree.XMLSyntaxError):
        raise Refused("broken") from None


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes, no more than is safe whatever the archive says of itself."""
    with archive.open(name) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise Refused("too_large")
    return content


def _of_part(content: bytes) -> Iterator[str]:
    """Paragraph by paragraph; nothing from outside is fetched, no entity is unfolded."""
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:2000]:
        raise Refused("broken")
    walk = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, huge_tree=False
    )
    for _event, element in walk:
        if element.tag in (f"{WORD}p", f"{ODF}p", f"{ODF}h"):
            yield "".join(_words(element))
            element.clear()


def _words(element: etree._Element) -> Iterator[str]:
    """What is written in it, in order."""
    for one in element.iter():
        if not isinstance(one.tag, str) or one.tag in STRUCK:
            continue
        if one.tag in GAPS:
            yield GAPS[one.tag]
        is_odf = one.tag.startswith(ODF)
        if one.text and (is_odf or one.tag == f"{WORD}t"):
            yield one.text
        if one.tail and one is not element and element.tag.startswith(ODF):
            yield one.tail
