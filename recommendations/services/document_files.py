"""Files of a document itself, put up by the secretariat: public from the first moment."""

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import files
from recommendations.models import Document, DocumentFile
from recommendations.permissions import Can

MOST = 30


@transaction.atomic
def add(
    *, document: Document, upload: "File[bytes]", title: str = "", by: User, door: str = ""
) -> DocumentFile:
    """Keep the file and attach it. Raises Invalid, with a message that names the file.

    The same file twice is the same attachment.
    """
    require(by, Can.EDIT_REGISTER)
    Document.objects.select_for_update().get(pk=document.pk)
    if document.files.standing().count() >= MOST:
        raise Invalid(_("A document can carry %(most)d files.") % {"most": MOST})
    with history.recorded(by=by, action="document_file.add", door=door):
        file = files.store(upload=upload, by=by)
        same = document.files.standing().filter(file__sha256=file.sha256).first()
        if same:
            file.content.delete(save=False)
            file.delete()
            return same
        files.attached(file, by)
        name = title.strip()[:300] or file.name.rsplit(".", 1)[0][:300] or file.name
        return DocumentFile.objects.create(document=document, file=file, title=name, added_by=by)


@transaction.atomic
def remove(*, attached: DocumentFile, by: User, door: str = "") -> None:
    """Take it off: the bytes stay, nobody is shown them. Twice is harmless."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="document_file.remove", door=door):
        DocumentFile.objects.standing().filter(pk=attached.pk).update(removed_at=timezone.now())
