"""What the pages of recurring requests show: groups with their members side by side, shared words marked."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from focal_points.ask_figures import Times
from focal_points.listing import Hit, for_lines, hits
from focal_points.models import SearchRow
from recommendations.models import Ask, AskMember
from recommendations.recurring.marking import Piece, marked
from recommendations.services.ask_groups import Group


@dataclass(frozen=True)
class Line:
    """One member: its line, and its text with what it shares with the others."""

    hit: Hit
    pieces: list[Piece]
    language: str
    direction: str
    is_inside: bool
    alike: int | None  # of a hundred; None where nothing was found by the house
    part: str = ""  # its letter, where one part of a divided recommendation makes the request

    @property
    def recommendation(self) -> Any:
        """What was asked."""
        return self.hit.recommendation


@dataclass(frozen=True)
class Card:
    """One group, confirmed or proposed."""

    lines: list[Line]
    ask: Ask | None = None
    alike: int = 100
    weakest: int = 100

    @property
    def times(self) -> Times:
        """How often, by how many, since when."""
        rows = [line.hit.row for line in self.lines]
        years = [row.year for row in rows if row.year]
        return Times(len(rows), len({row.mechanism for row in rows}), min(years, default=None))

    @property
    def waiting(self) -> int:
        """How many members wait for a decision."""
        return sum(not line.is_inside for line in self.lines)


def cards(groups: Sequence[Group]) -> list[Card]:
    """Groups of proposals, with all that is shown of them, in a fixed number of queries."""
    found = _hits({key for group in groups for key in group.members})
    asks = Ask.objects.in_bulk({group.ask for group in groups if group.ask})
    parts = _parts(found)
    return [_card(group, found, asks.get(group.ask) if group.ask else None, parts) for group in groups]


def confirmed(ask: Ask, keys: Collection[int]) -> Card:
    """A request as it stands."""
    group = Group(ask=ask.pk, inside=set(keys))
    return _card(group, _hits(keys), ask, _parts(keys))


def _hits(keys: Collection[int]) -> dict[int, Hit]:
    rows = list(for_lines(SearchRow.objects.filter(pk__in=keys)))
    return {hit.row.pk: hit for hit in hits(rows)}


def _parts(keys: Collection[int]) -> dict[int, str]:
    """Recommendation → letter of the part that makes its request."""
    members = AskMember.objects.filter(recommendation__in=keys, part__removed_at=None)
    return dict(members.exclude(part=None).values_list("recommendation", "part__label"))


def _card(group: Group, found: dict[int, Hit], ask: Ask | None, parts: dict[int, str]) -> Card:
    members = sorted((found[key] for key in group.members if key in found), key=_by_time)
    language = Counter(pair.language for pair in group.pairs).most_common(1)
    texts = [hit.recommendation.text_in(language[0][0] if language else "en") for hit in members]
    pieces = marked([(text.text if text else "", text.language if text else "") for text in texts])
    best: dict[int, float] = {}
    for pair in group.pairs:
        for key in (pair.low_id, pair.high_id):
            best[key] = max(best.get(key, 0.0), pair.score)
    lines = [
        Line(
            hit,
            shown,
            text.language if text else "",
            text.direction if text else "auto",
            hit.row.pk in group.inside,
            round(best[hit.row.pk] * 100) if hit.row.pk in best else None,
            parts.get(hit.row.pk, ""),
        )
        for hit, text, shown in zip(members, texts, pieces, strict=True)
    ]
    return Card(lines, ask, round(group.score * 100), round(group.weakest * 100))


def _by_time(hit: Hit) -> tuple[Any, ...]:
    row = hit.row
    day = row.published_on or date(row.year or date.max.year, 12, 31)
    return (day, row.document, row.place, row.pk)
