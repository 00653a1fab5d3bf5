"""What is read and followed: two documents' own files, the words of all files, and searches people keep."""

import io
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from docx import Document as WordFile

from focal_points.services import file_reading, saved_searches
from nmrf.base.filewords import here
from nmrf.demo.loading import world
from nmrf.demo.loading.evidence import INVENTED, Paper, make
from recommendations.models import Document
from recommendations.services import document_files

# symbol, name of the file, in which kind
PUT_UP = (
    ("CEDAW/C/XAA/CO/6", "cedaw-c-xaa-co-6.pdf"),
    ("A/HRC/44/X7", "a-hrc-44-x7.docx"),
)
# whose, under which name, what, how often, from the working list, shared
KEPT: tuple[tuple[str, str, str, str, bool, bool], ...] = (
    ("secretariat", "Shelters, whoever asked", "q=shelter", "weekly", True, False),
    ("secretariat", "Silent for a year", "stale=1&sort=silent", "weekly", True, True),
    ("MFG", "Violence against women", "q=%22gender-based+violence%22", "daily", False, False),
)


def put_up(item: tuple[str, str]) -> None:
    """The document's text as a file, made from what the register holds of it."""
    symbol, name = item
    document = world.document(symbol)
    content = _word(document) if name.endswith("docx") else make(name, _paper(document))
    document_files.add(
        document=document,
        upload=ContentFile(content, name=name),
        title=f"{document.title or symbol} ({symbol})",
        by=world.secretariat(),
        door="command",
    )


def _texts(document: Document) -> list[str]:
    rows = document.recommendations.prefetch_related("texts").in_document_order()
    return [one.original.text for one in rows if one.original]


def _paper(document: Document) -> Paper:
    day = document.adopted_on or document.published_on
    return Paper(
        title=document.title or document.symbol,
        institution=document.symbol,
        date=f"{day:%Y-%m-%d}" if day else "",
        paragraphs=_texts(document),
    )


def _word(document: Document) -> bytes:
    made, stream = WordFile(), io.BytesIO()
    made.add_heading(document.title or document.symbol)
    for text in (document.symbol, INVENTED, *_texts(document)):
        made.add_paragraph(text)
    made.save(stream)
    return stream.getvalue()


def attached() -> list[Any]:
    """All attached files that hold text, in the order in which they came."""
    return list(file_reading.attached_files().order_by("pk"))


def read_words(file: Any) -> None:
    """In this process: the house made these files itself."""
    with transaction.atomic():
        file_reading.write(file=file, found=here.read(Path(file.content.path), file.media_type))


def keep(item: tuple[str, str, str, str, bool, bool]) -> None:
    """One search, kept by its person."""
    whose, name, query, frequency, is_working, is_shared = item
    by = world.secretariat() if whose == "secretariat" else world.speaks_for(whose, "2026-11-20")
    kept = saved_searches.save(
        query=query, name=name, frequency=frequency, is_working=is_working, by=by, door="command"
    )
    if is_shared:
        saved_searches.change(
            search=kept, name=name, frequency=frequency, is_shared=True, by=by, door="command"
        )
