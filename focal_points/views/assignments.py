"""One assignment: what is asked, who works on it, what was said of it; accept, contest, begin an update."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from focal_points import opinions
from focal_points.forms.answers import ContestForm, VersionForm
from focal_points.forms.published import LetterForm
from focal_points.models import Assignment, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import answers, on_behalf, quiet_periods, status_updates, targets
from focal_points.views.passages import passages
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from nmrf.base.templatetags.house import day


def _found(request: Request, public_id: UUID) -> Assignment:
    """What this person may see; another institution's does not exist for them."""
    return get_object_or_404(Assignment.objects.visible_to(request.user).for_list(), public_id=public_id)


@login_required
@require_safe
@never_cache
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """The assignment's page."""
    return _page(request, _found(request, public_id))


def _page(
    request: Request,
    assignment: Assignment,
    contest_form: ContestForm | None = None,
    letter_form: LetterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = targets.of(assignment)
    verified = targets.verified(found)
    updates = (
        StatusUpdate.objects.visible_to(request.user)
        .filter(assignment=assignment)
        .exclude(state=StatusUpdate.State.WITHDRAWN)
        .for_list()
    )
    others, elsewhere = _who_works(assignment)
    may_answer = may(request.user, Can.ANSWER_ASSIGNMENT, assignment)
    context = {
        "assignment": assignment,
        "targets": [(target, verified.get(target.key)) for target in found],
        "passages": passages(assignment),
        "updates": updates,
        "open_update": next((update for update in updates if update.state in StatusUpdate.OPEN), None),
        "others": others,
        "elsewhere": elsewhere,
        "contests": assignment.contests.select_related("by", "proposed", "decided_by").prefetch_related(
            "proposed__names"
        ),
        "may_answer": may_answer,
        "quiet": quiet_periods.in_a_row([assignment.pk]).get(assignment.pk, 0),
        "rated": opinions.of_assignment(assignment, request.user),
        "may_enter": may(request.user, Can.ENTER_FOR_INSTITUTION, assignment) and not may_answer,
        "letter_form": letter_form or LetterForm(),
        "contest_form": contest_form
        or ContestForm(without=assignment.institution_id, initial={"version": assignment.version}),
    }
    return render(request, "focal_points/assignments/detail.html", context, status=status)


def _who_works(assignment: Assignment) -> tuple[list[Assignment], list[Assignment]]:
    """Who leads and supports on the same thing, leads first; and who does on its other parts."""
    same = (
        Assignment.objects.current()
        .filter(recommendation=assignment.recommendation_id, cluster=assignment.cluster_id)
        .select_related("institution", "part")
        .prefetch_related("institution__names")
        .order_by("part__position", "role", "institution__code")
    )
    here = {None, assignment.part_id} if assignment.part_id else None
    others = [one for one in same if here is None or one.part_id in here]
    return others, [one for one in same if one not in others]


@login_required
@require_POST
def accept(request: Request, public_id: UUID) -> HttpResponse:
    """Take it on."""
    assignment = _found(request, public_id)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        answers.accept(assignment=assignment, version=version, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    except StaleEdit:
        messages.warning(request, _("This assignment was changed meanwhile. Look at it again, then answer."))
    else:
        messages.success(request, _("Accepted. You can log an update now."))
    return redirect(assignment)


@login_required
@require_POST
def contest(request: Request, public_id: UUID) -> HttpResponse:
    """Say that it is not ours."""
    assignment = _found(request, public_id)
    require(request.user, Can.ANSWER_ASSIGNMENT, assignment)
    form = ContestForm(request.POST, without=assignment.institution_id)
    if not form.is_valid():
        return _page(request, assignment, form, status=422)
    try:
        answers.contest(
            assignment=assignment,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            proposed=form.cleaned_data["proposed"],
            by=request.user,
        )
    except Invalid as invalid:
        show(form, invalid)
        return _page(request, assignment, form, status=422)
    except StaleEdit:
        form.add_error(None, _("This assignment was changed meanwhile. Look at it again, then answer."))
        return _page(request, assignment, form, status=409)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(request, _("Contested. The secretariat decides, and tells you."))
    return redirect(assignment)


@login_required
@require_POST
def uncontest(request: Request, public_id: UUID) -> HttpResponse:
    """Contest it no longer."""
    assignment = _found(request, public_id)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        answers.take_back(assignment=assignment, version=version, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    except StaleEdit:
        messages.warning(request, _("This assignment was changed meanwhile. Look at it again, then answer."))
    else:
        messages.success(request, _("Taken back. Accept it, or write an update."))
    return redirect(assignment)


@login_required
@require_POST
def start_update(request: Request, public_id: UUID) -> HttpResponse:
    """The open update, or a new draft."""
    assignment = _found(request, public_id)
    try:
        update = status_updates.start(assignment=assignment, by=request.user)
    except NotNow as refused:
        messages.warning(request, str(refused.message))
        return redirect(assignment)
    return redirect(update)


@login_required
@require_POST
def nothing_new(request: Request, public_id: UUID) -> HttpResponse:
    """One click, no question asked: it can be followed by an update at any time."""
    assignment = _found(request, public_id)
    try:
        noted = status_updates.nothing_new(assignment=assignment, by=request.user)
    except NotNow as refused:
        messages.info(request, str(refused.message))
    else:
        messages.success(
            request,
            _("Noted: nothing new until %(day)s. The reminder ends; nothing else changes.")
            % {"day": day(noted.period_to)},
        )
    return redirect(assignment)


@login_required
@require_POST
def enter(request: Request, public_id: UUID) -> HttpResponse:
    """The secretariat begins an update for the institution, from its letter."""
    assignment = _found(request, public_id)
    require(request.user, Can.ENTER_FOR_INSTITUTION, assignment)
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, assignment, letter_form=form, status=422)
    try:
        update = on_behalf.enter(assignment=assignment, by=request.user, **form.cleaned_data)
    except Invalid as invalid:
        show(form, invalid)
        if not invalid.fields:
            form.add_error("letter", str(invalid.message))
        return _page(request, assignment, letter_form=form, status=422)
    except NotNow as refused:
        messages.info(request, str(refused.message))
        return redirect(assignment)
    messages.success(request, _("The institution was told. Write what its letter says, then send it."))
    return redirect(update)
