"""Doors through which paragraphs are entered: one by one, or many out of a pasted text."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from nmrf.base.errors import Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require
from recommendations import pasted
from recommendations.document_kinds import asked_of
from recommendations.forms.entries import EntryForm, PastedRow, PastedRows, PasteForm, entries_of, rows_of
from recommendations.models import Document
from recommendations.permissions import Can
from recommendations.services import entries
from recommendations.views.document_page import work_page


@login_required
@require_POST
def add(request: Request, public_id: UUID) -> HttpResponse:
    """One more recommendation of a document."""
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    form = EntryForm(request.POST, document=document)
    if form.is_valid():
        try:
            made = entries.add_recommendation(document=document, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Entered: %(reference)s") % {"reference": made.reference})
            return redirect("recommendations:document-work", public_id)
    return work_page(request, document, {"add": form}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: Request, public_id: UUID) -> HttpResponse:
    """A numbered text, taken apart into a table; the table, once it is right, into the register."""
    require(request.user, Can.EDIT_REGISTER)
    document = get_object_or_404(Document.objects.for_list(), public_id=public_id)
    if request.method == "POST" and "rows-TOTAL_FORMS" in request.POST:
        return _save(request, document)
    form = PasteForm(request.POST or None, document=document)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"document": document, "form": form}
        return render(request, "recommendations/documents/paste.html", context, status=status)
    chosen = form.cleaned_data
    found = pasted.split(chosen["text"])
    rest = pasted.joined(found[pasted.MOST :])
    rows = PastedRows(
        initial=rows_of(found[: pasted.MOST], chosen["kind"]),
        prefix="rows",
        form_kwargs={"asked": asked_of(document.kind)},
    )
    return _table(request, document, rows, chosen["language"], rest)


def _save(request: Request, document: Document) -> HttpResponse:
    asked = asked_of(document.kind)
    rows = PastedRows(request.POST, prefix="rows", form_kwargs={"asked": asked})
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    rest = request.POST.get("rest", "")
    if not rows.is_valid():
        return _table(request, document, rows, language, rest, status=422)
    wanted = entries_of(rows.cleaned_data, language, asked)
    try:
        operation = entries.add_many(document=document, entries=wanted, by=request.user)
    except Invalid as refused:
        _show(rows, refused)
        return _table(request, document, rows, language, rest, status=422, problem=str(refused.message))
    said = ngettext("%(count)s paragraph entered.", "%(count)s paragraphs entered.", operation.size)
    messages.success(request, said % {"count": operation.size})
    if rest.strip():
        form = PasteForm(initial={"text": rest, "language": language}, document=document)
        context = {"document": document, "form": form, "is_rest": True}
        return render(request, "recommendations/documents/paste.html", context)
    response = redirect("recommendations:document-work", document.public_id)
    response["Location"] += f"?done={operation.pk}"
    return response


def _table(
    request: Request,
    document: Document,
    rows: Any,
    language: str,
    rest: str,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    context = {
        "document": document,
        "rows": rows,
        "language": language,
        "rest": rest,
        "problem": problem,
    }
    return render(request, "recommendations/documents/pasted.html", context, status=status)


def _show(rows: Any, refused: Invalid) -> None:
    """Each message beside the row it is about: places count the rows that make a paragraph of their own."""
    heads = [row for row in rows if row.cleaned_data["taken"] == PastedRow.KEEP]
    for place, message in refused.fields.items():
        if place.isdecimal() and int(place) < len(heads):
            heads[int(place)].add_error("text", str(message))
