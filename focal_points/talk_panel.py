"""The panel of talk on a page: threads that this person sees, and the house's own notes."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from focal_points.forms.talk import SayForm, StartForm
from focal_points.models import InternalNote, TalkEntry, TalkThread
from focal_points.models.institution import reach
from focal_points.permissions import Can
from focal_points.services.talk import about, naming, talking
from nmrf.base.permissions import may


@dataclass
class Thread:
    """One thread with what was said in it, and the form to say more."""

    row: TalkThread
    entries: list[tuple[TalkEntry, bool]]
    form: SayForm


@dataclass
class Panel:
    """Everything of one page; `kind` and `key` name what it is about."""

    kind: str
    key: Any
    threads: list[Thread]
    start_form: StartForm
    names: list[str]
    notes: list[tuple[InternalNote, bool]] = field(default_factory=list)
    note_form: SayForm | None = None

    @property
    def open_questions(self) -> int:
        """Questions without an answer."""
        return sum(one.row.is_question and not one.row.answered_at for one in self.threads)


def of(thing: Any, person: Any) -> Panel | None:
    """The panel, or None where this person has no part in it. The same queries however much was said."""
    if not may(person, Can.TALK) or not about.concerns(thing, person):
        return None
    kind = about.kind_of(thing)
    concerned = about.institutions_of(thing)
    people = [one for one in naming.people(concerned) if one.pk != person.pk]
    rows = TalkThread.objects.visible_to(person).filter(**{kind: thing})
    rows = rows.select_related("institution", "started_by", "answered_by").prefetch_related(
        "institution__names", "entries__by", "entries__mentions__person"
    )
    own = reach(person)
    mine = concerned if person.is_house else [one for one in concerned if one.pk in own]
    panel = Panel(
        kind,
        thing.public_id,
        [_thread(row, person, people) for row in rows.order_by("-said_at", "-pk")],
        StartForm(
            initial={"kind": kind, "key": thing.public_id},
            institutions=mine,
            people=people,
            auto_id="talk-%s",
        ),
        [one.name for one in people if one.name],
    )
    if may(person, Can.KEEP_NOTES):
        notes = InternalNote.objects.visible_to(person).filter(**{kind: thing}).select_related("by")
        panel.notes = [(one, _changeable(one, person)) for one in notes]
        house = [one for one in people if one.is_house]
        panel.note_form = SayForm(people=house, auto_id="note-%s")
    return panel


def _thread(row: TalkThread, person: Any, people: list[Any]) -> Thread:
    """Whoever is named but does not see the thread is not told: the service leaves them out."""
    entries = [(one, _changeable(one, person)) for one in row.entries.all()]
    return Thread(row, entries, SayForm(people=people, auto_id=f"reply-{row.pk}-%s"))


def _changeable(said: Any, person: Any) -> bool:
    """Whether this person may still change it; withdrawing has no end."""
    return said.by_id == person.pk and timezone.now() - said.at <= talking.CHANGED_WITHIN
