"""Suggestions decided on: taken into the register and the work, singly or for a selection, or refused."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.models import Assignment, Suggestion
from focal_points.permissions import Can
from focal_points.services import assigning, national_needs, search_table, telling
from nmrf.base import history
from nmrf.base.errors import NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Recommendation, RecommendationTag
from recommendations.services import clusters
from recommendations.services.touching import recommendations_of

KIND = "suggestion.take"
State, Kinds = Suggestion.State, Suggestion.Kind


@transaction.atomic
def take(*, suggestions: Iterable[Suggestion], by: User, door: str = "") -> Operation:
    """Do what they suggest, as one operation. What somebody decided meanwhile is left.

    Raises NotNow when nothing of it is open any more.
    """
    require(by, Can.DECIDE_SUGGESTIONS)
    rows = _locked(suggestions)
    if not rows:
        raise NotNow(_("Somebody decided on this already."), code="decided")
    operation = operations.begin(kind=KIND, label=_label(rows), by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        _act(rows, by, operation)
        _decide(rows, State.TAKEN, by, operation)
    return operation


@transaction.atomic
def refuse(*, suggestions: Iterable[Suggestion], by: User) -> int:
    """Remember that these are wrong, so that they are not suggested again; how many."""
    require(by, Can.DECIDE_SUGGESTIONS)
    rows = _locked(suggestions)
    _decide(rows, State.REFUSED, by)
    return len(rows)


@transaction.atomic
def reopen(*, suggestion: Suggestion, by: User) -> None:
    """Take a refusal back."""
    require(by, Can.DECIDE_SUGGESTIONS)
    Suggestion.objects.filter(pk=suggestion.pk, state=State.REFUSED).update(
        state=State.OPEN, by=None, at=None
    )


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take back what was taken; what somebody touched since stays. The suggestions are open again."""
    require(by, Can.DECIDE_SUGGESTIONS)
    touched = operations.touched_by(operation)
    institutions = {one.last.institution_id for one in touched if one.model is Assignment}
    undone = operations.undo(operation=operation, by=by, door=door)
    Suggestion.objects.filter(operation=operation).update(state=State.OPEN, by=None, at=None, operation=None)
    search_table.refresh(recommendations_of(touched))
    if institutions:
        transaction.on_commit(partial(telling.taken_back, institutions, undone))
    return undone


def _locked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Those still open, in one query whatever their number."""
    keys = [suggestion.pk for suggestion in suggestions]
    rows = Suggestion.objects.open().filter(pk__in=keys).select_for_update(of=("self",))
    return list(rows.for_list().select_related("recommendation__document").order_by("pk"))


def _decide(rows: Iterable[Suggestion], state: str, by: User, operation: Operation | None = None) -> None:
    keys = [row.pk for row in rows]
    Suggestion.objects.filter(pk__in=keys).update(state=state, by=by, at=timezone.now(), operation=operation)


def _act(rows: list[Suggestion], by: User, operation: Operation) -> None:
    """Each kind by the service that does it by hand; one call a target."""
    groups: dict[tuple[str, Any], list[Recommendation]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.target].append(row.recommendation)
    for (kind, target), chosen in groups.items():
        if kind == Kinds.CLUSTER:
            clusters.add(cluster=target, recommendations=chosen, by=by, within=operation)
        elif kind == Kinds.LEAD:
            assigning.assign_many(recommendations=chosen, lead=target, by=by, within=operation)
        elif kind == Kinds.SUPPORTING:
            assigning.assign_many(recommendations=chosen, supporting=[target], by=by, within=operation)
        elif kind in Suggestion.NEEDS:
            national_needs.write(_unmarked(chosen, kind), kind)
            operations.note(operation, size=len(chosen), skipped=[])
    _tag([row for row in rows if row.kind in Suggestion.TAGS], operation)


def _unmarked(chosen: list[Recommendation], kind: str) -> list[Recommendation]:
    marked = set(
        Recommendation.objects.filter(
            pk__in=[one.pk for one in chosen], national_needs__kind=kind
        ).values_list("pk", flat=True)
    )
    return [one for one in chosen if one.pk not in marked]


def _tag(rows: list[Suggestion], operation: Operation) -> None:
    """Tags of the house's own, for all of them at once."""
    RecommendationTag.objects.bulk_create(
        [
            RecommendationTag(
                recommendation_id=row.recommendation_id,
                tag=row.tag,
                origin=RecommendationTag.Origin.NATIONAL,
            )
            for row in rows
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    registry.changed({row.recommendation_id for row in rows})
    operations.note(operation, size=len(rows), skipped=[])


def _label(rows: list[Suggestion]) -> str:
    """What was taken: the target's name where it is one, else how many."""
    targets = {(row.kind, row.target) for row in rows}
    if len(targets) == 1:
        text = ngettext(
            "Took a suggestion for %(count)s recommendation: %(what)s",
            "Took a suggestion for %(count)s recommendations: %(what)s",
            len(rows),
        )
        return (text % {"count": len(rows), "what": rows[0]})[:300]
    text = ngettext("Took %(count)s suggestion", "Took %(count)s suggestions", len(rows))
    return text % {"count": len(rows)}
