"""Documents entered by hand: a judgment, views, an NHRI report, a plan; and what the house says of any."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.document_kinds import KINDS
from recommendations.forms.documents import DocumentForm, MechanismForm, description_of
from recommendations.models import Document
from recommendations.permissions import Can
from recommendations.services import documents, mechanisms
from recommendations.views.document_page import PAGE, work_page


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every document of the register, newest first, with how much it holds."""
    require(request.user, Can.SEE_IMPORTS)
    found = Document.objects.for_list().annotate(count=Count("recommendations")).newest_first()
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        named = Q(symbol__icontains=words) | Q(title__icontains=words) | Q(case_number__icontains=words)
        found = found.filter(named)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": words,
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/documents/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A document that no import brings: first its kind, then what fits it."""
    require(request.user, Can.EDIT_REGISTER)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    if kind not in KINDS:
        kinds = [(code, Document.Kind(code).label, asked.about) for code, asked in KINDS.items()]
        status = 422 if request.method == "POST" else 200
        return render(request, "recommendations/documents/kinds.html", {"kinds": kinds}, status=status)
    form = DocumentForm(request.POST or None, kind=kind, initial={"mechanism": request.GET.get("mechanism")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = documents.add_document(by=request.user, **form.cleaned_data)
            except Invalid as refused:
                show(form, refused)
            else:
                messages.success(request, _("Entered. Now enter what it asks for."))
                return redirect("recommendations:document-work", made.public_id)
    context = {"form": form, "kind": kind, "word": Document.Kind(kind).label, "about": KINDS[kind].about}
    return render(request, "recommendations/documents/new.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_mechanism(request: Request) -> HttpResponse:
    """A body that is not in the list; then back to the document that needed it."""
    require(request.user, Can.EDIT_REGISTER)
    kind = request.GET.get("kind", "")
    families = KINDS[kind].families if kind in KINDS else ()
    form = MechanismForm(request.POST or None, initial={"kind": next(iter(families), "regional")})
    if request.method == "POST" and form.is_valid():
        try:
            made = mechanisms.add(by=request.user, language=get_language() or "en", **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("%(name)s is in the list.") % {"name": made.name})
            response = redirect("recommendations:document-new")
            response["Location"] += f"?kind={kind if kind in KINDS else 'other'}&mechanism={made.pk}"
            return response
    status = 422 if request.method == "POST" else 200
    return render(
        request, "recommendations/documents/mechanism.html", {"form": form, "kind": kind}, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What it says of itself, what it asks for; posting describes it."""
    require(request.user, Can.SEE_IMPORTS)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    if request.method != "POST":
        return work_page(request, document)
    require(request.user, Can.EDIT_REGISTER)
    form = description_of(document, request.POST)
    if form.is_valid():
        try:
            fields: dict[str, Any] = form.cleaned_data
            documents.describe_document(document=document, by=request.user, **fields)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("recommendations:document-work", public_id)
    return work_page(request, document, {"describe": form}, status=422)
