"""The pack of a handover as a file: what `focal_points` shows on its page, on paper."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import handover_page
from focal_points.models import Handover
from nmrf.base.http import Request
from reporting.services import report_files


@login_required
@require_safe
@never_cache
def pdf(request: Request, public_id: UUID) -> HttpResponse:
    """The same people may have it who may see the handover."""
    handover = get_object_or_404(Handover.objects.visible_to(request.user).for_list(), public_id=public_id)
    rows = handover_page.assignments(handover)
    context = {
        "handover": handover,
        "assignments": list(rows[: handover_page.MOST]),
        "total": rows.count(),
        "notes": handover_page.notes(handover),
        "today": timezone.localdate(),
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
    } | handover_page.contents(handover, request.user)
    name = f"handover-{handover.term.institution.code}-{timezone.localdate():%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(report_files.handover_pdf(context), content_type="application/pdf", headers=headers)
