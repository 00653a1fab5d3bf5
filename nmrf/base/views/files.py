"""Stored files, through the permission check."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nmrf.base.models import StoredFile
from nmrf.base.services import files


@require_safe
@never_cache
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The bytes, as a download; 404 for whoever may not read them, as if they did not exist."""
    file = get_object_or_404(StoredFile, public_id=public_id)
    if not files.may_read(request.user, file):
        raise Http404
    response = FileResponse(file.content.open("rb"), as_attachment=True, filename=file.name)
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
