"""Proposals that one recommendation takes the place of another: side by side, confirmed or refused."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nmrf.base.errors import HouseError
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from nmrf.base.words import diff
from recommendations.forms.replacements import ReplaceForm
from recommendations.models import Document, Replacement
from recommendations.permissions import Can
from recommendations.services import replacing

PER_PAGE = 20


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """What waits, document by document; `?document=` shows one alone, with a yes for all of it."""
    require(request.user, Can.SEE_IMPORTS)
    rows = Replacement.objects.waiting()
    documents = (
        rows.values("old__document__public_id", "old__document__symbol", "old__document__title")
        .annotate(count=Count("pk"), since=Min("found_at"))
        .order_by("since")
    )
    chosen = _document(request)
    if chosen:
        rows = rows.filter(old__document=chosen)
    ordered = rows.for_list().order_by("old__document", "old__paragraph_order", "old__position", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [_pair(one) for one in page],
        "documents": documents,
        "chosen": chosen,
        "may_decide": may(request.user, Can.EDIT_REGISTER),
        "crumbs": [(_("Imports"), "../imports/"), (_("Proposed replacements"), "")],
    }
    return render(request, "recommendations/replacements/list.html", context)


def _document(request: Request) -> Document | None:
    try:
        key = UUID(request.GET.get("document", ""))
    except ValueError:
        return None
    return Document.objects.filter(public_id=key).first()


def _pair(one: Replacement) -> dict[str, Any]:
    """A proposal with the words of both sides and how they differ."""
    old, new = one.old.original, one.new.original
    words = diff(old.text if old else "", new.text if new else "")
    return {"proposal": one, "old": old, "new": new, "words": words, "percent": round(100 * one.score)}


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One proposal, decided or not."""
    require(request.user, Can.SEE_IMPORTS)
    one = get_object_or_404(Replacement.objects.for_list(), public_id=public_id)
    waits = Replacement.objects.waiting().filter(pk=one.pk).exists()
    context = {
        "one": _pair(one),
        "proposal": one,
        "may_decide": waits and may(request.user, Can.EDIT_REGISTER),
        "crumbs": [
            (_("Imports"), "../../imports/"),
            (_("Proposed replacements"), "../"),
            (one.old.reference, ""),
        ],
    }
    return render(request, "recommendations/replacements/detail.html", context)


@login_required
@require_POST
def decide(request: Request) -> HttpResponse:
    """Confirm or refuse: one pair, those that were ticked, or all of a document."""
    require(request.user, Can.EDIT_REGISTER)
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick what you mean, or take all of a document."))
        return redirect("recommendations:replacement-list")
    proposals = form.cleaned_data["proposals"]
    try:
        if form.cleaned_data["act"] == "refuse":
            number = replacing.refuse(proposals=proposals, by=request.user)
            text = ngettext(
                "%(count)s refused: they are two.", "%(count)s refused: they are two each.", number
            )
        else:
            number = replacing.confirm(proposals=proposals, by=request.user).size
            text = ngettext(
                "%(count)s replaced, with the work on it carried over.",
                "%(count)s replaced, with the work on them carried over.",
                number,
            )
        messages.success(request, text % {"count": number})
    except HouseError as refused:
        messages.info(request, str(refused.message))
    return redirect("recommendations:replacement-list")
