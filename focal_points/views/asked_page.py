"""How an institution's answers are put together: as a form, as a conflict, to read and to decide on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from focal_points import request_page
from focal_points.forms.answers import CommentForm
from focal_points.forms.request_answers import AcceptForm, AnswersForm, BackForm
from focal_points.forms.request_answers import Field as FormField
from focal_points.forms.updates import from_typed
from focal_points.models import AskedInstitution, KnownAnswerUse, RequestAnswer, RequestQuestion
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.services.drafts import Offer as Typed
from focal_points.services.known_answers import offers
from focal_points.services.requests import answers, buffers, moving
from nmrf.base.http import Request
from nmrf.base.permissions import may
from nmrf.base.words import Words, diff

State = RequestAnswer.State


@dataclass
class Part:
    """One question with its answer: the fields to write in or the words to read, and what fits it."""

    question: RequestQuestion
    answer: RequestAnswer
    is_readable: bool
    fields: FormField | None = None
    offered: list[offers.Offer] = field(default_factory=list)
    sources: list[KnownAnswerUse] = field(default_factory=list)
    theirs: Words | None = None
    accept_form: AcceptForm | None = None
    back_form: BackForm | None = None


def found(request: Request, public_id: UUID) -> AskedInstitution:
    """What this person may see; another institution's does not exist for them."""
    rows = AskedInstitution.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related("request__document", "institution"), public_id=public_id)


def _rows(asked: AskedInstitution) -> list[RequestAnswer]:
    rows = asked.answers.select_related("question", "author", "submitted_by", "signed_by", "decided_by")
    return list(rows.order_by("question__position"))


def form_for(asked: AskedInstitution, data: Any = None) -> AnswersForm:
    """Fresh with what stands, or with what was posted."""
    rows = _rows(asked)
    written = next((one.language for one in rows if one.text), asked.request.language)
    return AnswersForm(data, answers=rows, language=written)


def opened_form(request: Request, asked: AskedInstitution) -> tuple[AnswersForm, Typed | None]:
    """The form as it opens: with the text the person asked for or typed last, else with the last version."""
    mine = buffers.offers(asked=asked, by=request.user)
    wanted = request.GET.get("text", "")
    resumed = next((one for one in mine if str(one.tab) == wanted), None)
    if resumed is None and wanted != "version":
        resumed = next(iter(mine), None)
    if resumed is None:
        return form_for(asked), None
    data = from_typed(resumed.typed)
    data["tab"], data["instead_of"] = str(uuid4()), str(resumed.tab)
    data["opened_at"] = timezone.now().isoformat()
    return form_for(asked, data), resumed


def form_page(
    request: Request,
    asked: AskedInstitution,
    form: AnswersForm,
    *,
    status: int = 200,
    resumed: Typed | None = None,
    conflicts: dict[int, Words] | None = None,
    problem: str = "",
) -> HttpResponse:
    """The form; a posted one that is shown again keeps its words."""
    parts = _parts(request, asked, form)
    for part in parts:
        part.theirs = (conflicts or {}).get(part.answer.pk)
    tab = resumed.tab if resumed else _tab(form)
    context = {
        "form": form,
        "parts": parts,
        "resumed": resumed,
        "others": [one for one in buffers.offers(asked=asked, by=request.user) if one.tab != tab],
        "signing": list(answers.who_signs(asked=asked, by=request.user)),
        "has_conflict": bool(conflicts),
        "problem": problem,
        **_around(request, asked, parts),
    }
    return render(request, "focal_points/requests/form.html", context, status=status)


def conflict_page(
    request: Request, asked: AskedInstitution, form: AnswersForm, conflicts: Sequence[RequestAnswer]
) -> HttpResponse:
    """Both texts of each question that two people changed; saving goes on from theirs."""
    mine = form.said()
    differ = {one.pk: diff(one.text, mine[one.pk].tidy().text) for one in conflicts}
    form.goes_on_from(conflicts)
    return form_page(request, asked, form, status=409, conflicts=differ)


def reading_page(
    request: Request,
    asked: AskedInstitution,
    *,
    comment_form: CommentForm | None = None,
    bound: dict[tuple[int, str], Any] | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    """To read; to sign for the validator; to decide on for the secretariat."""
    person, parts = request.user, _parts(request, asked, None)
    stands_at = moving.stands_at(asked)
    signs = may(person, Can.SIGN_ANSWERS, asked)
    waiting = [part.answer for part in parts if part.answer.state == State.VALIDATION]
    own = any(person.pk in {one.author_id, one.submitted_by_id} for one in waiting)
    decides = [part for part in parts if _decides(request, asked, part)]
    for part in decides:
        _with_forms(part, bound or {})
    context = {
        "parts": parts,
        "stands_at": stands_at,
        "may_sign": signs and bool(waiting) and not own and asked.request.is_open,
        "may_take_back": asked.request.is_open
        and may(person, Can.ANSWER_REQUEST, asked)
        and any(part.answer.state in {State.VALIDATION, State.SUBMITTED} for part in parts),
        "to_check": sum(part.answer.state == State.SUBMITTED for part in decides),
        "comment_form": comment_form or CommentForm(initial={"version": stands_at}),
        "problem": problem,
        **_around(request, asked, parts),
    }
    return render(request, "focal_points/requests/asked.html", context, status=status)


def _decides(request: Request, asked: AskedInstitution, part: Part) -> bool:
    return (
        asked.request.is_open
        and part.answer.state in {State.SUBMITTED, State.ACCEPTED}
        and may(request.user, Can.DECIDE_ANSWER, part.answer)
    )


def _with_forms(part: Part, bound: dict[tuple[int, str], Any]) -> None:
    """The secretariat's forms beside an answer; a refused one comes in bound."""
    answer = part.answer
    initial: dict[str, Any] = {"version": answer.version, "keep": not answer.is_not_ours}
    if answer.submitted_at:
        initial["valid_from"] = timezone.localdate(answer.submitted_at)
    part.accept_form = bound.get((answer.pk, "accept")) or AcceptForm(
        initial=initial, auto_id=f"d{answer.pk}-%s"
    )
    part.back_form = bound.get((answer.pk, "back")) or BackForm(
        initial={"version": answer.version}, auto_id=f"b{answer.pk}-%s"
    )


def _parts(request: Request, asked: AskedInstitution, form: AnswersForm | None) -> list[Part]:
    """Each question that this institution is asked; the same number of queries however many."""
    is_own = asked.institution_id in reach(request.user)
    questions = {one.pk: one for one in request_page.questions_of(asked.request)}
    rows = _rows(asked)
    fitting = {}
    if form is not None:
        mine = [questions[row.question_id] for row in rows]
        fitting = offers.for_questions(questions=mine, person=request.user)
    sources: dict[int, list[KnownAnswerUse]] = {}
    for use in KnownAnswerUse.objects.filter(answer__asked=asked).select_related("version__known"):
        sources.setdefault(use.answer_id or 0, []).append(use)
    return [
        Part(
            question=questions[row.question_id],
            answer=row,
            is_readable=request_page.is_readable(row, request.user, is_own),
            fields=form.of(row) if form is not None else None,
            offered=fitting.get(row.question_id, []),
            sources=sources.get(row.pk, []),
        )
        for row in rows
    ]


def _around(request: Request, asked: AskedInstitution, parts: list[Part]) -> dict[str, Any]:
    done = sum(part.answer.state in request_page.ANSWERED for part in parts)
    return {
        "asked": asked,
        "one": asked.request,
        "answered": done,
        "whole": len(parts),
        "late": bool(
            asked.until and asked.until < timezone.localdate() and done < len(parts) and asked.request.is_open
        ),
        "steps": asked.request.steps.filter(asked=asked).select_related("by", "answer__question")
        | asked.request.steps.filter(asked=None).select_related("by", "answer__question"),
    }


def _tab(form: AnswersForm) -> UUID | None:
    try:
        return UUID(str(form["tab"].value()))
    except ValueError:
        return None
