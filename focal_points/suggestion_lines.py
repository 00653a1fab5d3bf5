"""Suggestions as people see them: what, how sure, and the nearest examples with the shared words."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from focal_points.models import Suggestion
from focal_points.services import suggestion_switch
from focal_points.snippets import shortened
from recommendations.models import Recommendation
from recommendations.recurring.folding import fold, tokens

_WORD = re.compile(r"\w+")
LENGTH = 240


@dataclass(frozen=True)
class Near:
    """One example that is near, its text in pieces: words, and whether they are shared."""

    recommendation: Recommendation
    pieces: list[tuple[str, bool]]
    language: str
    direction: str


@dataclass(frozen=True)
class Line:
    """One suggestion with its reasons."""

    suggestion: Suggestion
    nears: list[Near] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Found by a list of words, and by no example."""
    is_told: bool = False
    """Told by an institution in an update of this recommendation itself."""


def of_recommendation(recommendation: Recommendation, person: Any) -> list[Line]:
    """What is open for it, the surest first; nothing where this person is shown none."""
    if not suggestion_switch.shown_to(person):
        return []
    rows = Suggestion.objects.wanted().filter(recommendation=recommendation).for_list()
    return lines(sorted(rows, key=_order))


def refused_of(recommendation: Recommendation) -> list[Suggestion]:
    """What somebody said is wrong for it, and who."""
    rows = Suggestion.objects.filter(recommendation=recommendation, state=Suggestion.State.REFUSED)
    return list(rows.for_list().select_related("by").order_by("-at"))


def lines(rows: Iterable[Suggestion]) -> list[Line]:
    """With the examples behind them, fetched at once."""
    rows = list(rows)
    wanted = {reason["recommendation"] for row in rows for reason in row.reasons}
    examples = Recommendation.objects.for_list().in_bulk(wanted)
    return [_line(row, examples) for row in rows]


def leads_for(recommendations: Collection[int], person: Any) -> dict[int, Suggestion]:
    """Recommendation → the surest lead suggested for it; one query for a whole page."""
    if not recommendations or not suggestion_switch.shown_to(person):
        return {}
    rows = Suggestion.objects.wanted().filter(recommendation__in=recommendations, kind=Suggestion.Kind.LEAD)
    return {row.recommendation_id: row for row in rows.for_list().order_by("score")}


def _order(row: Suggestion) -> tuple[int, float, int]:
    return (Suggestion.Kind.values.index(row.kind), -row.score, row.pk)


def _line(row: Suggestion, examples: dict[int, Recommendation]) -> Line:
    own = [reason for reason in row.reasons if reason["recommendation"] == row.recommendation_id]
    if row.basis == Suggestion.Basis.WORDS:
        return Line(row, words=own[0]["words"] if own else [])
    nears = [
        near
        for reason in row.reasons
        if reason["recommendation"] != row.recommendation_id
        and (near := _near(examples.get(reason["recommendation"]), reason["words"]))
    ]
    return Line(row, nears=nears, is_told=bool(own))


def _near(example: Recommendation | None, words: list[str]) -> Near | None:
    original = example.original if example else None
    if example is None or original is None:
        return None
    text = shortened(original.text, LENGTH)
    return Near(example, marked(text, frozenset(words)), original.language, original.direction)


def marked(text: str, words: frozenset[str]) -> list[tuple[str, bool]]:
    """The text in pieces, those of these (folded) words marked."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in _places(text, words):
        if start >= at:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def _places(text: str, words: frozenset[str]) -> Iterable[tuple[int, int]]:
    """Where the words stand; Chinese ones, which have no spaces around them, wherever their letters do."""
    for found in _WORD.finditer(text):
        folded = tokens(fold(found.group()))
        if words.intersection(folded):
            yield found.span()
        elif len(folded) > 1:
            for word in words:
                at = found.group().find(word)
                if at >= 0:
                    yield found.start() + at, found.start() + at + len(word)
