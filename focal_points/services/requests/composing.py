"""A request while it is written: what it is called, its questions, who is asked which of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import (
    AskedInstitution,
    InformationRequest,
    Institution,
    QuestionAbout,
    RequestAnswer,
    RequestQuestion,
)
from focal_points.permissions import Can
from focal_points.services.known_answers import apart
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations.models import Document, Recommendation

MOST_QUESTIONS = 300
PLACES = 1_000_000
"""Questions are moved out of the way by this much while their order is written anew."""


@dataclass(frozen=True)
class Written:
    """What a request says of itself."""

    title: str
    note: str = ""
    due_on: date | None = None
    language: str = "en"
    document: Document | None = None
    subject_kind: str = ""
    subject_key: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Asks:
    """One question to be put: its number in its list, its words, the recommendations it is about."""

    number: str
    text: str
    about: tuple[int, ...] = field(default=())


@transaction.atomic
def create(*, written: Written, by: User, door: str = "") -> InformationRequest:
    """A draft; nobody is told of it."""
    require(by, Can.KEEP_REQUESTS)
    check(written)
    with history.recorded(by=by, action="request.create", door=door):
        return InformationRequest.objects.create(created_by=by, **_values(written))


@transaction.atomic
def describe(
    *, request: InformationRequest, version: int, written: Written, by: User, door: str = ""
) -> InformationRequest:
    """Change title, note, date and what it is for, while it is a draft. Raises StaleEdit, NotNow."""
    require(by, Can.KEEP_REQUESTS, request)
    check(written)
    with history.recorded(by=by, action="request.describe", door=door):
        _claim(request, version, **_values(written))
    return request


@transaction.atomic
def put_questions(
    *, request: InformationRequest, version: int, questions: Sequence[Asks], by: User, door: str = ""
) -> InformationRequest:
    """Have exactly these questions in this order; one that stays the same keeps who is asked it.

    A new question is put to every institution that is asked anything. Raises Invalid, StaleEdit, NotNow.
    """
    require(by, Can.KEEP_REQUESTS, request)
    wanted = _tidy(questions)
    with history.recorded(by=by, action="request.put_questions", door=door):
        _claim(request, version)
        _write_questions(request, wanted)
    return request


@transaction.atomic
def ask_who(
    *,
    request: InformationRequest,
    version: int,
    wanted: Mapping[int, Iterable[int]],
    by: User,
    door: str = "",
) -> InformationRequest:
    """Say which institution (key) is asked which questions (keys), while it is a draft.

    An institution that is asked nothing is taken out. Raises StaleEdit, NotNow.
    """
    require(by, Can.KEEP_REQUESTS, request)
    with history.recorded(by=by, action="request.ask_who", door=door):
        _claim(request, version)
        asked = {row.institution_id: row for row in request.asked.all()}
        keys = set(request.questions.values_list("pk", flat=True))
        told = {institution: keys & set(questions) for institution, questions in wanted.items()}
        for institution, row in asked.items():
            if not told.get(institution):
                row.delete()
        for institution in _current(set(told) - set(asked)):
            if told[institution]:
                asked[institution] = AskedInstitution.objects.create(
                    request=request, institution_id=institution
                )
        for institution, questions in told.items():
            if questions and institution in asked:
                _write_cells(asked[institution], questions)
    return request


@transaction.atomic
def ask_all(
    *,
    request: InformationRequest,
    version: int,
    institutions: Iterable[Institution],
    by: User,
    door: str = "",
) -> InformationRequest:
    """Put every question to these institutions too, while it is a draft."""
    require(by, Can.KEEP_REQUESTS, request)
    with history.recorded(by=by, action="request.ask_all", door=door):
        _claim(request, version)
        questions = list(request.questions.values_list("pk", flat=True))
        for institution in institutions:
            if institution.closed_on is None:
                row, _made = AskedInstitution.objects.get_or_create(request=request, institution=institution)
                _write_cells(row, {*questions})
    return request


@transaction.atomic
def put_about(
    *, question: RequestQuestion, recommendations: Iterable[Recommendation], by: User, door: str = ""
) -> RequestQuestion:
    """Say which of this State's recommendations a question is about: exactly these, sent or not."""
    require(by, Can.KEEP_REQUESTS, question.request)
    keys = about_of(recommendations)
    with history.recorded(by=by, action="request.put_about", door=door):
        question.abouts.exclude(recommendation__in=keys).delete()
        _write_abouts(question, keys)
    return question


def check(written: Written) -> None:
    """Raise Invalid where something is impossible."""
    wrong: dict[str, str] = {}
    if not written.title.strip():
        wrong["title"] = _("Give it a title.")
    if written.due_on and written.due_on < timezone.localdate():
        wrong["due_on"] = _("This day has passed.")
    if written.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose a language from the list.")
    if wrong:
        raise Invalid(_("Something is missing."), fields=wrong)


def _values(written: Written) -> dict[str, Any]:
    return {
        "title": written.title.strip(),
        "note": written.note.strip(),
        "due_on": written.due_on,
        "language": written.language,
        "document": written.document,
        "subject_kind": written.subject_kind,
        "subject_key": written.subject_key,
        "subject": written.subject.strip(),
    }


def _claim(request: InformationRequest, version: int, **to: Any) -> None:
    """The draft, if it is still as seen; refreshes `request`."""
    claimed = InformationRequest.objects.filter(
        pk=request.pk, version=version, state=InformationRequest.State.DRAFT
    ).update(**to, version=F("version") + 1)
    request.refresh_from_db()
    if claimed:
        return
    if request.is_draft:
        raise StaleEdit(request)
    raise NotNow(_("This request was sent already: its questions stand."), code="sent")


def _tidy(questions: Sequence[Asks]) -> list[Asks]:
    wanted = [
        Asks(one.number.strip()[:20], " ".join(one.text.split("\r")).strip(), one.about) for one in questions
    ]
    wanted = [one for one in wanted if one.text]
    if not wanted:
        raise Invalid(_("There is no question yet."), fields={"text": _("Write at least one question.")})
    if len(wanted) > MOST_QUESTIONS:
        said = _("A request can hold %(most)s questions.") % {"most": MOST_QUESTIONS}
        raise Invalid(said, fields={"text": said})
    return wanted


def _write_questions(request: InformationRequest, wanted: list[Asks]) -> None:
    """Questions with the same number and words keep their row; the others are made or go."""
    present: dict[tuple[str, str], list[RequestQuestion]] = {}
    for row in request.questions.prefetch_related("abouts"):
        present.setdefault((row.number, row.text), []).append(row)
    kept: list[tuple[RequestQuestion, Asks, int]] = []
    new: list[tuple[Asks, int]] = []
    for place, one in enumerate(wanted, start=1):
        rows = present.get((one.number, one.text))
        if rows:
            kept.append((rows.pop(0), one, place))
        else:
            new.append((one, place))
    request.questions.exclude(pk__in=[row.pk for row, _one, _place in kept]).delete()
    request.questions.update(position=F("position") + PLACES)
    for row, _one, place in kept:
        row.position = place
    RequestQuestion.objects.bulk_update([row for row, _one, _place in kept], ["position"])
    made = make_questions(request, new)
    for row, one, _place in kept:
        if one.about:
            _write_abouts(row, one.about)
    _ask_everybody(request, made)


def make_questions(request: InformationRequest, wanted: Sequence[tuple[Asks, int]]) -> list[RequestQuestion]:
    """New rows with what they are about, a few statements however many."""
    rows = RequestQuestion.objects.bulk_create(
        RequestQuestion(
            request=request,
            number=one.number,
            position=place,
            text=one.text,
            apart=apart.taken(one.text, request.language),
        )
        for one, place in wanted
    )
    QuestionAbout.objects.bulk_create(
        QuestionAbout(question=row, recommendation_id=key)
        for row, (one, _place) in zip(rows, wanted, strict=True)
        for key in dict.fromkeys(one.about)
    )
    return rows


def _write_abouts(row: RequestQuestion, keys: Iterable[int]) -> None:
    present = {one.recommendation_id for one in row.abouts.all()}
    QuestionAbout.objects.bulk_create(
        QuestionAbout(question=row, recommendation_id=key)
        for key in dict.fromkeys(keys)
        if key not in present
    )


def _ask_everybody(request: InformationRequest, questions: Sequence[RequestQuestion]) -> None:
    RequestAnswer.objects.bulk_create(
        RequestAnswer(asked=row, question=question, language=request.language)
        for row in request.asked.all()
        for question in questions
    )


def _write_cells(row: AskedInstitution, questions: set[int]) -> None:
    """The row's answers are those to exactly these questions."""
    present = set(row.answers.values_list("question_id", flat=True))
    row.answers.exclude(question__in=questions).delete()
    RequestAnswer.objects.bulk_create(
        RequestAnswer(asked=row, question_id=key, language=row.request.language)
        for key in sorted(questions - present)
    )


def _current(keys: set[int]) -> list[int]:
    """Those of these institutions that still exist, in a fixed order."""
    rows = Institution.objects.current().filter(pk__in=keys)
    return list(rows.order_by("code").values_list("pk", flat=True))


def about_of(recommendations: Iterable[Recommendation]) -> tuple[int, ...]:
    """Keys of those to which national work can be attached."""
    return tuple(one.pk for one in recommendations if one.is_home)
