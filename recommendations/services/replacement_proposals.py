"""Recommendations that seem to be others once more: found by an import, waiting for a person.

Two kinds: a record of a reissued document, and a record of UHRI's that was entered here by hand before.
Whatever was refused is not proposed again.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from recommendations.models import ImportRun, Recommendation, RecommendationText, Replacement
from recommendations.services import nearness, uhri_reissues

SAME_PARAGRAPH = 0.5  # the same paragraph of the same document may well be worded otherwise
Pair = tuple[int, int, float]


def propose(run: ImportRun) -> int:
    """What the records that this run has just written seem to replace. How many proposals are new."""
    return _keep(_reissues(run), Replacement.Kind.REISSUE, run) + _keep(
        entered_here(), Replacement.Kind.ENTERED, run
    )


def _keep(pairs: Iterable[Pair], kind: str, run: ImportRun | None) -> int:
    """Save those that nobody proposed before."""
    wanted = {(old, new): score for old, new, score in pairs if old != new}
    known = set(Replacement.objects.filter(old__in=[old for old, _new in wanted]).values_list("old", "new"))
    fresh = [
        Replacement(old_id=old, new_id=new, kind=kind, score=round(score, 4), run=run)
        for (old, new), score in wanted.items()
        if (old, new) not in known
    ]
    Replacement.objects.bulk_create(fresh)
    return len(fresh)


def _reissues(run: ImportRun) -> list[Pair]:
    """The staged records that were marked, once they are in the register."""
    marked = run.records.filter(please_look__contains=[{"code": uhri_reissues.REPLACES}])
    details = {
        annotation: next(look["detail"] for look in looks if look["code"] == uhri_reissues.REPLACES)
        for annotation, looks in marked.values_list("annotation_id", "please_look")
    }
    new = Recommendation.objects.in_bulk(list(details), field_name="annotation_id") if details else {}
    old = {
        str(row.public_id): row
        for row in Recommendation.objects.filter(public_id__in=details.values(), replaced_by=None)
    }
    pairs = [
        (old[key], new[annotation]) for annotation, key in details.items() if annotation in new and key in old
    ]
    texts = _originals({row.pk for pair in pairs for row in pair})
    return [
        (one.pk, other.pk, nearness.likeness(texts.get(one.pk, ""), texts.get(other.pk, "")))
        for one, other in pairs
    ]


def entered_here() -> list[Pair]:
    """What was entered by hand, beside what UHRI has of the same mechanism for the same State."""
    decided = Replacement.objects.filter(old=OuterRef("pk"), state=Replacement.State.CONFIRMED)
    by_hand = Recommendation.objects.home().filter(
        ~Exists(decided), annotation_id=None, replaced_by=None, withdrawn_on=None
    )
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in by_hand.select_related("document"):
        groups[row.document.mechanism_id].append(row)
    pairs: list[Pair] = []
    for mechanism, rows in groups.items():
        pairs += _like_ours(mechanism, rows)
    return pairs


def _like_ours(mechanism: int, rows: list[Recommendation]) -> list[Pair]:
    theirs = list(
        Recommendation.objects.home()
        .filter(annotation_id__isnull=False, document__mechanism=mechanism, replaced_by=None)
        .select_related("document")
    )
    texts = _all_texts([*rows, *theirs])
    pairs: list[Pair] = []
    by_place = {(one.document.symbol, one.paragraph): one for one in theirs if one.paragraph}
    left: list[Recommendation] = []
    for row in rows:
        same = by_place.get((row.document.symbol, row.paragraph)) if row.document.symbol else None
        score = _likeness(texts[row.pk], texts[same.pk]) if same else 0.0
        if same and score >= SAME_PARAGRAPH:
            pairs.append((row.pk, same.pk, score))
        else:
            left.append(row)
    for language in {language for row in left for language in texts[row.pk]}:
        mine = [row for row in left if language in texts[row.pk]]
        known = [(str(one.pk), texts[one.pk][language]) for one in theirs if language in texts[one.pk]]
        for row, match in zip(
            mine, nearness.nearest([texts[row.pk][language] for row in mine], known), strict=True
        ):
            if match:
                pairs.append((row.pk, int(match.key), match.score))
    return pairs


def _likeness(one: dict[str, str], other: dict[str, str]) -> float:
    """Of the texts in a language that both have; where there is none, the place alone has to do."""
    shared = one.keys() & other.keys()
    return max((nearness.likeness(one[code], other[code]) for code in shared), default=SAME_PARAGRAPH)


def _all_texts(rows: Iterable[Recommendation]) -> dict[int, dict[str, str]]:
    """Recommendation → language → what its source says."""
    found: dict[int, dict[str, str]] = {row.pk: {} for row in rows}
    given = RecommendationText.objects.filter(
        recommendation__in=found,
        origin__in=[RecommendationText.Origin.UHRI, RecommendationText.Origin.NATIONAL],
    ).exclude(text="")
    for owner, language, text in given.values_list("recommendation", "language", "text"):
        found[owner][language] = text
    return found


def _originals(keys: set[int]) -> dict[int, str]:
    rows = RecommendationText.objects.filter(recommendation__in=keys, is_original=True)
    return dict(rows.values_list("recommendation", "text"))
