"""Undoing an import: what goes back, and what stays because work rests on it or somebody touched it since."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import models, transaction

from nmrf.base.models import Operation
from nmrf.base.services import operations
from nmrf.base.services.operations import tracked_models
from nmrf.base.services.putting_back import relations, resting_on
from nmrf.base.services.touched import Rows, ask, run
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


@transaction.atomic
def forecast(run: ImportRun) -> Forecast:
    """The same answer as undoing gives, without undoing."""
    found, ours = Forecast(), operations_of(run)
    going: set[int] = set()
    for operation in ours:
        found.kept += operations.would_keep(
            operation=operation,
            spare=partial(_spare, touched=going),
            ignoring={str(one.pk) for one in ours},
        )
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
    touched: set[int] = set()
    operations.undo(operation=operation, by=by, door=door, spare=partial(_spare, touched=touched))
    return touched


def _spare(found: list[Rows], *, touched: set[int]) -> None:
    """Each record made by the import that carries work stays, with its own rows; `touched` gets all."""
    by_model = {rows.model: rows for rows in found}
    records = by_model.get(Recommendation)
    own = [by_model[model] for model in OWN if model in by_model]
    if records:
        _keep_what_carries_work(records, by_model)
        touched.update(pk for (pk,) in ask(f"SELECT pk FROM {records.table}"))  # noqa: S608 (our own names)
    for rows in own:
        owned = f"{rows.table} t JOIN {rows.events} e ON e.pgh_id = t.last"
        if records:
            run(
                f"""UPDATE {rows.table} AS kept SET why = told.why
                    FROM (SELECT t.pk, r.why FROM {owned} JOIN {records.table} r ON r.pk = e.recommendation_id
                          WHERE r.why IS NOT NULL) told
                    WHERE told.pk = kept.pk"""  # noqa: S608
            )
        touched.update(pk for (pk,) in ask(f"SELECT DISTINCT e.recommendation_id FROM {owned}"))  # noqa: S608


def _keep_what_carries_work(records: Rows, by_model: dict[type[models.Model], Rows]) -> None:
    """Records that the import made, and on which something rests that it did not bring itself."""
    tracked = {model for model, _event in tracked_models()}
    for relation, why in relations(Recommendation):
        if relation.related_model in tracked:
            resting = resting_on(records, relation, "was_made")
            if own := by_model.get(relation.related_model):
                resting = resting.exclude(pk__in=own.keys())
            records.keep(resting.values(relation.field.attname), why, among="was_made")
