"""Finding recurring requests: what is new is compared with all, and proposed for a person to decide."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from nmrf.base import history
from recommendations.models import AskMember, AskPair
from recommendations.recurring import groups, pairs
from recommendations.recurring.marking import shared_words
from recommendations.recurring.pairs import Pair
from recommendations.services import ask_groups, ask_material
from recommendations.services.ask_material import Material
from recommendations.services.key_arrays import among

State = AskPair.State
SHARED = 12  # words shown as the reason
Found = dict[tuple[int, int], tuple[Pair, str]]  # the pair, and the language it was found in
_LOCK = 0x6173_6B73  # one finder at a time writes


@dataclass(frozen=True)
class Sums:
    """Texts compared, groups of two or more (proposed or confirmed), distinct asks; and what came anew."""

    texts: int
    groups: int
    asks: int
    proposed: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.texts + other.texts,
            self.groups + other.groups,
            self.asks + other.asks,
            self.proposed + other.proposed,
        )

    def __str__(self) -> str:
        return f"texts={self.texts} groups={self.groups} asks={self.asks}"


@transaction.atomic
def find(*, country: str = "") -> Sums:
    """Propose what is alike among the recommendations to a State (ISO3; the house's own by default).

    Only new and changed texts are compared, with all; what was refused is not proposed again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    material = ask_material.read(country or settings.HOME_STATE)
    proposed: list[AskPair] = []
    if material.new:
        found = _found(material)
        proposed = _proposals(material, found)
        with history.recorded(by=None, action="ask.propose"):
            _forget(material.new, found)
            AskPair.objects.bulk_create(proposed, batch_size=1_000, ignore_conflicts=True)
            ask_material.save(material.looks)
    ask_material.touch(material.keys)
    standing = ask_groups.standing(material.keys)
    texts = len(material.keys)
    return Sums(texts, len(standing), ask_groups.asks_of(standing, texts), len(proposed))


def _found(material: Material) -> Found:
    """Like pairs in any language that both have; a further language is for those without the ones before."""
    best: Found = {}
    compared: list[set[int]] = []
    for language in material.languages():
        asked = material.asked[language]
        here = {text.key for text in asked}
        new = here & material.new
        if compared:
            new = {key for key in here if not all(key in before for before in compared)}
            new = new if material.new & here else set()
        some = None if new == here else new
        for pair in pairs.find(asked, language=language, new=some, least=groups.LEAST):
            known = best.get((pair.low, pair.high))
            fresh = pair.low in material.new or pair.high in material.new
            if fresh and (known is None or known[0].score < pair.score):
                best[pair.low, pair.high] = (pair, language)
        compared.append(here)
    return best


def _proposals(material: Material, found: Found) -> list[AskPair]:
    """The pairs by which new groups hold together, and by which new texts belong to groups there are."""
    decided = _decided(material.keys)
    known = {pair: Pair(*pair, score) for pair, (state, score) in decided.items() if state != State.REFUSED}
    refused = [pair for pair, (state, _) in decided.items() if state == State.REFUSED]
    alike = known | {key: pair for key, (pair, _) in found.items() if key not in decided}
    members = _members(material.keys)
    near = groups.reached(material.new, alike, members.values())
    together = groups.grouped(
        [alike[key] for key in sorted(alike) if key[0] in near],
        standing=[inside for inside in members.values() if inside[0] in near],
        refused=[pair for pair in refused if pair[0] in near and pair[1] in near],
    )
    ask_of = {key: ask for ask, inside in members.items() for key in inside}
    proposed = []
    for pair in groups.pairs_within(together, alike):
        key = (pair.low, pair.high)
        same = ask_of.get(pair.low) is not None and ask_of.get(pair.low) == ask_of.get(pair.high)
        if key in found and key not in decided and not same:
            language = found[key][1]
            proposed.append(_pair(pair, language, material))
    return proposed


def _pair(pair: Pair, language: str, material: Material) -> AskPair:
    low, high = (material.texts[key][language] for key in (pair.low, pair.high))
    return AskPair(
        low_id=pair.low,
        high_id=pair.high,
        score=pair.score,
        shared=shared_words((low, language), (high, language), SHARED),
        language=language,
    )


def _decided(keys: Collection[int]) -> dict[tuple[int, int], tuple[str, float]]:
    """Pairs that are there already, proposed or decided."""
    rows = AskPair.objects.filter(low__in=among(keys)).values_list("low", "high", "state", "score")
    return {(low, high): (state, score) for low, high, state, score in rows if high in keys}


def _members(keys: Collection[int]) -> dict[int, list[int]]:
    """Request → which of these recommendations make it, as confirmed."""
    members: dict[int, list[int]] = {}
    rows = AskMember.objects.filter(recommendation__in=among(keys)).order_by("ask", "recommendation")
    for ask, key in rows.values_list("ask", "recommendation"):
        members.setdefault(ask, []).append(key)
    return members


def _forget(changed: Collection[int], found: Found) -> None:
    """Take back proposals about texts that changed and are alike no more."""
    rows = AskPair.objects.waiting()
    stale = [
        pk
        for pk, low, high in (rows.filter(low__in=changed) | rows.filter(high__in=changed)).values_list(
            "pk", "low", "high"
        )
        if (low, high) not in found
    ]
    AskPair.objects.filter(pk__in=stale).delete()
