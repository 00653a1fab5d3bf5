"""What a document repeats from earlier ones of its mechanism: confirmed by a person, or near-identical."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max, Q

from recommendations.models import AskMember, AskPair, Document, Recommendation, RecommendationText
from recommendations.recurring import pairs
from recommendations.recurring.marking import shared_words

EARLIER = 3
MOST = 1_500
SHARED = 12  # words named
KEPT = 24 * 60 * 60


@dataclass(frozen=True)
class Repeat:
    """A paragraph of this document, the one it repeats, and the words they share; by their keys."""

    now: int
    then: int
    shared: tuple[str, ...] = ()
    is_confirmed: bool = False


def repeats(document: Document, earlier: Sequence[Document]) -> list[Repeat]:
    """Each paragraph once, with the nearest of the last few documents; found anew when a text changes."""
    documents = [document, *earlier[:EARLIER]]
    if len(documents) < 2:
        return []
    key = _key(documents)
    found: list[Repeat] | None = cache.get(key)
    if found is None:
        found = _find(document, documents[1:])
        cache.set(key, found, KEPT)
    return found


def _key(documents: Sequence[Document]) -> str:
    """Changes with every text, paragraph and confirmed request of these documents."""
    of_these = Q(recommendation__document__in=documents)
    texts = RecommendationText.objects.filter(of_these).aggregate(n=Count("pk"), at=Max("at"), last=Max("pk"))
    asks = AskMember.objects.filter(of_these).aggregate(n=Count("pk"), at=Max("at"))
    state = "/".join(str(value) for value in (*texts.values(), *asks.values()))
    return "repeats:" + "-".join(str(one.pk) for one in documents) + ":" + state.replace(" ", "_")


def _find(document: Document, earlier: Sequence[Document]) -> list[Repeat]:
    here, there = _asks([document]), _asks(earlier)
    place = {row.pk: number for number, row in enumerate(there)}
    confirmed = _confirmed([row.pk for row in here], place)
    wanted = [row for row in here if row.pk not in confirmed]
    found = confirmed | _alike(wanted, there)
    return [found[row.pk] for row in here if row.pk in found]


def _asks(documents: Iterable[Document]) -> list[Recommendation]:
    """Those of the latest documents first."""
    rows = [
        list(one.recommendations.asks().home().current().prefetch_related("texts").in_document_order())
        for one in documents
    ]
    return [row for group in rows for row in group][:MOST]


def _confirmed(here: Sequence[int], place: dict[int, int]) -> dict[int, Repeat]:
    """By recurring requests that a person confirmed."""
    members = dict(AskMember.objects.filter(recommendation__in=here).values_list("recommendation", "ask"))
    others: dict[int, list[int]] = {}
    same = AskMember.objects.filter(ask__in=members.values(), recommendation__in=place)
    for ask, key in same.values_list("ask", "recommendation"):
        others.setdefault(ask, []).append(key)
    return {
        key: Repeat(key, min(others[ask], key=place.__getitem__), is_confirmed=True)
        for key, ask in members.items()
        if ask in others
    }


def _alike(here: Sequence[Recommendation], there: Sequence[Recommendation]) -> dict[int, Repeat]:
    """By their words; what somebody refused is not offered again."""
    said = {
        row.pk: (original.text, original.language)
        for row in (*here, *there)
        if (original := row.original) and original.text
    }
    texts = [pairs.asked(key, text, language) for key, (text, language) in said.items()]
    new, old = {row.pk for row in here}, {row.pk for row in there}
    if not new or not old:
        return {}
    refused = set(
        AskPair.objects.filter(state=AskPair.State.REFUSED)
        .filter(Q(low__in=new) | Q(high__in=new))
        .values_list("low", "high")
    )
    found: dict[int, Repeat] = {}
    for pair in pairs.find(texts, new=new):
        now, then = (pair.low, pair.high) if pair.low in new else (pair.high, pair.low)
        if then in old and (pair.low, pair.high) not in refused:
            found.setdefault(now, Repeat(now, then, tuple(shared_words(said[now], said[then], SHARED))))
    return found
