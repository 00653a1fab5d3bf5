"""Text of a PDF, page by page."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PdfReadError

from nmrf.base.filewords import Read
from nmrf.base.filewords.limits import MOST_LETTERS, MOST_PAGES, Refused, tidy


def read(path: Path) -> Read:
    """Each page that holds text, under its number."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        number = len(reader.pages)
        passages, letters, is_cut = [], 0, number > MOST_PAGES
        for place, page in enumerate(reader.pages[:MOST_PAGES], start=1):
            text = tidy(page.extract_text())
            if letters + len(text) > MOST_LETTERS:
                is_cut = True
                break
            letters += len(text)
            if text:
                passages.append((place, text))
    except (FileNotDecryptedError, DependencyError):
        raise Refused("encrypted") from None
    except LimitReachedError:
        raise Refused("too_large") from None
    except PdfReadError:
        raise Refused("broken") from None
    return Read(passages=passages, has_pages=True, pages=number, is_cut=is_cut)
