"""Files handed in: checked by content, limited in size, stored under a random name, served by permission."""

import hashlib
import zipfile
from collections.abc import Callable
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from nmrf.base.errors import Invalid
from nmrf.base.models import StoredFile

ALLOWED = {
    ".pdf": ("application/pdf", (".pdf",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (".odt",)),
    ".png": ("image/png", (".png",)),
    ".jpg": ("image/jpeg", (".jpg", ".jpeg")),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
}
INSIDE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/", ".odt": "content.xml"}
ALIASES = {".jpeg": ".jpg"}
Reader = Callable[[Any, StoredFile], bool]
READERS: list[Reader] = []
Attached = Callable[[StoredFile, Any], object]
LISTENERS: list[Attached] = []


def register_reader(reader: Reader) -> None:
    """A room says who may read the files attached to its things; any one yes is enough."""
    if reader not in READERS:
        READERS.append(reader)


def on_attached(listener: Attached) -> None:
    """Have `listener` called with each file that was attached to something, and who did it."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)


def attached(file: StoredFile, by: Any) -> None:
    """Tell everybody. Call inside the transaction that attached it."""
    for listener in LISTENERS:
        listener(file, by)


def may_read(user: Any, file: StoredFile) -> bool:
    """Whether any room lets this person read it; nobody may read what is attached to nothing."""
    return any(reader(user, file) for reader in READERS)


def store(*, upload: "File[Any]", by: Any) -> StoredFile:
    """Keep the bytes of `upload`. Raises Invalid, saying what is wrong and what would be right."""
    name = clean_name(upload.name or "")
    media_type = checked_type(name, upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=name, media_type=media_type, size=upload.size, sha256=digest.hexdigest(), stored_by=by
    )
    stored.content.save(name, upload, save=False)
    stored.save()
    return stored


def clean_name(name: str) -> str:
    """The last part of a path, without control characters or marks that turn the reading direction."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    kept = "".join(
        c
        for c in last
        if c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    return kept[-200:] or _("file")


def checked_type(name: str, upload: "File[Any]") -> str:
    """The media type, if ending and content agree. Raises Invalid otherwise."""
    limit = settings.EVIDENCE_MAX_BYTES
    if upload.size > limit:
        raise Invalid(
            _("“%(name)s” is larger than %(limit)s MB. Send a smaller file or a link.")
            % {"name": name, "limit": limit // 1_000_000}
        )
    if upload.size == 0:
        raise Invalid(_("“%(name)s” is empty.") % {"name": name})
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    ending = ALIASES.get(ending, ending)
    if ending not in ALLOWED:
        raise Invalid(
            _("“%(name)s” is of a kind that is not taken. Send one of: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(kind[1:].upper() for kind in ALLOWED)}
        )
    media_type, signatures = ALLOWED[ending]
    upload.seek(0)
    head = upload.read(300_000)
    upload.seek(0)
    if ending in INSIDE:
        fits = _is_office_file(upload, INSIDE[ending])
    else:
        fits = _looks_like(head, signatures) if signatures else _is_text(head)
    if not fits:
        raise Invalid(
            _("“%(name)s” is not what its name says. Open it, save it again as %(kind)s, and send that.")
            % {"name": name, "kind": ending[1:].upper()}
        )
    return media_type


def _is_office_file(upload: "File[Any]", inside: str) -> bool:
    """Whether it is a zip archive that holds what this kind holds. Its list is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return any(name.startswith(inside) for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    finally:
        upload.seek(0)


def _looks_like(head: bytes, signatures: tuple[str, ...]) -> bool:
    """Whether the first bytes are those of one of these kinds."""
    if signatures[0] == ".pdf":
        return b"%PDF-" in head[:1024]
    try:
        return any(match.extension in signatures for match in puremagic.magic_string(head[:4096]))
    except puremagic.PureError:
        return False


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and not head.lstrip().lower().startswith(
        (b"<!doctype html", b"<html", b"<script")
    )
