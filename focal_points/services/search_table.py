"""The search table: kept in step with what it is made of, set-based, in the transaction of each change.

A row holds only what the public may see. Its status is the newest verified one whose basis is public: an
internal update, though verified, moves nothing here. For a recommendation divided into parts, `statuses`
holds one a part, in order, and `status` sums them up: parts no longer applicable are set aside (unless all
are); if the rest share one status it is that; if all are done it is *implemented*; if some are done, even
partly, and others not, it is *partially implemented*; else the least advanced that somebody judged.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from focal_points.languages import parted
from focal_points.services.search_sql import COLUMNS, FRESH
from recommendations.models import Recommendation, RecommendationText

BATCH = 2_000

_ASSIGN = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
_ALL = ", ".join(COLUMNS)
_SAME = ", ".join(f"kept.{name}" for name in COLUMNS)
_NEW = ", ".join(f"excluded.{name}" for name in COLUMNS)
_REFRESH = f"""
INSERT INTO focal_points_searchrow AS kept ({_ALL})
SELECT {_ALL} FROM ({FRESH}) AS fresh
ON CONFLICT (recommendation_id) DO UPDATE SET {_ASSIGN}
WHERE ({_SAME}) IS DISTINCT FROM ({_NEW})
"""  # noqa: S608 (names of columns from our own list)
_DRIFT = f"""
SELECT count(*) FROM ({FRESH}) AS fresh
LEFT JOIN focal_points_searchrow AS kept USING (recommendation_id)
WHERE kept.recommendation_id IS NULL
   OR ({", ".join(f"kept.{name}" for name in COLUMNS[1:])})
      IS DISTINCT FROM ({", ".join(f"fresh.{name}" for name in COLUMNS[1:])})
"""  # noqa: S608


@transaction.atomic
def refresh(recommendation_ids: Iterable[int] | None = None) -> int:
    """Bring the rows of these recommendations (or of all) in step; how many rows had to change.

    Call it inside the transaction that changed text, tag, part, cluster, assignment, status or document.
    """
    changed = 0
    with connection.cursor() as cursor:
        for given in _batches(recommendation_ids):
            cursor.execute(_REFRESH, _values(given))
            changed += cursor.rowcount
    return changed


def drift() -> int:
    """How many rows differ from what a rebuild would write."""
    found = 0
    with connection.cursor() as cursor:
        for given in _batches(None):
            cursor.execute(_DRIFT, _values(given))
            found += cursor.fetchone()[0]
    return found


def _batches(keys: Iterable[int] | None) -> Iterator[list[int]]:
    """The keys in slices of BATCH; all keys of the register, by key, where None is given."""
    if keys is not None:
        wanted = sorted(set(keys))
        yield from (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
        return
    last = 0
    while found := list(
        Recommendation.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield found
        last = found[-1]


def _values(keys: list[int]) -> dict[str, Any]:
    """What the statement needs: the keys, and the words of the Chinese texts, parted here."""
    chinese = list(
        RecommendationText.objects.filter(recommendation__in=keys, language__startswith="zh")
        .exclude(text="")
        .values_list("pk", "text")
    )
    return {
        "ids": keys,
        "zh_texts": [pk for pk, _ in chinese],
        "zh_words": [parted(text) for _, text in chinese],
        "zone": settings.TIME_ZONE,
    }
