"""Which part of a divided recommendation makes a request that others make as a whole."""

from collections import defaultdict
from collections.abc import Collection

from recommendations.models import Part, Recommendation
from recommendations.recurring import groups, pairs
from recommendations.recurring.table import Asked

CLEARLY = 0.1  # so much nearer than the next part
Found = dict[int, int]  # recommendation → part


def asking(keys: Collection[int]) -> Found:
    """Of these recommendations, which together make one request, the part by which each divided one does.

    Where no part is clearly nearest to the others, the recommendation makes it as a whole and is left out.
    """
    parts = list(Part.objects.standing().filter(recommendation__in=keys))
    if not parts:
        return {}
    originals = {
        row.pk: row.original for row in Recommendation.objects.filter(pk__in=keys).prefetch_related("texts")
    }
    by_owner: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        by_owner[part.recommendation_id].append(part)
    found: Found = {}
    for owner, own in by_owner.items():
        original = originals[owner]
        if original is None or len(own) < 2:
            continue
        language = original.language
        others = [
            text.text
            for key, text in originals.items()
            if text and key != owner and text.language == language
        ]
        if nearest := _nearest(own, others, language):
            found[owner] = nearest
    return found


def _nearest(parts: list[Part], others: list[str], language: str) -> int | None:
    """The part that is nearest to any of the others, by a clear lead."""
    known = pairs.known_words([*others, *(part.quoted for part in parts)])
    texts: list[Asked] = [pairs.asked(-part.pk, part.quoted, language, known) for part in parts]
    texts += [pairs.asked(key, text, language, known) for key, text in enumerate(others, start=1)]
    best: dict[int, float] = defaultdict(float)
    for pair in pairs.find(texts, language=language, new=[-part.pk for part in parts], least=groups.LEAST):
        if pair.low < 0 < pair.high:
            best[-pair.low] = max(best[-pair.low], pair.score)
    ranked = sorted(((score, part) for part, score in best.items()), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEARLY):
        return None
    return ranked[0][1]
