"""What the pages of a request show: who answered, who is late, and the table of all answers."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from focal_points.models import (
    AskedInstitution,
    InformationRequest,
    QuestionAbout,
    RequestAnswer,
    RequestQuestion,
)
from nmrf.base.models import User

State = RequestAnswer.State
ANSWERED = (State.SUBMITTED, State.ACCEPTED)


@dataclass
class Line:
    """One institution: how far it is."""

    asked: AskedInstitution
    answers: dict[int, RequestAnswer] = field(default_factory=dict)

    @property
    def whole(self) -> int:
        """How many questions it is asked."""
        return len(self.answers)

    @property
    def counts(self) -> Counter[str]:
        """How many of its answers stand in each state."""
        return Counter(one.state for one in self.answers.values())

    @property
    def answered(self) -> int:
        """How many are with the secretariat or accepted."""
        return sum(self.counts[state] for state in ANSWERED)

    @property
    def to_check(self) -> int:
        """How many wait for the secretariat."""
        return self.counts[State.SUBMITTED]

    @property
    def is_complete(self) -> bool:
        """Nothing is left with the institution."""
        return self.answered == self.whole

    @property
    def days_late(self) -> int:
        """Days since its answers were due, where some are missing; 0 otherwise."""
        until: date | None = self.asked.until
        if until is None or self.is_complete or not self.asked.request.is_open:
            return 0
        return max(0, (timezone.localdate() - until).days)


@dataclass
class Row:
    """One question across the institutions, in the order of the lines; None where it is not asked."""

    question: RequestQuestion
    cells: list[tuple[Line, RequestAnswer | None]]


@dataclass
class Table:
    """A request as a table."""

    lines: list[Line]
    rows: list[Row]

    @property
    def late(self) -> list[Line]:
        """Institutions that are late, the latest first."""
        return sorted((one for one in self.lines if one.days_late), key=lambda one: -one.days_late)

    @property
    def complete(self) -> int:
        """How many institutions have answered everything."""
        return sum(one.is_complete for one in self.lines)

    @property
    def to_check(self) -> int:
        """Answers that wait for the secretariat."""
        return sum(one.to_check for one in self.lines)


def table_of(request: InformationRequest) -> Table:
    """Four queries, whatever the request holds."""
    lines = {}
    for asked in request.asked.for_list():
        asked.request = request
        lines[asked.pk] = Line(asked)
    questions = questions_of(request)
    cells: dict[int, dict[int, RequestAnswer]] = defaultdict(dict)
    for answer in RequestAnswer.objects.filter(asked__request=request):
        lines[answer.asked_id].answers[answer.question_id] = answer
        cells[answer.question_id][answer.asked_id] = answer
    ordered = list(lines.values())
    rows = [Row(one, [(line, cells[one.pk].get(line.asked.pk)) for line in ordered]) for one in questions]
    return Table(ordered, rows)


def questions_of(request: InformationRequest) -> list[RequestQuestion]:
    """In order, with the recommendations that each is about."""
    about = QuestionAbout.objects.select_related("recommendation__document__mechanism").prefetch_related(
        "recommendation__texts"
    )
    rows = list(request.questions.prefetch_related(Prefetch("abouts", about.order_by("pk"))))
    for row in rows:
        row.request = request
    return rows


def is_readable(answer: RequestAnswer, person: User, is_own: bool) -> bool:
    """Whether the words may be shown: an institution's draft is its own, also after it was sent back."""
    if is_own or answer.state in ANSWERED:
        return True
    if answer.state != State.RETURNED or not answer.submitted_at:
        return False
    return answer.edited_at is None or answer.edited_at <= answer.submitted_at


def with_counts(requests: Any) -> Any:
    """Adds `institutions`, `cells`, `answered`, `to_check` and `late` for a list of requests."""
    today = timezone.localdate()
    cell = "asked__answers"
    waits = Q(**{f"{cell}__state__in": RequestAnswer.WITH_INSTITUTION})
    due = Q(asked__due_on__lt=today) | Q(asked__due_on=None, due_on__lt=today)
    return requests.annotate(
        institutions=Count("asked", distinct=True),
        cells=Count(cell, distinct=True),
        answered=Count(cell, distinct=True, filter=Q(**{f"{cell}__state__in": ANSWERED})),
        to_check=Count(cell, distinct=True, filter=Q(**{f"{cell}__state": State.SUBMITTED})),
        late=Count("asked", distinct=True, filter=waits & due & Q(state="sent")),
    )


HEAD = (
    lambda: _("Question"),
    lambda: _("Text"),
    lambda: _("Institution"),
    lambda: pgettext("of work", "State"),
    lambda: _("Due"),
    lambda: _("Late by days"),
    lambda: _("Answered on"),
    lambda: _("Answer"),
)


def head() -> list[str]:
    """The columns of the table that is taken away."""
    return [say() for say in HEAD]


def lines_of(table: Table, person: User) -> Iterator[Sequence[Any]]:
    """A line for each institution and question, as it may be read by this person."""
    for row in table.rows:
        for line, answer in row.cells:
            if answer is None:
                continue
            sent = timezone.localtime(answer.submitted_at).date() if answer.submitted_at else None
            yield [
                row.question.name,
                row.question.text,
                str(line.asked.institution),
                str(answer.get_state_display()),
                line.asked.until,
                "" if answer.state in ANSWERED else line.days_late or "",
                sent,
                answer.text if is_readable(answer, person, is_own=False) else "",
            ]
