"""Labels that a source brought and nobody knew: mapped once for all, or accepted as new."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.models import Operation
from nmrf.base.permissions import may, require
from recommendations import tag_pages
from recommendations.forms.tags import MechanismAcceptForm, MechanismMergeForm, StateForm
from recommendations.models import Mechanism
from recommendations.permissions import Can
from recommendations.services import mechanism_mapping, state_mapping


@login_required
@require_safe
def waiting(request: Request) -> HttpResponse:
    """Themes, groups, goals, bodies and States that are not known, with examples."""
    require(request.user, Can.SEE_IMPORTS)
    context = {
        "tags": tag_pages.waiting_tags(),
        "mechanisms": tag_pages.waiting_mechanisms(),
        "states": [
            (one, some, StateForm(initial={"label": one.label}, auto_id=f"state{place}_%s"))
            for place, (one, some) in enumerate(tag_pages.waiting_states())
        ],
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/tags/waiting.html", context)


@login_required
@require_POST
def state(request: Request) -> HttpResponse:
    """From now on this label means that State."""
    require(request.user, Can.EDIT_REGISTER)
    form = StateForm(request.POST)
    if form.is_valid():
        try:
            operation = state_mapping.map_label(by=request.user, **form.cleaned_data)
            _say(request, operation)
        except HouseError as refused:
            messages.error(request, str(refused.message))
    else:
        messages.error(request, _("Choose a State."))
    return redirect("recommendations:tag-waiting")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mechanism(request: Request, pk: int) -> HttpResponse:
    """One body: map it to another, or accept it."""
    require(request.user, Can.EDIT_REGISTER)
    one = get_object_or_404(Mechanism.objects.prefetch_related("names"), pk=pk, merged_into=None)
    merging, accepting = MechanismMergeForm(mechanism=one), MechanismAcceptForm(mechanism=one)
    status = 200
    if request.method == "POST":
        is_merge = request.POST.get("do") == "merge"
        merging = MechanismMergeForm(request.POST, mechanism=one) if is_merge else merging
        accepting = accepting if is_merge else MechanismAcceptForm(request.POST, mechanism=one)
        form = merging if is_merge else accepting
        try:
            if form.is_valid():
                _settle(request, one, merging if is_merge else None, accepting)
                return redirect("recommendations:tag-waiting")
        except Invalid as refused:
            show(form, refused)
        except HouseError as refused:
            messages.error(request, str(refused.message))
            return redirect("recommendations:tag-waiting")
        status = 422
    context = {"mechanism": one, "merging": merging, "accepting": accepting}
    return render(request, "recommendations/tags/mechanism.html", context, status=status)


def _settle(
    request: Request, one: Mechanism, merging: MechanismMergeForm | None, accepting: MechanismAcceptForm
) -> None:
    if merging is not None:
        operation = mechanism_mapping.merge(mechanism=one, into=merging.cleaned_data["into"], by=request.user)
        _say(request, operation)
        return
    mechanism_mapping.accept(
        mechanism=one, kind=accepting.cleaned_data["kind"], names=accepting.names, by=request.user
    )
    messages.success(request, _("Accepted."))


def _say(request: Request, operation: Operation) -> None:
    said = _("%(what)s. It can be undone under “Operations and undo”.") % {"what": operation}
    messages.success(request, said)
