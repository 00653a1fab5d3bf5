"""One recommendation takes the place of another, and the national work goes with it: undoable as a whole.

Used where a document is reissued with new ids, and where what was entered by hand is found in UHRI later.
The old one stays, marked with what replaced it; both pages lead to each other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Document, FollowUpReport, Recommendation, Replacement
from recommendations.permissions import Can
from recommendations.services.carrying import Carrying, carry
from recommendations.services.touching import recommendations_of

KIND = "recommendation.replace"
State = Replacement.State


@transaction.atomic
def replace(
    *, old: Recommendation, new: Recommendation, by: User, door: str = "", label: str = ""
) -> Operation:
    """Put `new` in the place of `old`. Raises NotNow where one of them is replaced or withdrawn already."""
    require(by, Can.EDIT_REGISTER, new)
    operation = operations.begin(kind=KIND, label=(label or _label(old, new))[:300], by=by)
    return _within(operation, [(old.pk, new.pk)], by=by, door=door)


@transaction.atomic
def confirm(*, proposals: Iterable[Replacement], by: User, door: str = "") -> Operation:
    """Say yes to proposals, one or those of a whole document. Raises NotNow where none of them waits."""
    require(by, Can.EDIT_REGISTER)
    chosen = _locked(proposals)
    first = chosen[0]
    label = (
        _label(first.old, first.new)
        if len(chosen) == 1
        else ngettext(
            "%(count)s recommendation of %(document)s replaced",
            "%(count)s recommendations of %(document)s replaced",
            len(chosen),
        )
        % {"count": len(chosen), "document": first.old.document}
    )
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        _decide(chosen, State.CONFIRMED, by, operation)
        return _within(operation, [(one.old_id, one.new_id) for one in chosen], by=by, door=door)


@transaction.atomic
def refuse(*, proposals: Iterable[Replacement], by: User, door: str = "") -> int:
    """Say no: they are two, and are not proposed again. How many were refused."""
    require(by, Can.EDIT_REGISTER)
    with history.recorded(by=by, action="recommendation.not_replaced", door=door):
        return _decide(_locked(proposals), State.REFUSED, by, None)


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Part them again; the work goes back to where it was. What was touched since stays and is listed."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(set(Recommendation.objects.filter(pk__in=touched).values_list("pk", flat=True)))
    return undone


def _label(old: Recommendation, new: Recommendation) -> str:
    return _("%(new)s replaces %(old)s") % {"new": new.reference, "old": old.reference}


def _locked(proposals: Iterable[Replacement]) -> list[Replacement]:
    """Those that still wait; a record is replaced once and by one."""
    keys = [one.pk for one in proposals]
    rows = Replacement.objects.waiting().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    chosen: list[Replacement] = []
    taken: set[int] = set()
    for one in rows.select_related("old__document", "new__document"):
        if not {one.old_id, one.new_id} & taken:
            taken |= {one.old_id, one.new_id}
            chosen.append(one)
    if not chosen:
        raise NotNow(_("This was decided already."), code="decided")
    return chosen


def _decide(chosen: Sequence[Replacement], state: str, by: Any, operation: Operation | None) -> int:
    return Replacement.objects.filter(pk__in=[one.pk for one in chosen]).update(
        state=state, decided_by=by, decided_at=timezone.now(), operation=operation
    )


def _within(operation: Operation, pairs: list[tuple[int, int]], *, by: User, door: str) -> Operation:
    """Carry the pairs over, as one operation, in the caller's transaction."""
    keys = {key for pair in pairs for key in pair}
    rows = {
        row.pk: row
        for row in Recommendation.objects.filter(pk__in=keys)
        .select_related("document__mechanism")
        .prefetch_related("texts__run")
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        left: list[dict[str, str]] = []
        for old, new in pairs:
            left += _one(rows[old], rows[new], by)
        _documents({rows[old].document_id: rows[new].document_id for old, new in pairs})
        registry.changed(keys)
    operation.size, operation.skipped = len(pairs), left
    operation.save(update_fields=["size", "skipped"])
    return operation


def _one(old: Recommendation, new: Recommendation, by: User) -> list[dict[str, str]]:
    if old.pk == new.pk:
        raise NotNow(_("A recommendation does not replace itself."), code="same")
    for row in (old, new):
        if row.replaced_by_id or row.withdrawn_on:
            raise NotNow(
                _("%(what)s is replaced or withdrawn already.") % {"what": row.reference}, code="not_current"
            )
    one = Carrying(old, new, by)
    carry(one)
    registry.replaced(one)
    Recommendation.objects.filter(pk=old.pk).update(replaced_by=new)
    return one.left


def _documents(documents: dict[int, int]) -> None:
    """A document of which nothing is left that was not replaced is replaced itself."""
    for old, new in documents.items():
        if old != new and not Recommendation.objects.filter(document=old, replaced_by=None).exists():
            Document.objects.filter(pk=old, replaced_by=None).update(replaced_by=new)
            FollowUpReport.objects.filter(document=old).update(document=new)
