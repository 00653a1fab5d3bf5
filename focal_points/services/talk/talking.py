"""What is said: a thread begun, answered, marked; a few minutes to change it; withdrawn, its place stays."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Institution, TalkEntry, TalkMention, TalkThread
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.services.talk import about, naming
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import notices

CHANGED_WITHIN = timedelta(minutes=15)
LONGEST = 5_000


@transaction.atomic
def start(
    *,
    thing: Any,
    text: str,
    by: User,
    institution: Institution | None = None,
    is_question: bool = False,
    mentions: Collection[str] = (),
    door: str = "",
) -> TalkThread:
    """Begin a thread about a recommendation, cluster, update or request.

    With `institution` it is between that institution and the secretariat; without, everybody who works on
    the thing reads it. An institution's people begin one for their own institution or for all. `mentions`
    are public ids. Raises PermissionDenied where it does not concern `by`, Invalid where nothing is said.
    """
    require(by, Can.TALK)
    concerned = about.institutions_of(thing)
    if not about.concerns(thing, by) or not _may_address(institution, concerned, by):
        raise PermissionDenied(str(Can.TALK))
    said = _said(text)
    kind = about.kind_of(thing)
    with history.recorded(by=by, action="talk.start", door=door):
        thread = TalkThread.objects.create(
            **{kind: thing}, institution=institution, is_question=is_question, started_by=by
        )
        _enter(thread, thing, said, mentions, by)
    if institution and by.is_house:
        text_of = (
            gettext_lazy("{who} asks your institution: {what}")
            if is_question
            else gettext_lazy("{who} wrote to your institution: {what}")
        )
        people = naming.people([institution])
        _tell([one for one in people if not one.is_house], thread, thing, "to", text_of, by)
    return thread


@transaction.atomic
def reply(
    *, thread: TalkThread, text: str, by: User, mentions: Collection[str] = (), door: str = ""
) -> TalkEntry:
    """Say something in a thread that `by` sees. Those who spoke in it are told, once an entry."""
    _must_see(thread, by)
    said, thing = _said(text), thread.thing
    with history.recorded(by=by, action="talk.reply", door=door):
        entry = _enter(thread, thing, said, mentions, by)
    named = set(entry.mentions.values_list("person_id", flat=True))
    spoke = User.objects.filter(is_active=True, pk__in=thread.entries.values("by")).exclude(pk=by.pk)
    told = [one for one in spoke if one.pk not in named and _sees(thread, one)]
    _tell(told, thread, thing, f"reply-{entry.pk}", gettext_lazy("{who} replied: {what}"), by)
    return entry


@transaction.atomic
def mark_answered(*, thread: TalkThread, is_answered: bool, by: User, door: str = "") -> TalkThread:
    """Say that a question has its answer, or that it has none yet. Raises NotNow for what is no question."""
    _must_see(thread, by)
    if not thread.is_question:
        raise NotNow(_("This is no question."), code="comment")
    with history.recorded(by=by, action="talk.mark_answered", door=door):
        rows = TalkThread.objects.filter(pk=thread.pk, answered_at__isnull=is_answered)
        rows.update(
            answered_at=timezone.now() if is_answered else None, answered_by=by if is_answered else None
        )
    thread.refresh_from_db()
    return thread


@transaction.atomic
def change(*, entry: TalkEntry, text: str, by: User, door: str = "") -> TalkEntry:
    """Mend one's own words within a quarter of an hour; it shows that they were changed."""
    _must_see(entry.thread, by)
    require(by, Can.CHANGE_TALK, entry)
    said = _said(text)
    if timezone.now() - entry.at > CHANGED_WITHIN:
        raise NotNow(_("It can be changed for 15 minutes only. Write another comment."), code="late")
    with history.recorded(by=by, action="talk.change", door=door):
        done = TalkEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(
            text=said, edited_at=timezone.now()
        )
        _must_be_done(done)
        entry.refresh_from_db()
        _mention(entry, entry.thread.thing, (), by)
    return entry


@transaction.atomic
def withdraw(*, entry: TalkEntry, by: User, door: str = "") -> TalkEntry:
    """Take one's own words back; that something was said there stays."""
    _must_see(entry.thread, by)
    require(by, Can.CHANGE_TALK, entry)
    with history.recorded(by=by, action="talk.withdraw", door=door):
        done = TalkEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(
            text="", withdrawn_at=timezone.now()
        )
        _must_be_done(done)
        entry.mentions.all().delete()
    entry.refresh_from_db()
    return entry


def who_may_be_named(thread: TalkThread | None, thing: Any, institution: Institution | None) -> list[User]:
    """People who see the thread, or would see one about this thing."""
    only = (thread.institution if thread else None) or institution
    return naming.people([only] if only else about.institutions_of(thing))


def _enter(thread: TalkThread, thing: Any, text: str, mentions: Collection[str], by: User) -> TalkEntry:
    entry = TalkEntry.objects.create(thread=thread, by=by, text=text)
    TalkThread.objects.filter(pk=thread.pk).update(said_at=entry.at)
    _mention(entry, thing, mentions, by)
    return entry


def _mention(entry: TalkEntry, thing: Any, ticked: Collection[str], by: User) -> None:
    """Names are of those who see the thread; whoever is named newly is told."""
    among = who_may_be_named(entry.thread, thing, None)
    there = set(entry.mentions.values_list("person_id", flat=True))
    named = [one for one in naming.named(entry.text, ticked, among) if one.pk not in there | {by.pk}]
    TalkMention.objects.bulk_create(TalkMention(entry=entry, person=person) for person in named)
    _tell(named, entry.thread, thing, f"named-{entry.pk}", gettext_lazy("{who} mentions you: {what}"), by)


def _tell(people: Iterable[User], thread: TalkThread, thing: Any, what: str, text: Any, by: User) -> None:
    """One notice each, with the address of the page that this person reads it on. After the commit."""
    for person in people:
        if person.pk != by.pk:
            transaction.on_commit(
                partial(
                    notices.tell,
                    to=[person],
                    key=f"talk-{thread.pk}-{what}",
                    text=format_lazy(text, who=by, what=about.name_of(thing)),
                    address=about.address_for(thread, thing, person),
                )
            )


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        raise Invalid(_("Write something."), fields={"text": _("Write something.")})
    return said


def _may_address(institution: Institution | None, concerned: list[Institution], by: User) -> bool:
    if institution is None:
        return True
    if by.is_house:
        return institution.closed_on is None
    return institution.pk in reach(by) and institution in concerned


def _sees(thread: TalkThread, person: User) -> bool:
    return TalkThread.objects.visible_to(person).filter(pk=thread.pk).exists()


def _must_see(thread: TalkThread, by: User) -> None:
    require(by, Can.TALK)
    if not _sees(thread, by):
        raise PermissionDenied(str(Can.TALK))


def _must_be_done(done: int) -> None:
    if not done:
        raise NotNow(_("This was withdrawn already."), code="done")
