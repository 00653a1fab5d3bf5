"""Undoing an import: what goes back, and what stays because work rests on it or somebody touched it since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from nmrf.base.models import Operation
from nmrf.base.services import operations
from nmrf.base.services.operations import tracked_models
from nmrf.base.services.putting_back import Touched
from recommendations import registry
from recommendations.models import (
    Addressee,
    ImportRun,
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    StagedRecord,
    TableEntry,
)

OWN = (RecommendationText, Addressee, RecommendingState, RecommendationTag, TableEntry)
Key = tuple[type[models.Model], Any]
Settled = StagedRecord.Settled


@dataclass
class Forecast:
    """What an undo would do: how many recommendations go back, and what stays, with the reason."""

    going_back: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)


def operations_of(run: ImportRun) -> list[Operation]:
    """What the run wrote, and what was written of it later; the newest first, those undone left out."""
    later = Operation.objects.filter(settled_records__run=run).distinct()
    found = {one.pk: one for one in later}
    if run.operation:
        found[run.operation.pk] = run.operation
    return sorted((one for one in found.values() if not one.undone_at), key=lambda one: one.at, reverse=True)


def forecast(run: ImportRun) -> Forecast:
    """The same answer as undoing gives, without undoing."""
    found, ours = Forecast(), operations_of(run)
    going: set[int] = set()
    for operation in ours:
        touched = operations.touched_by(operation)
        seen = operations.would_keep(
            found=touched, spared=spared(touched), ignoring={str(one.pk) for one in ours}
        )
        going |= {one.pk for one in touched if one.model is Recommendation} | owners(touched)
        found.kept += seen
    found.going_back = len(going)
    return found


def kept_of(run: ImportRun) -> list[dict[str, str]]:
    """What stayed of a run that was undone, of all that it wrote."""
    later = Operation.objects.filter(settled_records__run=run).distinct()
    kept = [row for operation in later for row in operation.kept]
    return [*kept, *(run.operation.kept if run.operation else [])]


def undo(run: ImportRun, *, by: Any, door: str) -> None:
    """Put the run's operations back, the last first; inside the caller's transaction."""
    keys: set[int] = set()
    for operation in operations_of(run):
        keys |= undo_one(operation, by=by, door=door)
    if keys:
        registry.changed(set(Recommendation.objects.filter(pk__in=keys).values_list("pk", flat=True)))
    run.records.filter(settled=Settled.WAITS).update(settled=Settled.NONE)


def undo_one(operation: Operation, *, by: Any, door: str) -> set[int]:
    """One operation of an import; answers which recommendations it had touched."""
    touched = operations.touched_by(operation)
    operations.undo(operation=operation, by=by, door=door, spared=spared(touched))
    return {one.pk for one in touched if one.model is Recommendation} | owners(touched)


def spared(touched: Iterable[Touched]) -> dict[Key, str]:
    """Model and key → why it stays: each record made by the import that carries work, and its own rows."""
    found = list(touched)
    made = {one.pk for one in found if one.model is Recommendation and one.first.pgh_label == "insert"}
    reasons = _resting(made, found)
    kept: dict[Key, str] = {(Recommendation, pk): reason for pk, reason in reasons.items()}
    for one in found:
        if one.model in OWN and one.last.recommendation_id in reasons:
            kept[one.model, one.pk] = reasons[one.last.recommendation_id]
    return kept


def owners(touched: Iterable[Touched]) -> set[int]:
    """Recommendations whose texts, tags or States were touched."""
    return {one.last.recommendation_id for one in touched if one.model in OWN}


def _resting(made: set[int], touched: list[Touched]) -> dict[int, str]:
    """Recommendation → what rests on it that the import did not bring itself."""
    tracked = {model for model, _event in tracked_models()}
    own: dict[type[models.Model], set[Any]] = defaultdict(set)
    for one in touched:
        own[one.model].add(one.pk)
    reasons: dict[int, str] = {}
    for relation in Recommendation._meta.related_objects:
        model: Any = relation.related_model
        if model not in tracked or getattr(model, "is_derived", False):
            continue
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": made}).exclude(pk__in=own[model])
        what = _("%(what)s rest on it.") % {"what": model._meta.verbose_name_plural}
        for pk in set(rows.values_list(relation.field.attname, flat=True)):
            reasons.setdefault(pk, what)
    return reasons
