"""The working page of a document: what all its doors show again when they refuse something."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import may
from recommendations.document_kinds import asked_of
from recommendations.forms.documents import description_of
from recommendations.forms.entries import EntryForm
from recommendations.forms.marks import FollowUpMarkForm, PositionForm
from recommendations.models import Document, Mechanism
from recommendations.permissions import Can

PAGE = 50
LARGE = 100


def work_page(
    request: Request,
    document: Document,
    bound: dict[str, Any] | None = None,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    """The whole outcome as it is worked on; forms that were refused come in bound, and are open."""
    forms = _fresh(document) | (bound or {})
    rows = document.recommendations.filter(replaced_by=None).prefetch_related(
        "texts", "recommending_states__country__names", "grades"
    )
    context = {
        "document": document,
        "page": Paginator(rows.in_document_order(), LARGE).get_page(request.GET.get("page")),
        "picked": set(request.POST.getlist("pick")),
        "forms": forms,
        "opened": next(iter(bound or {}), ""),
        "problem": problem,
        "done": _done(request),
        "asked": asked_of(document.kind),
        "is_upr": document.mechanism.kind == Mechanism.Kind.UPR,
        "reports": document.follow_up_reports.prefetch_related("paragraphs__recommendation"),
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/documents/detail.html", context, status=status)


def _fresh(document: Document) -> dict[str, Any]:
    return {
        "describe": description_of(document),
        "add": EntryForm(document=document),
        "followup": FollowUpMarkForm(initial={"due_on": document.followup_due_on}, prefix="followup"),
        "position": PositionForm(initial={"source": ""}, prefix="position"),
    }


def _done(request: Request) -> Operation | None:
    """The operation that was just done, to be undone from here."""
    try:
        key = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return Operation.objects.filter(pk=key).first()
