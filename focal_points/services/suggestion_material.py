"""What suggestions are learned from and found for: texts, themes, and what this country has confirmed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Left

from focal_points.suggesting.space import LONGEST
from focal_points.suggesting.things import Thing
from recommendations.models import (
    Recommendation,
    RecommendationTag,
    RecommendationText,
    Tag,
    TagExclusion,
)

MOST_OWN = 12_000
MOST_OTHERS = 3_000
OF_A_TAG = 40
"""Recommendations to other States that teach one tag."""
_ORIGINS = ("correction", "national", "uhri", "translation")
_OTHERS = """
SELECT DISTINCT recommendation_id FROM (
    SELECT rt.recommendation_id,
           row_number() OVER (
               PARTITION BY rt.tag_id ORDER BY (rt.recommendation_id * 2654435761) %% 1000003
           ) AS nth
    FROM recommendations_recommendationtag rt
    JOIN recommendations_tag t ON t.id = rt.tag_id
    JOIN recommendations_recommendation r ON r.id = rt.recommendation_id
    WHERE t.kind = ANY(%(kinds)s) AND NOT r.id = ANY(%(own)s)
      AND r.withdrawn_on IS NULL AND r.replaced_by_id IS NULL
) AS picked WHERE nth <= %(most)s
LIMIT %(limit)s
"""


@dataclass
class Material:
    """Recommendations of one State, those of others that teach tags, and the tags of all."""

    iso3: str
    asked: list[Thing]
    others: list[Thing]
    tags: dict[str, dict[int, frozenset[int]]]
    """Kind of tag → recommendation → tags that count."""
    tagged_by_source: frozenset[int]
    """Those that came with tags from the source: a missing kind may be meant."""

    @property
    def is_home(self) -> bool:
        """Of this house's own State: anything may be suggested, not tags alone."""
        return bool(self.iso3 == settings.HOME_STATE)

    @property
    def keys(self) -> frozenset[int]:
        """Recommendations that something may be suggested for."""
        return frozenset(thing.key for thing in self.asked)


def gather(iso3: str) -> Material:
    """Everything at once, in a fixed number of queries; texts by their beginnings."""
    own = list(_of_state(iso3).order_by("pk").values_list("pk", flat=True)[:MOST_OWN])
    others = _others(own)
    keys = [*own, *others]
    tags = _tags(keys)
    things = _things(keys, tags.get(Tag.Kind.THEME, {}))
    by_source = frozenset(
        RecommendationTag.objects.filter(
            recommendation__in=own, origin=RecommendationTag.Origin.UHRI
        ).values_list("recommendation", flat=True)
    )
    return Material(
        iso3,
        [things[key] for key in own if key in things],
        [things[key] for key in others if key in things],
        tags,
        by_source,
    )


def _of_state(iso3: str) -> QuerySet[Recommendation]:
    asks = Recommendation.objects.asks().current()
    return asks.home() if iso3 == settings.HOME_STATE else asks.addressed_to(iso3)


def _others(own: Collection[int]) -> list[int]:
    kinds = [Tag.Kind.THEME, Tag.Kind.PERSONS, Tag.Kind.SDG]
    with connection.cursor() as cursor:
        cursor.execute(
            _OTHERS,
            {
                "kinds": [str(kind) for kind in kinds],
                "own": list(own),
                "most": OF_A_TAG,
                "limit": MOST_OTHERS,
            },
        )
        return sorted(key for (key,) in cursor.fetchall())


def _tags(keys: Collection[int]) -> dict[str, dict[int, frozenset[int]]]:
    """Of SDGs the targets alone: a goal says too little to teach."""
    away = set(
        TagExclusion.objects.filter(recommendation__in=keys).values_list("recommendation_id", "tag_id")
    )
    rows = RecommendationTag.objects.filter(recommendation__in=keys, tag__retired_at=None)
    found: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for owner, tag, kind, code in rows.values_list("recommendation_id", "tag_id", "tag__kind", "tag__code"):
        if (owner, tag) not in away and (kind != Tag.Kind.SDG or "." in code):
            found[kind][owner].add(tag)
    return {
        kind: {owner: frozenset(held) for owner, held in of_kind.items()} for kind, of_kind in found.items()
    }


def _things(keys: Collection[int], themes: dict[int, frozenset[int]]) -> dict[int, Thing]:
    texts = _texts(keys)
    rows = Recommendation.objects.filter(pk__in=keys).values_list("pk", "document_id", "position")
    return {
        pk: Thing(pk, texts[pk], themes.get(pk, frozenset()), document, position)
        for pk, document, position in rows
        if texts.get(pk)
    }


def _texts(keys: Collection[int]) -> dict[int, dict[str, str]]:
    """By language; a national correction stands for what it corrects."""
    rows: Iterable[tuple[int, str, str, str]] = (
        RecommendationText.objects.filter(recommendation__in=keys, origin__in=_ORIGINS)
        .exclude(text="")
        .annotate(beginning=Left("text", LONGEST + 200))
        .values_list("recommendation_id", "language", "origin", "beginning")
        .iterator(chunk_size=2_000)
    )
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for owner, language, origin, text in rows:
        rank = _ORIGINS.index(origin)
        standing = found[owner].get(language)
        if standing is None or rank < standing[0]:
            found[owner][language] = (rank, text)
    return {owner: {code: text for code, (_rank, text) in held.items()} for owner, held in found.items()}
