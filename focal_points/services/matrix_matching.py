"""Which recommendation a row of the State's own table is about: by symbol and paragraph, or by its words."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from recommendations.models import Part, Recommendation, RecommendationText
from recommendations.services import nearness
from recommendations.tables.asked import asked
from recommendations.uhri import symbols

SURE, POSSIBLE = 0.9, 0.6
APART = 0.03  # two that are as near as this are for a person to tell apart
MOST = 5
_PARAGRAPH = re.compile(r"(?:para(?:graph)?s?\.?|§|no\.?|n°|№|пункт|п\.|الفقرة)\s*", re.I)
# "CEDAW/C/XAA/CO/6, para. 15", by itself or before the text: people keep both in one cell.
_CITED = re.compile(
    r"\W*([A-Z]{1,7}(?:\.\d+)?(?:/[A-Z0-9.\-]*[A-Z0-9])+)[\s,،;:(]+"
    r"(para(?:graph)?s?\.?|párr\.?|§|no\.?|n°|№|пункт|п\.|الفقرة)?\s*"
    r"(\d+(?:\.\d+)?(?:\s*\(?[a-z](?![^\W\d_]))?)(?![\w.]*\d)[\s.:;,)–-]*",
    re.I,
)
_LETTER = re.compile(r"\(?([a-z])\)?$", re.I)


@dataclass(frozen=True)
class Candidate:
    """One recommendation that a row may be about, and how much of both texts is the same."""

    key: int
    score: float


@dataclass
class Matched:
    """What was found for a row. `how`: paragraph, text or near; empty where nothing is sure."""

    key: int | None = None
    part: int | None = None
    how: str = ""
    score: float = 1.0
    candidates: list[Candidate] = field(default_factory=list)


@dataclass
class Asked:
    """What a row says of the recommendation."""

    text: str = ""
    symbol: str = ""
    paragraph: str = ""


def cited(symbol: str, text: str) -> Asked | None:
    """Symbol, paragraph and the text that is left, where one cell holds them.

    At the beginning of a text the word “para.” has to stand between: a number alone may be anything.
    """
    if found := _CITED.match(symbol):
        return Asked(text, found[1], _closed(found[3]))
    found = _CITED.match(text)
    left = text[found.end() :] if found else ""
    return Asked(left, found[1], _closed(found[3])) if found and (found[2] or not left) else None


def _closed(paragraph: str) -> str:
    return f"{paragraph})" if "(" in paragraph else paragraph


class Register:
    """This State's recommendations in force, by place and by text. Loaded once for a table."""

    def __init__(self) -> None:
        rows = Recommendation.objects.home().current()
        self.by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.of_symbol: dict[str, set[int]] = defaultdict(set)
        for key, symbol, paragraph in rows.values_list("pk", "document__symbol", "paragraph"):
            base = _base(symbol)
            self.of_symbol[base].add(key)
            self.by_place[base, _place(paragraph)].append(key)
            self.by_place["", _place(paragraph)].append(key)
        self.parts: dict[int, dict[str, int]] = defaultdict(dict)
        for key, owner, label in Part.objects.standing().values_list("pk", "recommendation_id", "label"):
            self.parts[owner][_letter(label)] = key
        texts = RecommendationText.objects.filter(recommendation__in=rows, origin__in=["uhri", "national"])
        self.texts = [
            (owner, bare)
            for owner, text in texts.values_list("recommendation_id", "text")
            if (bare := asked(text))
        ]
        self.exact: dict[str, set[int]] = defaultdict(set)
        for owner, bare in self.texts:
            self.exact[bare].add(owner)

    def match(self, rows: Sequence[Asked]) -> list[Matched]:
        """For each row what it is about; those that need a comparison of texts together."""
        found = [self._by_place(row) or self._by_exact_text(row) for row in rows]
        left = [place for place, one in enumerate(found) if one is None and rows[place].text]
        near = self._near([asked(rows[place].text) for place in left])
        for place, candidates in zip(left, near, strict=True):
            found[place] = self._judged(rows[place], candidates)
        return [one or Matched() for one in found]

    def _by_place(self, row: Asked) -> Matched | None:
        """By symbol and paragraph; where several stand there, the text tells which."""
        if not row.paragraph or not row.symbol:
            return None
        base = _base(row.symbol)
        keys = self.by_place.get((base, _place(row.paragraph)), [])
        if len(keys) == 1:
            return Matched(keys[0], how="paragraph")
        if keys and row.text:
            own = self.exact.get(asked(row.text), set()) & set(keys)
            if len(own) == 1:
                return Matched(own.pop(), how="paragraph")
        if keys:
            return Matched(candidates=[Candidate(key, 1.0) for key in keys[:MOST]])
        return self._of_part(base, row.paragraph)

    def _of_part(self, base: str, paragraph: str) -> Matched | None:
        """Paragraph 23 (a), where 23 is divided and has a part a."""
        bare = _place(paragraph)
        letter = _LETTER.search(bare)
        if not letter:
            return None
        keys = self.by_place.get((base, bare[: letter.start()]), [])
        if len(keys) == 1 and (part := self.parts[keys[0]].get(letter[1].casefold())):
            return Matched(keys[0], part, how="paragraph")
        return None

    def _by_exact_text(self, row: Asked) -> Matched | None:
        bare = asked(row.text) if row.text else ""
        keys = set(self.exact.get(bare, ()))
        if not keys:
            return None
        if row.symbol and keys & self.of_symbol.get(_base(row.symbol), set()):
            keys &= self.of_symbol[_base(row.symbol)]
        if row.paragraph and len(keys) > 1:
            keys = keys & set(self.by_place.get(("", _place(row.paragraph)), ())) or keys
        if len(keys) == 1:
            return Matched(keys.pop(), how="text")
        return Matched(candidates=[Candidate(key, 1.0) for key in sorted(keys)[:MOST]])

    def _near(self, texts: list[str]) -> list[list[Candidate]]:
        known = [(str(place), text) for place, (_owner, text) in enumerate(self.texts)]
        found = []
        for ranked in nearness.ranked(texts, known, POSSIBLE):
            best: dict[int, float] = {}
            for match in ranked:
                owner = self.texts[int(match.key)][0]
                best[owner] = max(best.get(owner, 0.0), match.score)
            found.append([Candidate(key, score) for key, score in best.items()])
        return found

    def _judged(self, row: Asked, candidates: list[Candidate]) -> Matched:
        """Sure where one is near and no other is nearly as near."""
        if row.symbol and (own := self.of_symbol.get(_base(row.symbol))):
            candidates = [one for one in candidates if one.key in own] or candidates
        ranked = sorted(candidates, key=lambda one: -one.score)[:MOST]
        if not ranked:
            return Matched()
        first = ranked[0]
        alone = len(ranked) == 1 or first.score - ranked[1].score > APART
        if first.score >= SURE and alone:
            return Matched(first.key, how="near", score=first.score, candidates=ranked)
        return Matched(candidates=ranked)


def _base(symbol: str) -> str:
    return symbols.without_reissue(symbols.tidy(symbol)) if symbol else ""


def _place(paragraph: Any) -> str:
    bare = _PARAGRAPH.sub("", str(paragraph))
    return (
        re.sub(r"[\s().]+$|^[\s(]+", "", "".join(bare.split()).casefold()).replace("(", "").replace(")", "")
    )


def _letter(label: str) -> str:
    return label.strip("() .").casefold()
