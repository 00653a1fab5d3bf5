"""What the rules propose: contradictions, and what touches a reservation. A person decides, never these."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from recommendations.care import opposites, reservations
from recommendations.models import (
    Contradiction,
    ProposedMark,
    Recommendation,
    Reservation,
    ReservationMark,
)


@transaction.atomic
def propose() -> int:
    """Look at all that is asked of this State, and propose anew; what a person decided is left out."""
    rows = list(
        Recommendation.objects.counted()
        .select_related("document__mechanism__instrument")
        .prefetch_related("texts")
        .order_by("pk")
    )
    found = [*_contradictions(rows), *_touches(rows)]
    ProposedMark.objects.all().delete()
    ProposedMark.objects.bulk_create(found, batch_size=500)
    return len(found)


def _contradictions(rows: Iterable[Recommendation]) -> list[ProposedMark]:
    """In every language in which two of them have a text; each pair once."""
    decided = set(Contradiction.objects.values_list("one", "other"))
    texts = [
        opposites.Said(row.pk, text.text, text.language)
        for row in rows
        for text in row.texts.all()
        if text.text and text.origin != text.Origin.PLAIN
    ]
    best: dict[tuple[int, int], ProposedMark] = {}
    for pair in opposites.find(texts):
        key = (pair.one, pair.other)
        if key not in decided and key not in best:
            best[key] = ProposedMark(
                recommendation_id=pair.one,
                other_id=pair.other,
                words=pair.words[:200],
                other_words=pair.other_words[:80],
                score=pair.score,
            )
    return list(best.values())


def _touches(rows: Iterable[Recommendation]) -> list[ProposedMark]:
    kept = [
        reservations.Kept(
            row.pk,
            row.ratification.instrument.code,
            row.ratification.instrument.title,
            reservations.articles_of(row.articles),
        )
        for row in Reservation.objects.of(settings.HOME_STATE)
        .kept()
        .select_related("ratification__instrument")
    ]
    decided = set(ReservationMark.objects.values_list("recommendation", "reservation"))
    found = []
    for row in rows if kept else ():
        treaty = row.document.mechanism.instrument
        original = row.original
        if original is None or not original.text:
            continue
        asked = reservations.Asked(row.pk, original.text, original.language, treaty.code if treaty else "")
        found += [
            ProposedMark(
                recommendation_id=row.pk,
                reservation_id=touch.reservation,
                words=touch.words[:200],
                score=touch.score,
            )
            for touch in reservations.touches(asked, kept)
            if (touch.recommendation, touch.reservation) not in decided
        ]
    return found
