"""Handovers: begun when a time at an institution ends, written by who leaves, moved in one act with undo."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focal_points.models import Assignment, Handover, HandoverNote, Term
from focal_points.permissions import Can
from focal_points.services import leaving
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import notices, operations

KIND = "handover.move"
LONGEST = 20_000


@transaction.atomic
def begin(*, term: Term, by: User | None, door: str = "") -> Handover:
    """The handover of this term; begun now if it was not. Who leaves is asked for notes, once."""
    if by is not None:
        require(by, Can.BEGIN_HANDOVER, term)
    with history.recorded(by=by, action="handover.begin", door=door):
        handover, made = Handover.objects.get_or_create(term=term)
    if made and term.person.is_active and not is_over(term):
        transaction.on_commit(partial(_ask_for_notes, handover))
    return handover


@transaction.atomic
def write(
    *,
    handover: Handover,
    version: int,
    notes: str,
    contacts: str,
    about: Mapping[int, str],
    by: User,
    door: str = "",
) -> Handover:
    """Keep what the leaver says: of all of it, whom to know, and of single assignments (key → text).

    The same again makes no version. Raises StaleEdit where somebody wrote since `version`.
    """
    require(by, Can.WRITE_HANDOVER, handover)
    notes, contacts = notes.strip(), contacts.strip()
    said = {key: text.strip() for key, text in about.items()}
    if max(map(len, [notes, contacts, *said.values()])) > LONGEST:
        raise Invalid(_("This is too long to be kept. Put part of it into a file."))
    current = Handover.objects.select_for_update().get(pk=handover.pk)
    standing = dict(current.assignment_notes.values_list("assignment_id", "text"))
    changed = {key: text for key, text in said.items() if text != standing.get(key, "")}
    if (notes, contacts) == (current.notes, current.contacts) and not changed:
        return current
    if current.version != version:
        raise StaleEdit(current)
    with history.recorded(by=by, action="handover.write", door=door):
        Handover.objects.filter(pk=current.pk).update(
            notes=notes, contacts=contacts, noted_at=timezone.now(), version=F("version") + 1
        )
        _write_notes(current, changed)
    current.refresh_from_db()
    return current


def _write_notes(handover: Handover, changed: Mapping[int, str]) -> None:
    """Of assignments of the institution or of bodies under it alone; an empty text takes the note away."""
    own = set(
        Assignment.objects.filter(
            pk__in=changed, institution__in=leaving.scope(handover.term) | {handover.term.institution_id}
        ).values_list("pk", flat=True)
    )
    said = {key: text for key, text in changed.items() if key in own}
    rows = HandoverNote.objects.filter(handover=handover, assignment__in=said)
    rows.filter(assignment__in=[key for key, text in said.items() if not text]).delete()
    HandoverNote.objects.bulk_create(
        [HandoverNote(handover=handover, assignment_id=key, text=text) for key, text in said.items() if text],
        update_conflicts=True,
        unique_fields=["handover", "assignment"],
        update_fields=["text"],
    )


@transaction.atomic
def name_successor(*, handover: Handover, successor: User, by: User, door: str = "") -> Handover:
    """Who takes over, from the day after the leaver's last; the work moves then by itself."""
    require(by, Can.HAND_OVER, handover)
    _check_successor(handover, successor, later=True)
    with history.recorded(by=by, action="handover.name", door=door):
        claimed = Handover.objects.filter(pk=handover.pk, moved_at=None).update(
            successor=successor, version=F("version") + 1
        )
    if not claimed:
        raise NotNow(_("This was handed over already."), code="done")
    handover.refresh_from_db()
    return handover


@transaction.atomic
def move(*, handover: Handover, successor: User, by: User | None, door: str = "") -> Operation:
    """Give the successor everything that lies with who leaves: one act, with undo. Twice is harmless.

    Was it given to somebody else before, that is taken back first. `by` is None where the house does it by
    itself. Raises Invalid where the successor cannot write for the institution today.
    """
    if by is not None:
        require(by, Can.HAND_OVER, handover)
    locked = _locked(handover)
    if locked.operation and locked.successor_id == successor.pk:
        return locked.operation
    _check_successor(locked, successor, later=False)
    if locked.operation:
        _take_back(locked, by, door)
    operation = operations.begin(kind=KIND, label=_label(locked, successor), by=by)
    institutions = leaving.scope(locked.term)
    with history.recorded(by=by, action="handover.move", door=door, operation=operation.pk):
        moved = leaving.carry(locked.term.person_id, successor.pk, institutions)
    buffers = leaving.carry_typed(locked.term.person_id, successor.pk, institutions)
    with history.recorded(by=by, action="handover.done", door=door):
        Handover.objects.filter(pk=locked.pk).update(
            successor=successor,
            moved_at=timezone.now(),
            moved_by=by,
            operation=operation,
            buffers=buffers,
            welcomed_at=None,
            version=F("version") + 1,
        )
    operations.note(operation, size=moved + 1, skipped=[])
    locked.refresh_from_db()
    transaction.on_commit(partial(_welcome, locked))
    return operation


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Give it back. Raises NotNow where the leaver is gone: then it is handed to somebody else instead."""
    require(by, Can.UNDO_HANDOVER, operation)
    handover = Handover.objects.select_for_update().filter(operation=operation).first()
    if handover is None:
        return operations.undo(operation=operation, by=by, door=door)
    if not _writes_today(handover, handover.term.person):
        raise NotNow(
            _("%(person)s is not there any more. Name somebody else instead.")
            % {"person": handover.term.person},
            code="gone",
        )
    return _take_back(handover, by, door)


def _locked(handover: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    return rows.select_related("operation", "term__person", "term__institution", "successor").get(
        pk=handover.pk
    )


def _take_back(handover: Handover, by: User | None, door: str) -> Operation:
    """Undo the move that stands, and tell who had it once."""
    operation, had = handover.operation, handover.successor
    typed, leaver = handover.buffers, handover.term.person_id
    if operation is None:
        raise NotNow(_("Nothing was handed over yet."), code="open")
    undone = operations.undo(operation=operation, by=by, door=door)
    leaving.give_back_typed(typed, leaver)
    with history.recorded(by=by, action="handover.take_back", door=door):
        Handover.objects.filter(pk=handover.pk).update(
            moved_at=None,
            moved_by=None,
            operation=None,
            buffers=[],
            welcomed_at=None,
            version=F("version") + 1,
        )
    handover.refresh_from_db()
    if had:
        transaction.on_commit(partial(_tell_taken_back, handover, had, operation))
    return undone


@transaction.atomic
def read(*, handover: Handover, by: User) -> None:
    """The successor has read the welcome page; nobody can do that for them, and twice is harmless."""
    with history.recorded(by=by, action="handover.read"):
        Handover.objects.filter(
            pk=handover.pk, successor=by, moved_at__isnull=False, welcomed_at=None
        ).update(welcomed_at=timezone.now())


def successors(handover: Handover, day: date | None = None) -> list[Term]:
    """Terms of those who can take over: writing for it, or for a body above, on this day or later."""
    today = day or timezone.localdate()
    rows = (
        Term.objects.writing()
        .filter(Q(ends_on=None) | Q(ends_on__gte=today), person__is_active=True)
        .filter(institution__in=leaving.ministries_of(handover.term.institution_id))
        .exclude(person=handover.term.person_id)
        .select_related("person", "institution")
        .prefetch_related("institution__names")
        .order_by("starts_on", "pk")
    )
    own = handover.term.institution_id
    return sorted(rows, key=lambda term: (term.institution_id != own, term.role != Term.Role.FOCAL_POINT))


def is_over(term: Term) -> bool:
    """The last day has passed, or the person cannot sign in any more."""
    return bool(term.ends_on and term.ends_on < timezone.localdate()) or not term.person.is_active


def _writes_today(handover: Handover, person: User) -> bool:
    today = timezone.localdate()
    return (
        Term.objects.held(today)
        .writing()
        .filter(person=person, institution__in=leaving.ministries_of(handover.term.institution_id))
        .exists()
    )


def _check_successor(handover: Handover, successor: User, *, later: bool) -> None:
    able = {term.person_id: term for term in reversed(successors(handover))}
    term = able.get(successor.pk)
    if term is None or (not later and not _writes_today(handover, successor)):
        raise Invalid(
            _("%(person)s cannot take this over.") % {"person": successor},
            fields={
                "successor": _("Choose a focal point or alternate of the institution. Begin a term first.")
            },
        )


def _label(handover: Handover, successor: User) -> str:
    text = _("Handed over from %(leaver)s to %(successor)s: %(institution)s")
    said = {
        "leaver": handover.term.person,
        "successor": successor,
        "institution": handover.term.institution,
    }
    return (text % said)[:300]


def _ask_for_notes(handover: Handover) -> None:
    notices.tell(
        to=[handover.term.person],
        key=f"handover-notes:{handover.pk}",
        text=notices.phrase(
            gettext_lazy("Write down what your successor needs to know: %(institution)s"),
            institution=handover.term.institution,
        ),
        address=handover.get_absolute_url(),
    )


def _welcome(handover: Handover) -> None:
    notices.tell(
        to=[handover.successor],
        key=f"handover-moved:{handover.operation_id}",
        text=notices.phrase(gettext_lazy("What you take over from %(person)s"), person=handover.term.person),
        address=reverse("focal_points:handover-welcome", args=[handover.public_id]),
    )


def _tell_taken_back(handover: Handover, had: User, operation: Operation) -> None:
    notices.tell(
        to=[had],
        key=f"handover-undone:{operation.pk}",
        text=notices.phrase(
            gettext_lazy("You do not take over from %(person)s after all"), person=handover.term.person
        ),
        address=reverse("focal_points:my-work"),
    )
