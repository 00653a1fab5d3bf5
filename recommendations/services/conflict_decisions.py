"""A person chooses where UHRI and the house both changed something: ours, UHRI's, or something new."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import ImportConflict, Recommendation, RecommendationText, StagedRecord
from recommendations.permissions import Can
from recommendations.services import national_fields, uhri_settling
from recommendations.services.touching import recommendations_of
from recommendations.uhri.paragraph_order import order_of

KIND = "conflict.decide"
State = ImportConflict.State
RestsOn = ImportConflict.RestsOn
CHOICES = (State.KEPT, State.TAKEN, State.ANEW)


@transaction.atomic
def decide(*, conflict: ImportConflict, choice: str, by: User, anew: str = "", door: str = "") -> Operation:
    """Keep ours, take UHRI's, or write `anew`; what waited of UHRI's side is written first.

    Raises NotNow where somebody decided already, and Invalid where what is new is missing or not possible.
    """
    require(by, Can.EDIT_REGISTER, conflict.recommendation)
    locked = ImportConflict.objects.select_for_update().get(pk=conflict.pk)
    if locked.state != State.OPEN:
        raise NotNow(_("This was decided already."), code="decided")
    if choice not in CHOICES:
        raise Invalid(_("Choose one of the three."), fields={"choice": _("Choose one of the three.")})
    anew = anew.replace("\r\n", "\n").strip()
    if choice == State.ANEW and not anew:
        raise Invalid(_("Write what shall stand here."), fields={"anew": _("Write what shall stand here.")})
    operation = operations.begin(kind=KIND, label=_label(locked), by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        _in_step(locked, operation, by)
        row = Recommendation.objects.select_for_update().get(pk=locked.recommendation_id)
        if locked.rests_on == RestsOn.FIELD:
            _decide_field(locked, row, choice, anew, by)
        else:
            _decide_text(locked, choice, anew, by)
        ImportConflict.objects.filter(pk=locked.pk).update(
            state=choice, decided_by=by, decided_at=timezone.now(), operation=operation
        )
        registry.changed([row.pk])
    operation.size = 1
    operation.save(update_fields=["size"])
    return operation


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take the decision back: the conflict is open again, and both sides stand as they did."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(set(Recommendation.objects.filter(pk__in=touched).values_list("pk", flat=True)))
    StagedRecord.objects.filter(operation=operation, settled=StagedRecord.Settled.WRITTEN).update(
        settled=StagedRecord.Settled.WAITS, settled_by=None, settled_at=None
    )
    return undone


def possible(field: str) -> list[tuple[str, Any]]:
    """The values that a field may have, where it is one of few."""
    if field == "position":
        words: dict[str, Any] = dict(Recommendation.Position.choices)
        words[national_fields.PARTLY] = _("supported in part")
        return [(value, words[value]) for value in ("supported", national_fields.PARTLY, "noted", "pending")]
    return list(Recommendation.Kind.choices) if field == "kind" else []


def _label(conflict: ImportConflict) -> str:
    row = Recommendation.objects.select_related("document").get(pk=conflict.recommendation_id)
    return (_("Conflict with UHRI decided: %(what)s") % {"what": row.reference})[:300]


def _in_step(conflict: ImportConflict, operation: Operation, by: User) -> None:
    """UHRI's side, where it still waited to be written."""
    staged = conflict.staged
    if staged and staged.settled == StagedRecord.Settled.WAITS:
        uhri_settling.write_within(staged, operation, by=by)


def _decide_field(conflict: ImportConflict, row: Recommendation, choice: str, anew: str, by: User) -> None:
    wanted = {State.KEPT: conflict.ours, State.TAKEN: conflict.now, State.ANEW: anew}[State(choice)]
    allowed = [value for value, _word in possible(conflict.field)]
    if allowed and wanted not in allowed:
        raise Invalid(_("This is not possible here."), fields={"anew": _("Choose one of those listed.")})
    values = _columns(conflict.field, wanted)
    if wanted == conflict.now:
        national = national_fields.given_back(row, conflict.field)
    else:
        national = national_fields.known_to(row, conflict.field, conflict.now, by)
    Recommendation.objects.filter(pk=row.pk).update(**values, national_fields=national)


def _columns(field: str, value: str) -> dict[str, Any]:
    if field == "position":
        partly = value == national_fields.PARTLY
        noted = Recommendation.Position.NOTED.value
        return {"upr_position": noted if partly else value, "is_partly_supported": partly}
    if field == "paragraph":
        return {"paragraph": value[:40], "paragraph_order": order_of(value[:40])}
    if field == "published_on":
        try:
            return {"published_on": date.fromisoformat(value)}
        except ValueError:
            raise Invalid(_("This is no day."), fields={"anew": _("Write it as 2026-11-25.")}) from None
    return {field: value}


def _decide_text(conflict: ImportConflict, choice: str, anew: str, by: User) -> None:
    """Ours stands beside UHRI's: kept, taken away so that UHRI's shows, or worded anew."""
    ours = RecommendationText.objects.filter(
        recommendation=conflict.recommendation_id, language=conflict.language, origin=conflict.rests_on
    )
    if choice == State.TAKEN:
        ours.delete()
    elif choice == State.ANEW:
        ours.update(text=anew, by=by, at=timezone.now())
