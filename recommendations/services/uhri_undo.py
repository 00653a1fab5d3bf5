"""Undoing an import: what goes back, and what stays because work rests on it or somebody touched it since."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import models, transaction

from nmrf.base import history
from nmrf.base.models import Operation
from nmrf.base.services import operations
from nmrf.base.services.operations import tracked_models
from nmrf.base.services.putting_back import relations, resting_on
from nmrf.base.services.touched import Rows, ask, quote, run
from recommendations import registry
from recommendations.models import (
    Addressee,
    Document,
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
def forecast(run: ImportRun, *, named: int | None = None) -> Forecast:
    """The same answer as undoing gives, without undoing; the first `named` of what stays by their names."""
    found, ours = Forecast(), operations_of(run)
    going: set[int] = set()
    for operation in ours:
        found.kept += operations.would_keep(
            operation=operation,
            spare=partial(_spare, touched=going, halved=set()),
            ignoring={str(one.pk) for one in ours},
            named=named,
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
    halved: set[int] = set()
    operations.undo(
        operation=operation, by=by, door=door, spare=partial(_spare, touched=touched, halved=halved)
    )
    _compare_anew(halved, by=by, door=door)
    return touched


def _compare_anew(keys: set[int], *, by: Any, door: str) -> None:
    """What went back in part stands as no source has it: the next import looks closely at it."""
    with history.recorded(by=by, action="uhri_import.undo", door=door):
        Recommendation.objects.filter(pk__in=keys).exclude(source_digest="").update(source_digest="")


def _spare(found: list[Rows], *, touched: set[int], halved: set[int]) -> None:
    """A record made by the import stays whole or goes whole. `touched` gets all, `halved` what else stays."""
    by_model = {rows.model: rows for rows in found}
    records = by_model.get(Recommendation)
    own = [by_model[model] for model in OWN if model in by_model]
    if records:
        _keep_what_carries_work(records, by_model)
        _keep_whole(records, own)
        _tell_documents_with_them(records, by_model)
    for rows in found:
        if rows in own or rows is records:
            _note(rows, records, touched, halved)


def _note(rows: Rows, records: Rows | None, touched: set[int], halved: set[int]) -> None:
    """Of which recommendations these are, and which stay of those that the import did not make."""
    owner, source = "t.pk", f"{rows.table} t"
    if rows is not records:
        owner, source = "e.recommendation_id", _with_events(rows)
    touched.update(pk for (pk,) in ask(f"SELECT DISTINCT {owner} FROM {source}"))  # noqa: S608 (our own names)
    made = f"SELECT pk FROM {records.table} WHERE was_made" if records else "SELECT NULL::bigint WHERE false"  # noqa: S608
    stays = f"t.why IS NOT NULL AND {owner} NOT IN ({made})"
    halved.update(pk for (pk,) in ask(f"SELECT DISTINCT {owner} FROM {source} WHERE {stays}"))  # noqa: S608


def _tell_documents_with_them(records: Rows, by_model: dict[type[models.Model], Rows]) -> None:
    """A document stays with its records: these are told."""
    if documents := by_model.get(Document):
        run(
            f"""UPDATE {documents.table} SET is_told = false WHERE why IS NULL AND pk IN (
                SELECT document_id FROM {quote(Recommendation._meta.db_table)}
                WHERE id IN (SELECT pk FROM {records.table} WHERE why IS NOT NULL))"""  # noqa: S608
        )


def _with_events(rows: Rows) -> str:
    """Rows with the version in which the import left them, which says whose they are."""
    return f"{rows.table} t JOIN {rows.events} e ON e.pgh_id = t.last"


def _keep_whole(records: Rows, own: list[Rows]) -> None:
    """A made record of which anything was changed since stays with all that it is of, and is told as one."""
    for rows in own:
        run(
            f"""UPDATE {records.table} AS kept SET why = told.why
                FROM (SELECT e.recommendation_id AS pk, min(t.why) AS why FROM {_with_events(rows)}
                      WHERE t.why IS NOT NULL GROUP BY 1) told
                WHERE told.pk = kept.pk AND kept.why IS NULL AND kept.was_made"""  # noqa: S608
        )
    for rows in own:
        run(
            f"""UPDATE {rows.table} AS kept SET is_told = false, why = coalesce(kept.why, told.made_why)
                FROM (SELECT t.pk, CASE WHEN r.was_made THEN r.why END AS made_why
                      FROM {_with_events(rows)} JOIN {records.table} r ON r.pk = e.recommendation_id
                      WHERE r.why IS NOT NULL) told
                WHERE told.pk = kept.pk"""  # noqa: S608
        )


def _keep_what_carries_work(records: Rows, by_model: dict[type[models.Model], Rows]) -> None:
    """Records that the import made, and on which something rests that it did not bring itself."""
    tracked = {model for model, _event in tracked_models()}
    for relation, why in relations(Recommendation):
        if relation.related_model in tracked:
            resting = resting_on(records, relation, "was_made")
            if own := by_model.get(relation.related_model):
                resting = resting.exclude(pk__in=own.keys())
            records.keep(resting.values(relation.field.attname), why, among="was_made")
