"""Where UHRI changed what the house had changed too: found while a run is written, decided by a person.

UHRI's own row always says what UHRI says; a text of the house stands beside it and is shown first, and a
field that the house set stays as it is. Nothing of the house's is lost by deciding late.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils import timezone

from recommendations.models import ImportConflict, ImportRun, RecommendationText, StagedRecord
from recommendations.services import national_fields
from recommendations.uhri.clean import comparable

RestsOn = ImportConflict.RestsOn
Origin = RecommendationText.Origin
OURS = (Origin.CORRECTION, Origin.TRANSLATION, Origin.PLAIN)
_TEXT = "text:"


def touching_our_texts(staged: Any) -> Iterator[StagedRecord]:
    """Those of the staged records whose changed text has a text of the house resting on it."""
    rows = list(staged.filter(recommendation__texts__origin__in=OURS).distinct())
    ours = _texts_of(row.recommendation_id for row in rows)
    for row in rows:
        if any(_against(row, ours[row.recommendation_id])):
            yield row


def found(run: ImportRun, staged: Any) -> list[ImportConflict]:
    """What of these staged records of the run is in conflict with work of the house. Nothing is saved."""
    rows = list(staged.filter(hold=StagedRecord.Hold.CONFLICT, recommendation__isnull=False))
    ours = _texts_of(row.recommendation_id for row in rows)
    return [conflict for row in rows for conflict in _of(run, row, ours[row.recommendation_id])]


def raise_for(run: ImportRun, staged: Any) -> int:
    """Put them in the queue: a conflict that is open already is told the news. How many are new."""
    news = found(run, staged)
    standing = {
        _key(one): one
        for one in ImportConflict.objects.open().filter(
            recommendation__in=[one.recommendation_id for one in news]
        )
    }
    fresh: list[ImportConflict] = []
    for one in news:
        known = standing.get(_key(one))
        if known is None:
            standing[_key(one)] = one
            fresh.append(one)
        elif known.pk and (known.now, known.ours) != (one.now, one.ours):
            ImportConflict.objects.filter(pk=known.pk).update(
                now=one.now, ours=one.ours, run=run, staged=one.staged
            )
    ImportConflict.objects.bulk_create(fresh)
    return len(fresh)


def close(*, staged: Collection[int]) -> None:
    """Those of records that were overtaken, and that no later run raised again, are none any more."""
    ImportConflict.objects.open().filter(staged__in=staged).update(
        state=ImportConflict.State.MOOT, decided_at=timezone.now()
    )


def _key(one: ImportConflict) -> tuple[int, str, str, str]:
    return one.recommendation_id, one.field, one.rests_on, one.language


def _texts_of(keys: Iterable[int | None]) -> dict[int | None, list[RecommendationText]]:
    texts: dict[int | None, list[RecommendationText]] = defaultdict(list)
    for text in RecommendationText.objects.filter(recommendation__in={key for key in keys if key}):
        texts[text.recommendation_id].append(text)
    return texts


def _of(run: ImportRun, row: StagedRecord, texts: list[RecommendationText]) -> Iterator[ImportConflict]:
    common = {"run": run, "staged": row, "recommendation_id": row.recommendation_id}
    for name, difference in row.differences.items():
        if national_fields.is_national(difference):
            yield ImportConflict(
                **common,
                field=name,
                before=str(difference["old"]),
                now=str(difference["new"]),
                ours=str(difference["ours"]),
            )
    for name, text in _against(row, texts):
        difference = row.differences[name]
        yield ImportConflict(
            **common,
            field=name,
            rests_on=text.origin,
            language=text.language,
            before=difference["old"],
            now=difference["new"],
            ours=text.text,
        )


def _against(row: StagedRecord, texts: list[RecommendationText]) -> Iterator[tuple[str, RecommendationText]]:
    """Each changed text with one of the house that rests on it: a correction in its language; a translation
    or a plain wording where the original changed. What says the same as UHRI does now is no conflict."""
    original = next((text.language for text in texts if text.is_original), "")
    for name, difference in row.differences.items():
        if not name.startswith(_TEXT) or not difference.get("old"):
            continue
        language = name.removeprefix(_TEXT)
        for text in texts:
            rests = (
                text.language == language
                if text.origin == Origin.CORRECTION
                else text.origin in OURS and language == original
            )
            if rests and comparable(text.text) != comparable(difference["new"]):
                yield name, text
