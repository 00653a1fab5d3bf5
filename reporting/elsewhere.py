"""Who else was asked this, and what did they do? Nearly the same requests to other States, State by State.

Nothing is known here of what another State did but what the mechanisms themselves said later: whether a later
document of the same mechanism asks it again, and how a committee graded it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from focal_points.models import SearchRow
from focal_points.similar import NEARLY_THE_SAME, Alike, Found, similar_to
from recommendations.models import Country, MechanismGrade, Recommendation

MOST_STATES = 8
AGAIN = 0.4
"""So alike is what counts as the same request to the same State again."""
TOUCHES = 0.3
"""And so alike what touches the same in other words."""
MOST_TOUCHING = 3
_LATER = """
SELECT DISTINCT country, mechanism, document, published_on
FROM focal_points_searchrow, unnest(countries) AS country
WHERE is_current AND countries && %s::bigint[] AND country = ANY(%s) AND mechanism = ANY(%s)
"""


@dataclass(frozen=True)
class Asked:
    """The request as one document of another State makes it."""

    alike: Alike
    grades: list[MechanismGrade] = field(default_factory=list)

    @property
    def row(self) -> SearchRow:
        """Its line of the search table."""
        return self.alike.hit.row

    @property
    def recommendation(self) -> Recommendation:
        """What was asked."""
        return self.row.recommendation


@dataclass(frozen=True)
class Elsewhere:
    """One other State: every time it was asked, the oldest first, and what the mechanism said later.

    `touching` are later paragraphs of the same mechanisms on the same in other words; `later_documents`
    counts those that say nothing of the kind.
    """

    country: Country
    asked: list[Asked]
    touching: list[Asked]
    later_documents: int

    @property
    def is_repeated(self) -> bool:
        """Asked in more than one document."""
        return len({one.row.document for one in self.asked}) > 1

    @property
    def best(self) -> Asked:
        """The one most like ours."""
        return max(self.asked, key=lambda one: one.alike.score)


def asked_elsewhere(recommendation: Recommendation, found: Found, others: list[int]) -> list[Elsewhere]:
    """States asked nearly the same, the most alike first. A fixed number of statements."""
    nearly = [key for key in others if found.scores[key] >= NEARLY_THE_SAME]
    states = _states(nearly, found)
    if not states:
        return []
    theirs = similar_to(recommendation, states=states, known=found)
    keys = [key for key in theirs.best() if theirs.scores[key] >= TOUCHES]
    lines = theirs.lines(keys)
    countries = Country.objects.prefetch_related("names").in_bulk(states)
    grades = _grades(keys)
    later = _later(states, {line.hit.row.mechanism for line in lines})
    result = []
    for state in states:
        said = [
            Asked(line, grades.get(line.hit.row.pk, [])) for line in lines if state in line.hit.row.countries
        ]
        said.sort(key=_when)
        asked = [one for one in said if one.alike.score >= AGAIN]
        if asked:
            touching = [one for one in said if one not in asked and _is_later(one, asked)]
            number = _number_later(later.get(state, []), asked, touching)
            result.append(Elsewhere(countries[state], asked, touching[:MOST_TOUCHING], number))
    return result


def _when(one: Asked) -> tuple[date, int]:
    return one.row.published_on or date.min, one.row.pk


def _is_later(one: Asked, asked: list[Asked]) -> bool:
    """In another document of a mechanism that asked, after it first did."""
    return any(
        one.row.mechanism == first.row.mechanism
        and one.row.document != first.row.document
        and _when(one) > _when(first)
        for first in asked
    )


def _states(keys: list[int], found: Found) -> list[int]:
    """Keys of the States that these are addressed to, the most alike first; never this house’s own."""
    held = dict(SearchRow.objects.filter(pk__in=keys, is_home=False).values_list("pk", "countries"))
    ordered = [state for key in found.best(set(held)) for state in held[key]]
    return list(dict.fromkeys(ordered))[:MOST_STATES]


def _grades(keys: list[int]) -> dict[int, list[MechanismGrade]]:
    grades: dict[int, list[MechanismGrade]] = defaultdict(list)
    for grade in MechanismGrade.objects.filter(recommendation__in=keys).order_by("given_on", "pk"):
        grades[grade.recommendation_id].append(grade)
    return grades


def _later(states: list[int], mechanisms: set[int]) -> dict[int, list[tuple[int, int, Any]]]:
    """State → its documents of these mechanisms: (mechanism, document, day)."""
    found: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [states, states, sorted(mechanisms)])
        for state, mechanism, document, day in cursor.fetchall():
            found[state].append((mechanism, document, day))
    return found


def _number_later(documents: list[tuple[int, int, Any]], asked: list[Asked], touching: list[Asked]) -> int:
    """Documents of a mechanism that asked, later than the last time any asked it, that are silent on it."""
    last = max((one.row.published_on for one in asked if one.row.published_on), default=None)
    mechanisms = {one.row.mechanism for one in asked}
    touched = {one.row.document for one in touching}
    return len(
        {
            document
            for mechanism, document, day in documents
            if last and day and day > last and mechanism in mechanisms and document not in touched
        }
    )
