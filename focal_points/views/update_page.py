"""How an update's page is put together: as a form, with the person's other texts; as a conflict; to read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from focal_points.forms.answers import CommentForm, WithdrawForm
from focal_points.forms.evidence import EvidenceForm
from focal_points.forms.published import RecallForm
from focal_points.forms.updates import UpdateForm, from_typed, typed
from focal_points.models import StatusUpdate, UpdateStep
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.services import differences, drafts, status_updates, targets, work_list
from focal_points.views.passages import passages
from nmrf.base.http import Request
from nmrf.base.permissions import may

QUEUE_LENGTH = 25
ASKED_BACK = (UpdateStep.Action.RETURNED, UpdateStep.Action.UNSIGNED)


def found(request: Request, public_id: UUID) -> StatusUpdate:
    """What this person may see; another institution's does not exist for them."""
    return get_object_or_404(StatusUpdate.objects.visible_to(request.user).for_list(), public_id=public_id)


def opened_form(request: Request, update: StatusUpdate) -> tuple[UpdateForm, drafts.Offer | None]:
    """The form as it opens: with the text the person asked for or typed last, else with the last version."""
    mine = drafts.offers(update=update, by=request.user)
    asked = request.GET.get("text", "")
    if asked == "version":
        return UpdateForm(update=update), None
    resumed = next((offer for offer in mine if str(offer.tab) == asked), None)
    if resumed is None:
        resumed = next((offer for offer in mine[:1] if not offer.is_stale), None)
    if resumed is None:
        return UpdateForm(update=update), None
    data = from_typed(resumed.typed)
    data["tab"], data["instead_of"] = str(uuid4()), str(resumed.tab)
    data["opened_at"] = timezone.now().isoformat()
    return UpdateForm(data, update=update), resumed


def keep_typed(request: Request, update: StatusUpdate) -> None:
    """Put what was posted into this tab's draft buffer."""
    form = UpdateForm(request.POST, update=update)
    form.is_valid()
    version = form.cleaned_data.get("version")
    if form.place["tab"] and version is not None:
        drafts.keep(update=update, version=version, typed=typed(request.POST), by=request.user, **form.place)


def form_page(
    request: Request,
    update: StatusUpdate,
    form: UpdateForm,
    *,
    status: int = 200,
    resumed: drafts.Offer | None = None,
    theirs: list[differences.Difference] | None = None,
) -> HttpResponse:
    """The form; a posted one that is shown again keeps its words."""
    tab = resumed.tab if resumed else _tab(form)
    context = {
        "form": form,
        "evidence_form": EvidenceForm(),
        "resumed": resumed,
        "offers": [offer for offer in drafts.offers(update=update, by=request.user) if offer.tab != tab],
        "theirs": theirs,
        "asked": update.steps.filter(action__in=ASKED_BACK).select_related("by").last(),
        "signing": list(status_updates.who_signs(update=update, by=request.user)),
        "withdraw_form": WithdrawForm(),
        "most_megabytes": settings.EVIDENCE_MAX_BYTES // 1_000_000,
        "untouched": status_updates.is_untouched(update) and not form.is_bound,
        **_around(request, update),
    }
    return render(request, "focal_points/updates/form.html", context, status=status)


def conflict_page(request: Request, current: StatusUpdate, form: UpdateForm) -> HttpResponse:
    """Both texts: theirs beside each field, mine in it; saving goes on from theirs."""
    keep_typed(request, current)
    theirs = differences.between(current, form.said() if form.is_valid() else None)
    form.goes_on_from(current.version)
    return form_page(request, found(request, current.public_id), form, status=409, theirs=theirs)


def reading_page(
    request: Request,
    update: StatusUpdate,
    comment_form: CommentForm | None = None,
    recall_form: RecallForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """To read, and to sign, take back, correct or withdraw for whoever may."""
    person = request.user
    signs = update.state == StatusUpdate.State.VALIDATION and may(person, Can.SIGN_UPDATE, update)
    context = {
        "proposals": update.proposals.select_related("recommendation__document", "part").order_by("pk"),
        "may_sign": signs and person.pk not in {update.author_id, update.submitted_by_id},
        "may_take_back": update.state in {StatusUpdate.State.VALIDATION, StatusUpdate.State.SUBMITTED}
        and may(person, Can.WRITE_UPDATE, update),
        "may_unsign": update.state == StatusUpdate.State.SUBMITTED
        and update.signed_by_id == person.pk
        and may(person, Can.SIGN_UPDATE, update),
        "may_verify": update.state in {StatusUpdate.State.SUBMITTED, StatusUpdate.State.SECOND}
        and may(person, Can.VERIFY_UPDATE, update),
        "comment_form": comment_form or CommentForm(initial={"version": update.version}),
        "recall_form": recall_form or RecallForm(initial={"version": update.version}),
        **_may_do_later(person, update),
        **_around(request, update),
    }
    return render(request, "focal_points/updates/detail.html", context, status=status)


def _may_do_later(person: Any, update: StatusUpdate) -> dict[str, bool]:
    """What is offered once it counts, was sent back, or was noted."""
    is_verified = update.state == StatusUpdate.State.VERIFIED
    recalls = may(person, Can.RECALL_UPDATE, update)
    return {
        "may_correct": is_verified and may(person, Can.CORRECT_UPDATE, update),
        "may_recall": is_verified and recalls,
        "may_reinstate": update.state == StatusUpdate.State.RECALLED and recalls,
        "may_undo_return": update.state == StatusUpdate.State.RETURNED
        and may(person, Can.RETURN_UPDATE, update),
        "may_unnote": update.state == StatusUpdate.State.NOTED and may(person, Can.WRITE_UPDATE, update),
    }


def _around(request: Request, update: StatusUpdate) -> Mapping[str, Any]:
    """What stands around the form and the reading page alike."""
    queue: list[Any] = []
    if may(request.user, Can.SEE_WORKSPACE):
        queue = list(work_list.assignments(request.user, timezone.localdate())[:QUEUE_LENGTH])
    return {
        "update": update,
        "assignment": update.assignment,
        "passages": passages(update.assignment),
        "verified": targets.verified(targets.of(update.assignment)),
        "evidence": update.evidence.filter(removed_at=None).select_related("file", "part"),
        "steps": update.steps.select_related("by"),
        "correction": update.corrections.exclude(state=StatusUpdate.State.WITHDRAWN).first(),
        "queue": queue,
        "may_see_versions": update.assignment.institution_id in reach(request.user),
        "today": timezone.localdate(),
    }


def _tab(form: UpdateForm) -> UUID | None:
    try:
        return UUID(str(form["tab"].value()))
    except ValueError:
        return None
