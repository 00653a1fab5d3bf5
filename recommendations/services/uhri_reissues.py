"""New records that look like old ones of an earlier issue of the document: proposed, not decided."""

from collections import defaultdict
from difflib import SequenceMatcher
from typing import Any

from recommendations.models import ImportRun, Recommendation, RecommendationText, StagedRecord
from recommendations.services.uhri_comparing import without_number
from recommendations.uhri import symbols
from recommendations.uhri.clean import comparable

REPLACES = "replaces"
NEAR = 0.9
LONGEST_COMPARED = 4000


def propose(*, run: ImportRun) -> int:
    """Mark staged new records of a reissued document with the record that each seems to replace. How many."""
    new = run.records.filter(verdict=StagedRecord.Verdict.NEW)
    by_document: dict[str, list[StagedRecord]] = defaultdict(list)
    reissued = (new.filter(payload__symbol__regex=r"/(REV|CORR)\.?\d+$")).iterator(chunk_size=500)
    for staged in reissued:
        by_document[symbols.without_reissue(staged.payload["symbol"])].append(staged)
    proposed: list[StagedRecord] = []
    for base, group in by_document.items():
        older = _texts_of(base, {staged.payload["symbol"] for staged in group})
        for staged in group:
            if match := _nearest(staged, older):
                staged.please_look = [*staged.please_look, {"code": REPLACES, "detail": match}]
                proposed.append(staged)
    StagedRecord.objects.bulk_update(proposed, ["please_look"], batch_size=500)
    return len(proposed)


def _texts_of(base: str, newer: set[str]) -> list[tuple[str, str, str]]:
    """Public key, paragraph and comparable text of what stands under earlier symbols of the document."""
    rows = RecommendationText.objects.filter(
        origin=RecommendationText.Origin.UHRI,
        language="en",
        recommendation__document__symbol__startswith=base,
        recommendation__replaced_by=None,
    ).exclude(recommendation__document__symbol__in=newer)
    found: list[tuple[str, str, str]] = []
    for key, paragraph, symbol, text in rows.values_list(
        "recommendation__public_id", "recommendation__paragraph", "recommendation__document__symbol", "text"
    ):
        if symbols.without_reissue(symbol) == base:
            found.append((str(key), paragraph, comparable(text)[:LONGEST_COMPARED]))
    return found


def _nearest(staged: StagedRecord, older: list[tuple[str, str, str]]) -> str:
    """The key of the record with the nearest text; nothing below nine tenths."""
    text = comparable(without_number(staged.payload.get("text", "")))[:LONGEST_COMPARED]
    best, key = NEAR, ""
    for candidate, _paragraph, other in older:
        if text == other:
            return candidate
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if (
            matcher.real_quick_ratio() >= best
            and matcher.quick_ratio() >= best
            and (ratio := matcher.ratio()) >= best
        ):
            best, key = ratio, candidate
    return key


def replaced(detail: str) -> Any:
    """The record behind a proposal."""
    return Recommendation.objects.filter(public_id=detail).first()
