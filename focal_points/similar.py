"""“More like this”: recommendations that share the rare words of one, ranked, within its language.

No engine of its own: the rarest word stems of the text are asked of the search table (so many of them
together as leave a few thousand rows), and what comes back is scored by the stems that both texts hold,
each weighing as much as it is rare. How rare a stem is PostgreSQL knows already: it keeps the most common
ones of the search column for its planner.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import Any

from django.db import connection

from focal_points.languages import CONFIGURATIONS, SIMPLE, parted
from focal_points.listing import Hit, for_lines, hits
from focal_points.models import SearchRow
from focal_points.search_words import Compiled
from recommendations.models import Recommendation, RecommendationText

ASKED_STEMS = 10
ASKED_OF_COMMON = 7
MOST_UNKNOWN = 7
CANDIDATES = 40
ENOUGH_ROWS = 2_000
LEAST_SCORE = 0.18
TELLING = 0.2
"""Stems that stand in more than this share of the register tell nothing."""
NEARLY_THE_SAME = 0.5
LONGEST = 20_000
LONG = 400
WHO_ASKED = r"(\s*\([^()]*\))+\s*[;.]?\s*$"
"""The States in brackets behind a recommendation of the UPR: they say nothing of what is asked."""

_STEMS = """
WITH asked AS (SELECT unnest(tsvector_to_array(to_tsvector(%s::regconfig, %s))) AS stem),
kept AS (
    SELECT most_common_elems::text::text[] AS stems, most_common_elem_freqs AS shares FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'focal_points_searchrow' AND attname = 'words'
),
known AS (SELECT stem, share FROM kept, unnest(kept.stems, kept.shares) AS one(stem, share))
SELECT stem, share FROM known WHERE stem IS NOT NULL
UNION ALL
SELECT stem, NULL FROM asked
UNION ALL
SELECT NULL, reltuples FROM pg_class WHERE oid = 'focal_points_searchrow'::regclass
"""
_FOUND = """
WITH met AS MATERIALIZED (
    SELECT recommendation_id, {group} AS apart, ts_rank(words, %(any)s::tsquery, 1) AS rank
    FROM focal_points_searchrow
    WHERE words @@ %(enough)s::tsquery AND is_current AND is_ask AND recommendation_id <> %(self)s {only}
),
placed AS (
    SELECT recommendation_id,
           row_number() OVER (PARTITION BY apart ORDER BY rank DESC, recommendation_id) AS place
    FROM met
)
SELECT recommendation_id FROM placed WHERE place <= %(most)s
"""
# The stems of a long text that stands alone are in the table already; the others are made here.
_THEIRS = rf"""
SELECT t.recommendation_id,
       CASE WHEN t.number = 1 AND length(t.text) > {LONG}
            THEN tsvector_to_array(ts_filter(r.words, '{{b}}'))
            ELSE tsvector_to_array(to_tsvector(%s::regconfig,
                left(regexp_replace(t.text, '{WHO_ASKED}', ''), {LONGEST}))) END
FROM (
    SELECT *, count(*) OVER (PARTITION BY recommendation_id) AS number
    FROM recommendations_recommendationtext WHERE recommendation_id = ANY(%s)
) t
JOIN focal_points_searchrow r ON r.recommendation_id = t.recommendation_id
WHERE split_part(t.language, '-', 1) = %s AND t.origin <> 'plain'
"""  # noqa: S608 (our own constants)


@dataclass(frozen=True)
class Words:
    """The stems of one text in its language, with what each weighs."""

    language: str
    stems: frozenset[str]
    shares: dict[str, float]
    rows: float

    def weight(self, stem: str) -> float:
        """The rarer, the more; what stands nearly everywhere weighs next to nothing."""
        return log(1 / self.shares.get(stem, self.rarest))

    @cached_property
    def rarest(self) -> float:
        """The share given to a stem that is not among the common ones."""
        return min(self.shares.values(), default=0.02) / 2

    @property
    def telling(self) -> list[str]:
        """Stems worth asking for, the rarest first; of equally rare ones the longest."""
        kept = [
            stem
            for stem in self.stems
            if len(stem) > 1 and not stem.isdigit() and self.shares.get(stem, 0) <= TELLING
        ]
        return sorted(kept, key=lambda stem: (-self.weight(stem), -len(stem), stem))

    @cached_property
    def asked(self) -> tuple[list[str], int]:
        """The few that are asked of the table, and how many of them must stand in one text.

        Rare ones, and some of which others are sure to hold too; fewer where they are common, since every
        combination is asked.
        """
        rare = [stem for stem in self.telling if stem not in self.shares][:MOST_UNKNOWN]
        common = [stem for stem in self.telling if stem in self.shares]
        chosen = (rare + common)[:ASKED_STEMS]
        together = self._together(chosen)
        if together > 2:
            chosen = chosen[:ASKED_OF_COMMON]
            together = self._together(chosen)
        return chosen, together

    def _together(self, chosen: list[str]) -> int:
        """So many that not too many texts have to be looked at."""
        chances = [1.0]  # of meeting none, one, two … of them, as if they knew nothing of each other
        for stem in chosen:
            share = self.shares.get(stem, self.rarest)
            chances = [
                (chances[n] if n < len(chances) else 0) * (1 - share) + (chances[n - 1] if n else 0) * share
                for n in range(len(chances) + 1)
            ]
        wanted = (n for n in range(2, len(chances)) if self.rows * sum(chances[n:]) <= ENOUGH_ROWS)
        return min(next(wanted, len(chosen)), len(chosen))

    def score(self, theirs: set[str]) -> float:
        """0 to 1: the weight of what both hold, against what each holds."""
        both = sum(self.weight(stem) ** 2 for stem in self.stems & theirs)
        own, other = (sum(self.weight(stem) ** 2 for stem in held) for held in (self.stems, theirs))
        return both / sqrt(own * other) if own and other else 0.0


@dataclass(frozen=True)
class Alike:
    """One similar recommendation: its line with the shared words marked, and how alike it is."""

    hit: Hit
    score: float

    @property
    def percent(self) -> int:
        """The score for people."""
        return round(self.score * 100)

    @property
    def is_nearly_the_same(self) -> bool:
        """Asks nearly the same."""
        return self.score >= NEARLY_THE_SAME


@dataclass(frozen=True)
class Found:
    """What is like one recommendation, by key, and the words by which it was found."""

    scores: dict[int, float]
    words: list[Words]

    def best(self, keys: "set[int] | None" = None, limit: int | None = None) -> list[int]:
        """Keys, the most alike first."""
        chosen = [key for key in self.scores if keys is None or key in keys]
        return sorted(chosen, key=lambda key: (-self.scores[key], key))[:limit]

    def lines(self, keys: list[int]) -> list[Alike]:
        """Those as lines of a list, shared words marked, in this order."""
        rows = {row.pk: row for row in for_lines(SearchRow.objects.filter(pk__in=keys))}
        ordered = [rows[key] for key in keys if key in rows]
        return [Alike(hit, self.scores[hit.row.pk]) for hit in hits(ordered, self._marks())]

    def _marks(self) -> Compiled | None:
        marks = {"": ""}
        chinese: tuple[str, ...] = ()
        for one in self.words:
            if one.language == "zh":
                chinese = tuple(stem for stem in one.telling if len(stem) > 1)
            else:
                code = one.language if one.language in CONFIGURATIONS else ""
                marks[code] = " | ".join(quoted(stem) for stem in one.telling)
        return Compiled("", marks, chinese) if any(marks.values()) or chinese else None


def similar_to(
    recommendation: Recommendation, *, states: Collection[int] = (), known: "Found | None" = None
) -> Found:
    """Current requests like this one, of this State and of others; with `states`, addressed to these, each.

    Six statements at the most, whatever the size of the register. Uses `texts`, or the words that an
    earlier answer (`known`) was found by.
    """
    scores: dict[int, float] = {}
    used = []
    for words in known.words if known else map(_words, _texts(recommendation)):
        keys = _candidates(words, recommendation.pk, states)
        for key, theirs in _their_stems(words, keys):
            score = words.score(theirs)
            if score >= LEAST_SCORE:
                scores[key] = max(score, scores.get(key, 0.0))
        used.append(words)
    return Found(scores, used)


def _texts(recommendation: Recommendation) -> list[RecommendationText]:
    """The original, and the English text beside it: most of what other States were asked is in English."""
    original = recommendation.original
    english = recommendation.text_in("en")
    found = {row.language.split("-")[0]: row for row in (original, english) if row and row.text.strip()}
    return list(found.values())


def _words(text: RecommendationText) -> Words:
    language = text.language.split("-")[0]
    content = _asked(text.text)
    config = CONFIGURATIONS.get(language, SIMPLE)
    shares: dict[str, float] = {}
    stems, rows = set(), 0.0
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [config, parted(content) if language == "zh" else content])
        for stem, share in cursor.fetchall():
            if stem is None:
                rows = max(float(share), 0.0)
            elif share is None:
                stems.add(stem)
            else:
                shares[stem] = max(float(share), 1e-6)
    return Words(language, frozenset(stems), shares, rows)


def _candidates(words: Words, key: int, states: Collection[int]) -> list[int]:
    """Keys of what holds enough of the asked stems, the best by rank; of this State and of others apart."""
    chosen, together = words.asked
    if not chosen:
        return []
    asked = [quoted(stem) for stem in chosen]
    values: dict[str, Any] = {
        "any": " | ".join(asked),
        "enough": _at_least(together, asked),
        "self": key,
        "most": CANDIDATES,
        "states": list(states),
    }
    only = "AND countries && %(states)s::bigint[]" if states else ""
    group = "countries" if states else "is_home"
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(group=group, only=only), values)
        return [row[0] for row in cursor.fetchall()]


def _at_least(number: int, asked: list[str]) -> str:
    """A tsquery that is met by any so many of these."""
    if number <= 1:
        return " | ".join(asked)
    return " | ".join(
        f"({asked[place]} & ({_at_least(number - 1, asked[place + 1 :])}))"
        for place in range(len(asked) - number + 1)
    )


def _their_stems(words: Words, keys: list[int]) -> list[tuple[int, set[str]]]:
    """Recommendation → the stems of its text in the same language."""
    if not keys:
        return []
    if words.language == "zh":
        rows = RecommendationText.objects.filter(recommendation__in=keys, language__startswith="zh")
        return [(row.recommendation_id, set(parted(_asked(row.text)).split())) for row in rows]
    config = CONFIGURATIONS.get(words.language, SIMPLE)
    with connection.cursor() as cursor:
        cursor.execute(_THEIRS, [config, keys, words.language])
        return [(key, set(stems)) for key, stems in cursor.fetchall()]


def _asked(text: str) -> str:
    """The text without those who ask; all of it where nothing else is in it."""
    return re.sub(WHO_ASKED, "", text)[:LONGEST] or text[:LONGEST]


def quoted(stem: str) -> str:
    """As a tsquery reads it letter by letter."""
    doubled = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def home_and_others(found: Found) -> tuple[list[int], list[int]]:
    """Keys of this State's, and of other States' alone, each the most alike first."""
    home = set(SearchRow.objects.filter(pk__in=found.scores, is_home=True).values_list("pk", flat=True))
    return found.best(home), found.best(set(found.scores) - home)
