"""What pages say of attached files: which a document has, and how the reading of each went."""

from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from focal_points.models import FileText
from nmrf.base.models import StoredFile
from recommendations.models import Document, DocumentFile

register = template.Library()


@register.simple_tag
def files_of(document: Document) -> list[DocumentFile]:
    """The document's own files, with how each was read, in one query."""
    return list(document.files.standing().select_related("file__text").order_by("pk"))


@register.filter
def reading_of(file: StoredFile) -> str:
    """`12 pages, text is searched`; nothing for a kind that holds no text."""
    text: Any = getattr(file, "text", None)
    if text is None:
        return ""
    said = [text.said]
    if text.pages and text.state == FileText.State.READ:
        said.insert(0, ngettext("%(n)s page", "%(n)s pages", text.pages) % {"n": text.pages})
    if text.is_cut:
        said.append(gettext("its beginning only, being very long"))
    return gettext(", ").join(said)
