"""Rows of requests, kept answers and talk, and an attempt to break each of their rules."""

import uuid
from typing import Any

from django.utils import timezone

from focal_points.models import (
    AnswerBuffer,
    AskedInstitution,
    InformationRequest,
    InternalNote,
    KnownAnswer,
    KnownAnswerAbout,
    KnownAnswerTheme,
    KnownAnswerUse,
    KnownAnswerVersion,
    QuestionAbout,
    RequestAnswer,
    RequestQuestion,
    TalkEntry,
    TalkMention,
    TalkThread,
)
from nmrf.base.models import User
from tests import factories as f
from tests.breaking.cases import again, breaks, change, foreign
from tests.breaking.rows import CHANGES, DAY, MAKERS, _filled, _person, _recommendation, make, number, tag

request = _filled(InformationRequest, title="A", created_by=_person)
question = _filled(RequestQuestion, request=request, position=lambda: next(number), text="A?")
asked = _filled(AskedInstitution, request=request, institution=f.InstitutionFactory)
answer = _filled(RequestAnswer, asked=asked, question=question)
known = _filled(KnownAnswer, question="A?", text="A", valid_from=DAY, created_by=_person)
version = _filled(KnownAnswerVersion, known=known, number=1, text="A", valid_from=DAY, by=_person)
thread = _filled(TalkThread, recommendation=_recommendation, started_by=_person)
entry = _filled(TalkEntry, thread=thread, by=_person, text="A")

MAKERS.update(
    {
        InformationRequest: request,
        RequestQuestion: question,
        QuestionAbout: _filled(QuestionAbout, question=question, recommendation=_recommendation),
        AskedInstitution: asked,
        RequestAnswer: answer,
        AnswerBuffer: _filled(AnswerBuffer, asked=asked, by=_person, tab=uuid.uuid4, typed=dict),
        KnownAnswer: known,
        KnownAnswerVersion: version,
        KnownAnswerAbout: _filled(KnownAnswerAbout, known=known, recommendation=_recommendation),
        KnownAnswerTheme: _filled(KnownAnswerTheme, known=known, tag=tag),
        KnownAnswerUse: _filled(KnownAnswerUse, version=version, answer=answer),
        TalkThread: thread,
        TalkEntry: entry,
        TalkMention: _filled(TalkMention, entry=entry, person=_person),
        InternalNote: _filled(InternalNote, recommendation=_recommendation, by=_person, text="A"),
    }
)
CHANGES.update(
    {
        InformationRequest: lambda: {"title": "B"},
        RequestQuestion: lambda: {"text": "B?"},
        QuestionAbout: lambda: {"recommendation": _recommendation()},
        AskedInstitution: lambda: {"due_on": DAY},
        RequestAnswer: lambda: {"text": "B"},
        KnownAnswer: lambda: {"text": "B"},
        KnownAnswerVersion: lambda: {"text": "B"},
        KnownAnswerAbout: lambda: {"recommendation": _recommendation()},
        KnownAnswerTheme: lambda: {"tag": tag()},
        KnownAnswerUse: lambda: {"at": timezone.now()},
        TalkThread: lambda: {"is_question": True},
        TalkEntry: lambda: {"text": "B"},
        InternalNote: lambda: {"text": "B"},
    }
)

breaks("request_has_a_title", lambda: change(InformationRequest, title=""))
breaks("request_sent_by_somebody_with_a_date", lambda: change(InformationRequest, state="sent"))
breaks("request_closed_by_somebody", lambda: change(InformationRequest, closed_by=make(User)))
breaks(
    "request_cancelled_with_reason",
    lambda: change(InformationRequest, state="cancelled", closed_by=make(User), closed_at=timezone.now()),
)
breaks("question_one_a_place", lambda: again(RequestQuestion, "request", "position"))
breaks("question_asks_something", lambda: change(RequestQuestion, text=""))
breaks("question_about_it_once", lambda: again(QuestionAbout, "question", "recommendation"))
breaks("request_asks_an_institution_once", lambda: again(AskedInstitution, "request", "institution"))
breaks("request_seen_by_somebody", lambda: change(AskedInstitution, seen_at=timezone.now()))
breaks("answer_once_a_question", lambda: again(RequestAnswer, "asked", "question"))
breaks("answer_sent_says_something", lambda: change(RequestAnswer, state="validation"))
breaks("answer_submitted_by_somebody", lambda: change(RequestAnswer, state="submitted", text="A"))
breaks("answer_accepted_by_somebody_else", lambda: _accepted_by_the_same())
breaks("answer_returned_with_a_comment", lambda: change(RequestAnswer, state="returned"))
breaks("answer_buffer_one_a_tab", lambda: again(AnswerBuffer, "asked", "by", tab=uuid.uuid4()))
breaks("known_answer_says_something", lambda: change(KnownAnswer, text=""))
breaks("known_answer_ends_after_it_begins", lambda: change(KnownAnswer, valid_to="2025-12-31"))
breaks("known_answer_retired_with_reason", lambda: change(KnownAnswer, retired_at=timezone.now()))
breaks("known_version_once", lambda: again(KnownAnswerVersion, "known", "number"))
breaks("known_about_it_once", lambda: again(KnownAnswerAbout, "known", "recommendation"))
breaks("known_theme_once", lambda: again(KnownAnswerTheme, "known", "tag"))
breaks("known_use_once_a_place", lambda: again(KnownAnswerUse, "version", "answer"))
breaks("known_use_is_somewhere", lambda: change(KnownAnswerUse, answer=None))
breaks("talk_about_one_thing", lambda: change(TalkThread, recommendation=None))
breaks("talk_answered_by_somebody", lambda: change(TalkThread, answered_at=timezone.now()))
breaks("talk_says_something_or_is_withdrawn", lambda: change(TalkEntry, text=""))
breaks("talk_mentions_once", lambda: again(TalkMention, "entry", "person"))
breaks("note_about_one_thing", lambda: change(InternalNote, recommendation=None))
breaks("note_says_something_or_is_withdrawn", lambda: change(InternalNote, text=""))
for _model in (QuestionAbout, KnownAnswerAbout, TalkThread, InternalNote):
    breaks(
        f"{_model._meta.label}: home_only",
        lambda model=_model: change(model, recommendation=foreign()),  # type: ignore[misc]
    )


def _accepted_by_the_same() -> None:
    row: Any = make(RequestAnswer, text="A", submitted_by=_person(), submitted_at=timezone.now())
    RequestAnswer.objects.filter(pk=row.pk).update(
        state="accepted", decided_by=row.submitted_by, decided_at=timezone.now()
    )
