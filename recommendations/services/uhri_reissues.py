"""New records that look like old ones of an earlier issue of the document: proposed, not decided."""

from collections import defaultdict
from typing import Any

from django.db import connection

from recommendations.models import Document, ImportRun, Recommendation, RecommendationText, StagedRecord
from recommendations.services import nearness
from recommendations.services.uhri_comparing import without_number
from recommendations.uhri import symbols

REPLACES = "replaces"
# The run's own records first: symbols of all that was ever staged are not to be taken out of their JSON.
_REISSUED = r"""
    WITH mine AS MATERIALIZED (
        SELECT id, payload FROM recommendations_stagedrecord WHERE run_id = %s AND verdict = 'new'
    )
    SELECT id FROM mine WHERE payload ->> 'symbol' ~ '/(REV|CORR)\.?\d+$'
"""


def propose(*, run: ImportRun) -> int:
    """Mark staged new records of a reissued document with the record that each seems to replace. How many."""
    by_document: dict[str, list[StagedRecord]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_REISSUED, [run.pk])
        keys = [pk for (pk,) in cursor.fetchall()]
    reissued = run.records.filter(pk__in=keys).iterator(chunk_size=500)
    for staged in reissued:
        by_document[symbols.without_reissue(staged.payload["symbol"])].append(staged)
    proposed: list[StagedRecord] = []
    for base, group in by_document.items():
        older = _texts_of(base, {staged.payload["symbol"] for staged in group})
        texts = [without_number(staged.payload.get("text", "")) for staged in group]
        for staged, match in zip(group, nearness.nearest(texts, older), strict=True):
            if match:
                staged.please_look = [*staged.please_look, {"code": REPLACES, "detail": match.key}]
                proposed.append(staged)
    StagedRecord.objects.bulk_update(proposed, ["please_look"], batch_size=500)
    return len(proposed)


def _texts_of(base: str, newer: set[str]) -> list[tuple[str, str]]:
    """Public key and text of what stands under earlier symbols of the document."""
    documents = [
        pk
        for pk, symbol in Document.objects.filter(symbol__startswith=base).values_list("pk", "symbol")
        if symbol not in newer and symbols.without_reissue(symbol) == base
    ]
    rows = RecommendationText.objects.filter(
        origin=RecommendationText.Origin.UHRI,
        language="en",
        recommendation__document__in=documents,
        recommendation__replaced_by=None,
    )
    return [(str(key), text) for key, text in rows.values_list("recommendation__public_id", "text")]


def replaced(detail: str) -> Any:
    """The record behind a proposal."""
    return Recommendation.objects.filter(public_id=detail).first()
