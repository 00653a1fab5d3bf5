"""Compares each row of a table with the register and keeps what it found; the register is not written."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from nmrf.base.errors import NotNow
from nmrf.base.services.jobs import Lease
from recommendations.models import ImportRun, StagedRecord
from recommendations.services.table_comparing import differences, says_something_new
from recommendations.services.table_register import Register, known
from recommendations.services.table_words import TableWords
from recommendations.tables.records import RejectedRow, TableRecord, to_json
from recommendations.uhri.build import storable

BATCH = 500
UNKNOWN_LABEL, SEVERAL_STATES = "unknown_label", "several_states"
Verdict = StagedRecord.Verdict


class TableReading(Protocol):
    """What every reader of tables gives: rows read so far, how many there are, and records."""

    rows: int
    language: str

    @property
    def total(self) -> int:
        """How many rows there are, as far as it is known."""

    def records(self) -> Iterator[TableRecord | RejectedRow]:
        """Each recommendation once, or why there is none."""


def stage(*, run: ImportRun, reading: TableReading, lease: Lease | None = None) -> None:
    """Stage the whole table, batch by batch; what an earlier attempt staged goes first."""
    run.records.all().delete()
    words = TableWords()
    register = Register(words)
    records = reading.records()
    while batch := list(islice(records, BATCH)):
        with transaction.atomic():
            if lease:
                lease.hold()
            if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.STAGING).exists():
                raise NotNow(_("This import was stopped."), code="stopped")
            StagedRecord.objects.bulk_create(_compared(run, batch, register, words), batch_size=BATCH)
            if lease:
                total = max(reading.total, reading.rows)
                lease.progress(done=reading.rows, total=total, step=_("Reading and comparing"))


def _compared(
    run: ImportRun, batch: Iterable[TableRecord | RejectedRow], register: Register, words: TableWords
) -> Iterator[StagedRecord]:
    batch = list(batch)
    records = [one for one in batch if isinstance(one, TableRecord)]
    matches = register.matches(records)
    here = known([match.pk for match in matches.values()])
    for one in batch:
        if isinstance(one, RejectedRow):
            yield _rejected(run, one)
            continue
        match = matches.get(one.key)
        looks: list[dict[str, Any]] = [{"code": code, "detail": detail} for code, detail in one.looks]
        looks += [{"code": UNKNOWN_LABEL, "detail": label} for label in words.unknown_labels(one)]
        found: dict[str, Any] = {}
        if match and says_something_new(one, match):
            found, more = differences(one, here[match.pk], match, words)
            looks += more
        yield StagedRecord(
            run=run,
            place=one.place,
            verdict=Verdict.NEW if match is None else Verdict.CHANGED if found else Verdict.UNCHANGED,
            payload=_payload(one),
            differences=found,
            please_look=looks,
            recommendation_id=match.pk if match else None,
        )


def _payload(record: TableRecord) -> dict[str, Any]:
    """With `symbol` beside, as previews of all kinds of records look for it."""
    return to_json(record) | {"symbol": record.document.symbol or record.document.title}


def _rejected(run: ImportRun, row: RejectedRow) -> StagedRecord:
    return StagedRecord(
        run=run,
        place=row.place,
        verdict=Verdict.REJECTED,
        reason=row.reason,
        payload={
            "at": row.at,
            "detail": row.detail,
            "cells": [
                {
                    "at": cell.at,
                    "heading": cell.heading,
                    "value": storable(cell.value)[:200],
                    "reason": cell.reason,
                    "detail": cell.detail,
                    "column": cell.column,
                }
                for cell in row.cells
            ],
            "source": storable(dict(row.source)),
        },
    )
