"""The secretariat's own notes: never shown outside the house, apart from what institutions read."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import InternalNote
from focal_points.permissions import Can
from focal_points.services.talk import about, naming
from focal_points.services.talk.talking import CHANGED_WITHIN, LONGEST
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from nmrf.base.services import notices


@transaction.atomic
def add(*, thing: Any, text: str, by: User, mentions: Collection[str] = (), door: str = "") -> InternalNote:
    """Note something about one of the four things; colleagues who are named are told."""
    require(by, Can.KEEP_NOTES)
    if not about.concerns(thing, by):
        raise PermissionDenied(str(Can.KEEP_NOTES))
    said = _said(text)
    with history.recorded(by=by, action="note.add", door=door):
        note = InternalNote.objects.create(**{about.kind_of(thing): thing}, by=by, text=said)
    for person in naming.named(said, mentions, naming.house()):
        if person.pk != by.pk:
            transaction.on_commit(partial(_tell, note, thing, person, by))
    return note


@transaction.atomic
def change(*, note: InternalNote, text: str, by: User, door: str = "") -> InternalNote:
    """Mend one's own words within a quarter of an hour."""
    _must_be_own(note, by)
    if timezone.now() - note.at > CHANGED_WITHIN:
        raise NotNow(_("It can be changed for 15 minutes only. Write another comment."), code="late")
    with history.recorded(by=by, action="note.change", door=door):
        done = InternalNote.objects.filter(pk=note.pk, withdrawn_at=None).update(
            text=_said(text), edited_at=timezone.now()
        )
    return _done(note, done)


@transaction.atomic
def withdraw(*, note: InternalNote, by: User, door: str = "") -> InternalNote:
    """Take one's own note back; its place stays."""
    _must_be_own(note, by)
    with history.recorded(by=by, action="note.withdraw", door=door):
        done = InternalNote.objects.filter(pk=note.pk, withdrawn_at=None).update(
            text="", withdrawn_at=timezone.now()
        )
    return _done(note, done)


def _must_be_own(note: InternalNote, by: User) -> None:
    require(by, Can.KEEP_NOTES, note)
    require(by, Can.CHANGE_TALK, note)


def _done(note: InternalNote, done: int) -> InternalNote:
    note.refresh_from_db()
    if not done:
        raise NotNow(_("This was withdrawn already."), code="done")
    return note


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        raise Invalid(_("Write something."), fields={"text": _("Write something.")})
    return said


def _tell(note: InternalNote, thing: Any, person: User, by: User) -> None:
    notices.tell(
        to=[person],
        key=f"note-{note.pk}",
        text=format_lazy(
            gettext_lazy("{who} mentions you in an internal note: {what}"), who=by, what=about.name_of(thing)
        ),
        address=about.page_of(thing, person) + "#notes",
    )
