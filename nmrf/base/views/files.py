"""Stored files, through the permission check."""

import logging
from http import HTTPStatus
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nmrf.base.models import StoredFile
from nmrf.base.services import files

log = logging.getLogger(__name__)


@require_safe
@never_cache
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The bytes, as a download; 404 for whoever may not read them, as if they did not exist.

    Where the store has lost the bytes, a page says so.
    """
    file = get_object_or_404(StoredFile, public_id=public_id)
    if not files.may_read(request.user, file):
        raise Http404
    try:
        content = file.content.open("rb")
    except OSError:
        log.exception("The store does not hold file %s", file.public_id)
        return render(request, "file_missing.html", {"file": file}, status=HTTPStatus.NOT_FOUND)
    response = FileResponse(content, as_attachment=True, filename=file.name)
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
