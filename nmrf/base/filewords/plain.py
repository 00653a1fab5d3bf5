"""Text of a text file, whatever its letters are coded in."""

from pathlib import Path

from nmrf.base.filewords import Read
from nmrf.base.filewords.limits import MOST_LETTERS, in_passages, tidy


def read(path: Path) -> Read:
    """In stretches."""
    with path.open("rb") as file:
        content = file.read(4 * MOST_LETTERS + 4)
    text = _decoded(content)
    paragraphs = tidy(text[:MOST_LETTERS]).split("\n")
    return Read(passages=in_passages([one for one in paragraphs if one]), is_cut=len(text) > MOST_LETTERS)


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by their marks; else UTF-8 if it is that, else the Western code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        if wrong.start > len(content) - 4:  # cut within a letter
            return content[: wrong.start].decode("utf-8-sig")
        return content.decode("cp1252", "replace")
