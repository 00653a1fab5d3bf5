"""What requests and talk remind of: answers that are due, to sign, to check; questions without an answer.

Each function is asked for everybody at once, in a few queries however much there is.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from focal_points.models import AskedInstitution, RequestAnswer, TalkMention, TalkThread, Term
from focal_points.services.reminders import sources
from focal_points.services.reminders.sources import Asked, Due, in_words
from focal_points.services.talk import about

State = RequestAnswer.State
MENTIONED_WITHIN = timedelta(days=14)
"""Whoever was named and has not replied is told of it in digests for so long."""


def add_sources() -> None:
    """Called when the room opens."""
    sources.register("requests", title=_("Information requests"), find=to_answer, order=15)
    sources.register("answers_sign", title=_("Answers waiting for your signature"), find=to_sign, order=55)
    sources.register("answers_check", title=_("Answers to check"), find=to_check, order=205)
    sources.register("questions", title=_("Questions to your institution"), find=questions, order=70)
    sources.register("mentions", title=_("You are mentioned"), find=mentions, order=75)


def to_answer(asked: Asked) -> Iterator[Due]:
    """What an institution was asked by a date, and has not handed in."""
    rows = _counted(State.ASKED, State.DRAFT, State.RETURNED).annotate(
        due=Coalesce("due_on", F("request__due_on"))
    )
    if asked.institutions is not None:
        rows = rows.filter(institution__in=asked.institutions)
    if asked.until:
        rows = rows.filter(due__lte=asked.until)
    for row in rows:
        yield _of(
            row,
            "answer",
            _asks,
            due_on=row.due,
            institution=row.institution_id,
            climbs=True,
            answer=("request", row.public_id),
        )


def to_sign(asked: Asked) -> Iterator[Due]:
    """Answers that wait for a validator; not for whoever wrote or sent them."""
    if asked.institutions is not None:
        return
    waiting = RequestAnswer.objects.filter(state=State.VALIDATION)
    own: dict[int, set[int | None]] = {}
    for key, author, sender in waiting.values_list("asked_id", "author_id", "submitted_by_id"):
        own.setdefault(key, set()).update((author, sender))
    for row in _counted(State.VALIDATION).annotate(written_at=Max("answers__edited_at")):
        yield _of(
            row,
            "sign",
            _answers,
            since=timezone.localdate(row.written_at or timezone.now()),
            institution=row.institution_id,
            roles=(Term.Role.VALIDATOR,),
            but=tuple(own.get(row.pk, ())),
        )


def to_check(asked: Asked) -> Iterator[Due]:
    """What waits for the secretariat."""
    if asked.institutions is not None:
        return
    for row in _counted(State.SUBMITTED).annotate(sent_at=Max("answers__submitted_at")):
        yield _of(
            row,
            "check",
            _answers,
            since=timezone.localdate(row.sent_at or timezone.now()),
            for_secretariat=True,
        )


def questions(asked: Asked) -> Iterator[Due]:
    """Questions of the secretariat to one institution that nobody marked as answered."""
    if asked.institutions is not None:
        return
    rows = TalkThread.objects.filter(is_question=True, answered_at=None, institution__closed_on=None)
    rows = rows.filter(institution__isnull=False, started_by__role__in=["secretariat", "administrator"])
    for thread in _threads(rows):
        if thread.entries.all()[0].withdrawn_at is None:
            yield _of_thread(
                thread, f"talk:{thread.pk}", thread.started_at, institution=thread.institution_id
            )


def mentions(asked: Asked) -> Iterator[Due]:
    """Whoever was named lately and has not said anything since."""
    if asked.institutions is not None:
        return
    since = timezone.now() - MENTIONED_WITHIN
    rows = TalkMention.objects.filter(entry__at__gt=since, person__is_active=True)
    named: dict[int, list[TalkMention]] = {}
    for mention in rows.select_related("entry"):
        named.setdefault(mention.entry.thread_id, []).append(mention)
    for thread in _threads(TalkThread.objects.filter(pk__in=named)):
        for mention in named[thread.pk]:
            said = [one for one in thread.entries.all() if one.by_id == mention.person_id]
            if not any(one.at > mention.entry.at for one in said):
                key = f"mention:{mention.pk}"
                yield _of_thread(thread, key, mention.entry.at, people=(mention.person_id,))


def _counted(*states: str) -> Any:
    """Asked institutions of open requests with answers in these states, and how many (`n`)."""
    rows = AskedInstitution.objects.open().filter(institution__closed_on=None).for_list()
    return rows.annotate(n=Count("answers", filter=Q(answers__state__in=states))).filter(n__gt=0)


def _asks(n: int) -> str:
    return ngettext("%(n)s question to answer", "%(n)s questions to answer", n) % {"n": n}


def _answers(n: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n}


def _of(row: Any, kind: str, say: Callable[[int], str], **more: Any) -> Due:
    return Due(
        key=f"asked:{row.pk}:{kind}",
        what=in_words(lambda: row.request.title),
        detail=in_words(lambda: f"{say(row.n)} · {row.institution}"),
        address=row.get_absolute_url(),
        **more,
    )


def _threads(rows: Any) -> Any:
    return rows.select_related(
        "recommendation__document", "cluster", "update__assignment__recommendation", "request"
    ).prefetch_related("cluster__texts", "update__assignment__cluster__texts", "entries__by")


def _of_thread(thread: TalkThread, key: str, since: Any, **more: Any) -> Due:
    last = thread.entries.all()[len(thread.entries.all()) - 1]
    return Due(
        key=key,
        what=in_words(lambda: about.name_of(thread.thing)),
        detail=in_words(lambda: str(last.by)),
        address=reverse("focal_points:talk-open", args=[thread.public_id]),
        since=timezone.localdate(since),
        **more,
    )
