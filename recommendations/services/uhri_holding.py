"""What of a run a person should see before it is written: told by kind, and kept waiting where nobody asked.

New records, changed tags and the like are harmless. A changed text, a position, kind or State that differs,
a record that is gone, and whatever the house changed too, is held: a confirmed run writes it all the same
(the preview was seen), a careful scheduled one leaves it to wait.
"""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recommendations.models import ImportRun, StagedRecord
from recommendations.services import uhri_conflicts

Hold, Settled, Verdict = StagedRecord.Hold, StagedRecord.Settled, StagedRecord.Verdict

_CHANGED_TEXT = """EXISTS (
    SELECT 1 FROM jsonb_each(differences) AS one
    WHERE one.key LIKE 'text:%%' AND one.value ->> 'old' <> ''
)"""
_KINDS = f"""
    UPDATE recommendations_stagedrecord SET hold = CASE
        WHEN verdict = 'gone' THEN 'gone'
        WHEN jsonb_path_exists(differences, '$.* ? (@.national == true)') THEN 'conflict'
        WHEN {_CHANGED_TEXT} THEN 'text'
        ELSE 'meaning' END
    WHERE run_id = %s AND (verdict = 'gone' AND NOT EXISTS (
        SELECT 1 FROM recommendations_recommendation AS one
        WHERE one.id = recommendation_id AND one.replaced_by_id IS NOT NULL
    ) OR verdict = 'changed' AND (
        jsonb_path_exists(differences, '$.* ? (@.national == true)')
        OR {_CHANGED_TEXT}
        OR differences ?| ARRAY['position', 'kind', 'states']
    ))
"""  # noqa: S608 - no value of anybody's


def hold(run: ImportRun) -> None:
    """Say of each staged record why it should be seen, once the run is compared."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [run.pk])
    texts = run.records.filter(hold=Hold.TEXT)
    touched = [staged.pk for staged in uhri_conflicts.touching_our_texts(texts)]
    run.records.filter(pk__in=touched).update(hold=Hold.CONFLICT)


def to_write(run: ImportRun, *, too_many_gone: bool = False) -> Any:
    """The staged records that this run writes by itself, by its policy; all where it was confirmed."""
    records = run.records.all()
    if run.policy == ImportRun.Policy.CAREFUL:
        return records.filter(hold=Hold.NONE)
    if run.policy == ImportRun.Policy.ALL and too_many_gone:
        return records.exclude(hold=Hold.GONE)
    return records


def keep_waiting(run: ImportRun, written: Any) -> int:
    """What was not written waits for the secretariat, unless the same was left before. How many wait."""
    news = [Verdict.NEW, Verdict.CHANGED, Verdict.GONE]
    rest = run.records.filter(verdict__in=news).exclude(pk__in=written.values("pk"))
    left_before = StagedRecord.objects.filter(
        recommendation=OuterRef("recommendation"),
        verdict=OuterRef("verdict"),
        differences=OuterRef("differences"),
        settled=Settled.LEFT,
        run__country=run.country,
        run__language=run.language,
    ).exclude(run=run)
    known = rest.filter(Exists(left_before), recommendation__isnull=False)
    run.records.filter(pk__in=list(known.values_list("pk", flat=True))).update(
        settled=Settled.LEFT, settled_at=timezone.now()
    )
    return run.records.filter(pk__in=rest.filter(settled=Settled.NONE).values("pk")).update(
        settled=Settled.WAITS
    )


def overtake(run: ImportRun) -> None:
    """What waits of earlier runs is moot where this one speaks of the same records, or lists all.

    Each language speaks for itself: what waits of the English file does so while the French one is written.
    """
    here = run.records.filter(annotation_id=OuterRef("annotation_id"))
    spoken_of = Q(Exists(here))
    if run.is_complete:
        spoken_of |= Q(run__country=run.country)
    earlier = StagedRecord.objects.filter(
        settled=Settled.WAITS, run__pk__lt=run.pk, run__language=run.language
    )
    keys = list(earlier.filter(spoken_of).values_list("pk", flat=True))
    StagedRecord.objects.filter(pk__in=keys).update(settled=Settled.OVERTAKEN, settled_at=timezone.now())
    uhri_conflicts.close(staged=keys)
