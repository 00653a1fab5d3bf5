"""Care for the text: what contradicts, what touches a reservation, how a measure is worded."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations import smart
from recommendations.models import Contradiction, ProposedMark, ReservationMark
from recommendations.permissions import Can
from recommendations.services import contradictions, mark_proposals, reservation_marks

PAGE = 20
LONGEST = 4_000


class WordingForm(forms.Form):
    """A text to try."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("Wording"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST
    )


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """What the rules propose, the surest first, and what people decided."""
    require(request.user, Can.SEE_IMPORTS)
    rows = ProposedMark.objects.select_related(
        "recommendation__document__mechanism",
        "other__document__mechanism",
        "reservation__ratification__instrument",
    ).prefetch_related("recommendation__texts", "other__texts")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "contradictory": Contradiction.objects.filter(is_confirmed=True).count(),
        "touching": ReservationMark.objects.filter(is_confirmed=True).count(),
        "refused": Contradiction.objects.filter(is_confirmed=False).count()
        + ReservationMark.objects.filter(is_confirmed=False).count(),
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/care/index.html", context)


@login_required
@require_POST
def look(request: Request) -> HttpResponse:
    """Look at everything anew."""
    require(request.user, Can.EDIT_REGISTER)
    found = mark_proposals.propose()
    said = ngettext("%(count)s proposal waits.", "%(count)s proposals wait.", found)
    messages.success(request, said % {"count": found})
    return redirect("recommendations:care")


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Whether a proposal holds; an answer is remembered."""
    require(request.user, Can.EDIT_REGISTER)
    rows = ProposedMark.objects.select_related("recommendation", "other", "reservation")
    mark = get_object_or_404(rows, pk=pk)
    holds = request.POST.get("holds") == "yes"
    if mark.other:
        contradictions.decide(one=mark.recommendation, other=mark.other, is_confirmed=holds, by=request.user)
    elif mark.reservation:
        reservation_marks.decide(
            recommendation=mark.recommendation,
            reservation=mark.reservation,
            is_confirmed=holds,
            by=request.user,
        )
    messages.success(request, _("Confirmed.") if holds else _("Refused, and remembered."))
    return redirect("recommendations:care")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: Request) -> HttpResponse:
    """Try a wording: what would make it specific, measurable and bound to a time."""
    require(request.user, Can.SEE_IMPORTS)
    form = WordingForm(request.POST or None, initial={"language": get_language()})
    hints = None
    if request.method == "POST" and form.is_valid():
        hints = smart.check(form.cleaned_data["text"], form.cleaned_data["language"])
    context = {"form": form, "hints": hints}
    return render(request, "recommendations/care/wording.html", context)
