"""The agency was asked for information and has answered; something was kept of it and said about it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from focal_points.models import (
    AskedInstitution,
    InformationRequest,
    InternalNote,
    KnownAnswer,
    KnownAnswerVersion,
    QuestionAbout,
    RequestAnswer,
    RequestQuestion,
    TalkEntry,
    TalkThread,
)


@dataclass(frozen=True)
class Talked:
    """What the addresses of requests, kept answers and talk point at."""

    request: InformationRequest
    question: RequestQuestion
    asked: AskedInstitution
    answer: RequestAnswer
    known: KnownAnswer
    thread: TalkThread
    comment: TalkEntry
    note: InternalNote


def talked(institution: Any, recommendation: Any, owner: Any, secretariat: Any) -> Talked:
    """All of it, as rows."""
    now = timezone.now()
    request = InformationRequest.objects.create(
        title="Shelters",
        state="sent",
        due_on=timezone.localdate(),
        created_by=secretariat,
        sent_by=secretariat,
        sent_at=now,
    )
    question = RequestQuestion.objects.create(request=request, number="1", position=1, text="How many?")
    unanswered = RequestQuestion.objects.create(request=request, number="2", position=2, text="Where?")
    QuestionAbout.objects.create(question=question, recommendation=recommendation)
    asked = AskedInstitution.objects.create(request=request, institution=institution)
    RequestAnswer.objects.create(asked=asked, question=unanswered)
    answer = RequestAnswer.objects.create(
        asked=asked,
        question=question,
        state="submitted",
        text="Twelve.",
        author=owner,
        submitted_by=owner,
        submitted_at=now,
    )
    known = KnownAnswer.objects.create(
        institution=institution,
        question="How many?",
        text="Twelve.",
        valid_from=timezone.localdate(),
        created_by=secretariat,
    )
    KnownAnswerVersion.objects.create(
        known=known, number=1, text="Twelve.", valid_from=known.valid_from, by=secretariat
    )
    thread = TalkThread.objects.create(
        recommendation=recommendation, institution=institution, is_question=True, started_by=owner
    )
    return Talked(
        request=request,
        question=question,
        asked=asked,
        answer=answer,
        known=known,
        thread=thread,
        comment=TalkEntry.objects.create(thread=thread, by=owner, text="Which year?"),
        note=InternalNote.objects.create(recommendation=recommendation, by=secretariat, text="Ask again."),
    )
