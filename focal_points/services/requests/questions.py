"""The numbered questions of a list, found in a text, a file or a document, to be confirmed."""

import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import FilePassage
from nmrf.base import filewords
from nmrf.base.errors import Invalid
from nmrf.base.services import files
from recommendations import pasted
from recommendations.models import Document
from recommendations.pasted import Pasted

SECONDS = 20
WHY = {
    "encrypted": gettext_lazy("The file is protected by a password."),
    "too_large": gettext_lazy("The file unpacks to more than is safe."),
    "too_slow": gettext_lazy("Reading the file took too long. Paste its text instead."),
}


def found_in(text: str) -> list[Pasted]:
    """Questions by their numbers; headings and page numbers between them belong to none."""
    return [one for one in pasted.split(text) if one.paragraph or not _is_heading(one.text)]


def as_text(questions: list[Pasted]) -> str:
    """The text again, so that `found_in` finds the same."""
    return pasted.joined(questions)


def words_of(upload: Any) -> str:
    """The words of an uploaded PDF, DOCX, ODT or text. Nothing is kept of it. Raises Invalid."""
    name = files.clean_name(upload.name or "")
    media_type = files.checked_type(name, upload)
    if media_type not in filewords.READABLE:
        raise Invalid(_("Send a PDF, a DOCX, an ODT or a plain text."))
    with tempfile.NamedTemporaryFile() as place:
        for chunk in upload.chunks():
            place.write(chunk)
        place.flush()
        read = filewords.read(Path(place.name), media_type, seconds=SECONDS)
    text = "\n".join(passage for _number, passage in read.passages).strip()
    if not text:
        said = str(WHY.get(read.why, "")) or _(
            "No text was found in the file: it may be scanned pages. Paste it."
        )
        raise Invalid(said)
    return text


def words_of_document(document: Document) -> str:
    """The words of the document's attached files, as they were read for search."""
    keys = document.files.standing().values("file")
    rows = FilePassage.objects.filter(text_of__file__in=keys).order_by("text_of", "number")
    return "\n".join(rows.values_list("text", flat=True))


def _is_heading(text: str) -> bool:
    return len(text) < 60 and not text.rstrip().endswith((".", "?", "؟", "。", ";"))
