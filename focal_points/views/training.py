"""The tour, the practice, and the secretariat's list of who has finished what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points.forms.practice import PracticeContestForm, PracticeForm
from focal_points.models import PracticeUpdate, TourStep
from focal_points.permissions import Can
from focal_points.services import practice, training
from focal_points.taken_away import Taken
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """All steps, each with whether it is finished."""
    require(request.user, Can.TRAIN)
    context = {"progress": training.progress(request.user)}
    return render(request, "focal_points/training/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: Request, step: str) -> HttpResponse:
    """One page to read; posting says that it is read, and leads to the next."""
    require(request.user, Can.TRAIN)
    if step not in TourStep.values:
        raise Http404
    if step == TourStep.PRACTISE:
        return redirect("focal_points:practice")
    if request.method == "POST":
        training.finish(step=step, by=request.user)
        order = TourStep.values
        return redirect("focal_points:tour-step", order[order.index(step) + 1])
    context = {
        "progress": training.progress(request.user),
        "step": TourStep(step),
        "number": TourStep.values.index(step) + 1,
        "page_template": f"focal_points/training/_{step}.html",
    }
    return render(request, "focal_points/training/step.html", context)


@login_required
@require_POST
def dismiss(request: Request) -> HttpResponse:
    """Off the home page."""
    training.dismiss(by=request.user)
    messages.info(request, _("The tour stays under “Tour and practice”."))
    return redirect("focal_points:my-work")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def practise(request: Request) -> HttpResponse:
    """The invented assignment, and what one does with it."""
    row = practice.of(request.user)
    known = {"narrative": row.narrative, "status": row.status, "link": row.link}
    if request.method != "POST":
        return _practice(request, row, PracticeForm(initial=known))
    form: Any = PracticeContestForm(request.POST) if "contest" in request.POST else PracticeForm(request.POST)
    if not form.is_valid():
        return _practice(request, row, form, 422)
    try:
        _act(request, form.cleaned_data)
    except Invalid as refused:
        show(form, refused)
        return _practice(request, row, form, 422)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    return redirect("focal_points:practice")


def _act(request: Request, said: dict[str, Any]) -> None:
    if "accept" in request.POST:
        practice.accept(by=request.user)
    elif "contest" in request.POST:
        practice.contest(by=request.user, **said)
    elif "restart" in request.POST:
        practice.restart(by=request.user)
    elif "submit" in request.POST:
        practice.submit(by=request.user, **said)
    else:
        practice.save(by=request.user, **said)
        messages.success(request, _("Saved."))


def _practice(request: Request, row: PracticeUpdate, form: Any, status: int = 200) -> HttpResponse:
    is_contest = isinstance(form, PracticeContestForm)
    context = {
        "row": row,
        "form": form,
        "contest_form": form if is_contest else PracticeContestForm(),
        "progress": training.progress(request.user),
    }
    return render(request, "focal_points/training/practice.html", context, status=status)


@login_required
@require_safe
def people(request: Request) -> HttpResponse:
    """By institution: who has finished which step."""
    require(request.user, Can.SEE_TRAINING)
    found = training.people()
    context = {
        "rows": found,
        "finished": sum(one.progress.is_finished for one in found),
        "steps": list(TourStep),
    }
    return render(request, "focal_points/training/people.html", context)


def taken(request: Request) -> Taken:
    """The same as a table, each step with its day."""
    require(request.user, Can.SEE_TRAINING)
    head = [_("Institution"), _("Person"), _("E-mail address"), _("Role"), *(one.label for one in TourStep)]
    lines = (
        [
            *(one.institution, one.term.person, one.term.person.email, one.term.get_role_display()),
            *(at for _step, at in one.progress.steps),
        ]
        for one in training.people()
    )
    return Taken("training", head, lines)
