"""Documents entered by hand: a judgment, an NHRI report, a plan; and what they ask for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.forms.documents import DescriptionForm, DocumentForm, EntryForm
from recommendations.models import Document
from recommendations.permissions import Can
from recommendations.services import entries

PAGE = 50


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every document of the register, newest first, with how much it holds."""
    require(request.user, Can.SEE_IMPORTS)
    found = Document.objects.for_list().annotate(count=Count("recommendations"))
    found = found.order_by(F("published_on").desc(nulls_last=True), "symbol", "pk")
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        found = found.filter(Q(symbol__icontains=words) | Q(title__icontains=words))
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": words,
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/documents/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A document that no import brings."""
    require(request.user, Can.EDIT_REGISTER)
    form = DocumentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = entries.add_document(by=request.user, **form.cleaned_data)
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Entered. Now enter what it asks for."))
                return redirect("recommendations:document-work", made.public_id)
    return render(request, "recommendations/documents/new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What it says of itself, what it asks for; posting describes it."""
    require(request.user, Can.SEE_IMPORTS)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    form = DescriptionForm(request.POST or None, initial=_described(document))
    if request.method != "POST":
        return _page(request, document, form, EntryForm())
    require(request.user, Can.EDIT_REGISTER)
    if not form.is_valid():
        return _page(request, document, form, EntryForm(), status=422, opened="describe")
    entries.describe_document(document=document, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("recommendations:document-work", public_id)


@login_required
@require_http_methods(["POST"])
def add(request: Request, public_id: UUID) -> HttpResponse:
    """One more recommendation of it."""
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    form = EntryForm(request.POST)
    description = DescriptionForm(initial=_described(document))
    if not form.is_valid():
        return _page(request, document, description, form, status=422, opened="add")
    try:
        made = entries.add_recommendation(document=document, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return _page(request, document, description, form, status=422, opened="add")
    messages.success(request, _("Entered: %(reference)s") % {"reference": made.reference})
    return redirect("recommendations:document-work", public_id)


def _page(
    request: Request,
    document: Document,
    form: DescriptionForm,
    entry_form: EntryForm,
    status: int = 200,
    opened: str = "",
) -> HttpResponse:
    rows = document.recommendations.prefetch_related("texts").in_document_order()
    context = {
        "document": document,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "entry_form": entry_form,
        "may_edit": may(request.user, Can.EDIT_REGISTER),
        "opened": opened,
    }
    return render(request, "recommendations/documents/detail.html", context, status=status)


def _described(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in DescriptionForm.base_fields}
