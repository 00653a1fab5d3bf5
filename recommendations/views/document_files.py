"""Files of a document: put up and taken off on its working page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations.models import Document, DocumentFile
from recommendations.permissions import Can
from recommendations.services import document_files


@login_required
@require_POST
def add(request: Request, public_id: UUID) -> HttpResponse:
    """The files that were chosen; a message for each that is refused."""
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document, public_id=public_id)
    uploads = request.FILES.getlist("files")
    title = request.POST.get("title", "").replace("\x00", "") if len(uploads) == 1 else ""
    taken = 0
    for upload in uploads:
        try:
            document_files.add(document=document, upload=upload, title=title, by=request.user)
        except HouseError as refused:
            messages.error(request, str(refused.message))
        else:
            taken += 1
    if taken:
        messages.success(request, _("Added."))
    elif not uploads:
        messages.info(request, _("Choose a file, then add it."))
    return redirect("recommendations:document-work", public_id)


@login_required
@require_POST
def remove(request: Request, public_id: UUID) -> HttpResponse:
    """Off the document. A second click finds nothing to do."""
    require(request.user, Can.EDIT_REGISTER)
    attached = get_object_or_404(DocumentFile.objects.select_related("document"), public_id=public_id)
    document_files.remove(attached=attached, by=request.user)
    messages.success(request, _("Removed: %(title)s") % {"title": attached.title})
    return redirect("recommendations:document-work", attached.document.public_id)
