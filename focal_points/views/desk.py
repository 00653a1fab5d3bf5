"""The desk: the secretariat's work waiting, queue and panel side by side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from focal_points import (
    institution_page,
    opinions,
    panels,
    queues,
    rows,
    suggestion_lines,
    waiting_recommendations,
)
from focal_points.forms.assigning import AssignForm, DueForm
from focal_points.forms.verification import ContestDecisionForm
from focal_points.models import AskedInstitution, Assignment, Contest, Institution, Status, StatusUpdate, Term
from focal_points.permissions import Can
from focal_points.taken_away import Taken
from focal_points.views import desk_uhri
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations.models import Recommendation

A_PAGE = 25
FIRST = ("verify", "second", "contested", "new", "unassigned", "overdue", "vacant", "silent", "look")


@login_required
@require_safe
def desk(request: Request, queue: str = "") -> HttpResponse:
    """One queue, all counts. `?open=` names what the panel shows; without it the first line is opened."""
    require(request.user, Can.SEE_DESK)
    if queue and queue not in queues.QUEUES:
        raise Http404
    sizes = queues.sizes()
    name = queue or _first_with_work(sizes)
    chosen = queues.QUEUES[name]
    page = Paginator(chosen.waiting(), A_PAGE).get_page(request.GET.get("page"))
    lines = rows.of(name, list(page.object_list))
    if name in {"unassigned", "new"}:
        _suggest(lines, request.user)
    opened = request.GET.get("open", "")
    key = opened or (lines[0].key if lines else "")
    context: dict[str, Any] = {
        "sizes": sizes,
        "queue": chosen,
        "size": next(size for size in sizes if size.queue is chosen),
        "page": page,
        "rows": lines,
        "opened": opened,
        "key": key,
        "last_import": waiting_recommendations.last_import() if name == "new" else None,
        "columns": _columns(name),
    }
    if key:
        context |= panel_context(request, name, key)
    context |= _neighbours(lines, key)
    return render(request, "focal_points/desk/desk.html", context)


def taken(request: Request, queue: str) -> Taken:
    """The whole queue."""
    require(request.user, Can.SEE_DESK)
    if queue not in queues.QUEUES:
        raise Http404
    chosen = queues.QUEUES[queue]
    head = [_("Since"), _("What"), _("Document"), _("Paragraph"), _("Institution"), _("Verified now")]
    head += [_("Proposed"), _("Evidence"), _("Note")]
    lines = rows.of(queue, list(chosen.waiting()))
    return Taken(f"queue-{queue}", head, map(_cells, lines), str(chosen.title))


def _cells(line: rows.Row) -> list[Any]:
    return [
        *(line.since, line.title, line.document or "", line.paragraph, line.body),
        Status(line.now).label if line.now else "",
        ", ".join(str(Status(code).label) for code in line.proposed),
        *(line.evidence, line.note),
    ]


def panel_context(request: Request, queue: str, key: str) -> dict[str, Any]:
    """What the panel of this queue needs for the opened line; 404 for what is not there."""
    if queue in {"verify", "second"}:
        update = get_object_or_404(
            StatusUpdate.objects.visible_to(request.user).for_list(), public_id=_uuid(key)
        )
        return {"panel": panels.of_update(update, request.user), "panel_kind": "update"}
    if queue == "contested":
        return _contest_context(request, key)
    if queue == "overdue":
        assignment = get_object_or_404(Assignment.objects.for_list(), public_id=_uuid(key))
        due = DueForm(initial={"due_on": assignment.due_on, "version": assignment.version})
        return {
            "assignment": assignment,
            "due_form": due,
            "panel_kind": "assignment",
            "panel_title": rows.subject_of(assignment),
        } | _lately(assignment)
    if queue in {"silent", "vacant"}:
        return _institution_context(key)
    if queue in {"answers", "requests"}:
        asked = get_object_or_404(AskedInstitution.objects.for_list(), public_id=_uuid(key))
        answers = asked.answers.select_related("question").order_by("question__position")
        return {"asked": asked, "asked_answers": answers, "panel_kind": "asked"}
    if queue in desk_uhri.QUEUES:
        return desk_uhri.panel_context(queue, _uuid(key))
    recommendation = get_object_or_404(Recommendation.objects.for_list(), public_id=_uuid(key))
    return {
        "recommendation": recommendation,
        "assign_form": AssignForm(),
        "may_assign": may(request.user, Can.ASSIGN),
        "panel_kind": "recommendation",
        "suggestions": suggestion_lines.of_recommendation(recommendation, request.user)
        if queue in {"unassigned", "new"}
        else [],
    }


def _suggest(lines: list[rows.Row], person: Any) -> None:
    """The lead that is suggested beside each line."""
    leads = suggestion_lines.leads_for([line.recommendation for line in lines if line.recommendation], person)
    for line in lines:
        line.suggested = leads.get(line.recommendation or 0)


def _contest_context(request: Request, key: str) -> dict[str, Any]:
    contest = get_object_or_404(
        Contest.objects.select_related("assignment__institution", "proposed", "by"),
        pk=int(key) if key.isdecimal() and len(key) < 18 else 0,
    )
    form = ContestDecisionForm(
        without=contest.assignment.institution_id, initial={"reassign_to": contest.proposed_id}
    )
    return {
        "contest": contest,
        "panel_title": rows.subject_of(contest.assignment),
        "contest_form": form,
        "may_decide": may(request.user, Can.DECIDE_CONTEST, contest),
        "panel_kind": "contest",
    }


def _institution_context(key: str) -> dict[str, Any]:
    institution = get_object_or_404(Institution.objects.for_list(), public_id=_uuid(key))
    return {
        "institution": institution,
        "terms": institution.terms.select_related("person").order_by("-starts_on")[:8],
        "assignments": [
            (one, rows.subject_of(one))
            for one in institution.assignments.current().for_list().order_by("due_on", "pk")[:10]
        ],
        "assignment_count": institution.assignments.current().count(),
        "roles": Term.Role,
        "reasons": institution_page.alarms(institution),
        "panel_kind": "institution",
    }


def _lately(assignment: Assignment) -> dict[str, Any]:
    """The last thing the institution handed in on it, and what stands verified."""
    left = assignment.updates.filter(state__in=StatusUpdate.LEFT_THE_INSTITUTION, submitted_at__isnull=False)
    last = left.first()
    standing = opinions.of_recommendation(assignment.recommendation) if assignment.recommendation else {}
    own = standing.get((assignment.recommendation_id, assignment.part_id))  # type: ignore[arg-type]
    return {"last_update": last, "standing": own}


def _first_with_work(sizes: list[queues.Size]) -> str:
    waiting = {size.queue.name for size in sizes if size.count}
    return next((name for name in FIRST if name in waiting), "verify")


def _columns(queue: str) -> set[str]:
    """What stands between what and since."""
    if queue in {"verify", "second"}:
        return {"now", "proposed"}
    return (
        set()
        if queue in {"contested", "overdue", "vacant", "silent", "answers", "requests", *desk_uhri.QUEUES}
        else {"now"}
    )


def _neighbours(lines: list[rows.Row], key: str) -> dict[str, Any]:
    """Which line is open, and the ones before and after it."""
    keys = [line.key for line in lines]
    if key not in keys:
        return {"place": 0, "before": "", "after": ""}
    at = keys.index(key)
    return {
        "place": at + 1,
        "before": keys[at - 1] if at else "",
        "after": keys[at + 1] if at + 1 < len(keys) else "",
    }


def _uuid(key: str) -> str:
    """A key from the address, or a 404 where it is none."""
    from uuid import UUID

    try:
        return str(UUID(key))
    except ValueError:
        raise Http404 from None
