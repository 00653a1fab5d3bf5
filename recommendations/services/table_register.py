"""What the register holds of the rows of a table: by what a table said before, by paragraph, by text."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from recommendations.models import (
    Recommendation,
    RecommendationTag,
    RecommendationText,
    RecommendingState,
    TableEntry,
)
from recommendations.services.table_words import TableWords
from recommendations.tables.asked import asked
from recommendations.tables.records import TableRecord
from recommendations.uhri import symbols

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
TEXTS_KEPT = 40  # States whose texts are kept at hand while a table of all States is read


@dataclass
class Here:
    """One recommendation as the register has it."""

    pk: int
    is_uhri: bool
    document: int
    symbol: str
    paragraph: str
    kind: str
    title: str
    position: str
    is_partly_supported: bool
    position_on: Any
    position_source: str
    remark: str
    followup_due_on: Any
    due_on: Any
    texts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    recommending: set[str] = field(default_factory=set)
    tags: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    own_tags: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def text_in(self, language: str) -> tuple[int, str] | None:
        """Key and words of the text as the source gave it: UHRI's row, or the house's own."""
        return self.texts.get((language, "uhri")) or self.texts.get((language, "national"))


@dataclass(frozen=True)
class Match:
    """The recommendation that a row is about, and what a table said of it before."""

    pk: int
    entry: TableEntry | None = None
    is_own: bool = False  # taken out of this house by its key: what differs is meant


_FIELDS = (
    "pk", "annotation_id", "document", "document__symbol", "paragraph", "kind", "title", "upr_position",
    "is_partly_supported", "upr_position_on", "upr_position_source", "upr_remark", "followup_due_on",
    "due_on",
)  # fmt: skip


def known(keys: Collection[int]) -> dict[int, Here]:
    """The register's side of these recommendations, in a fixed number of queries."""
    found: dict[int, Here] = {}
    for row in Recommendation.objects.filter(pk__in=keys).values_list(*_FIELDS):
        found[row[0]] = Here(row[0], row[1] is not None, *row[2:])
    of_these = {"recommendation__in": list(found)}
    texts = RecommendationText.objects.filter(origin__in=["uhri", "national"], **of_these)
    for owner, language, origin, pk, text in texts.values_list(
        "recommendation", "language", "origin", "pk", "text"
    ):
        found[owner].texts[language, origin] = (pk, text)
    for owner, code in RecommendingState.objects.filter(**of_these).values_list(
        "recommendation", "country__iso3"
    ):
        found[owner].recommending.add(code)
    tags = RecommendationTag.objects.filter(**of_these)
    for owner, kind, tag, origin in tags.values_list("recommendation", "tag__kind", "tag", "origin"):
        found[owner].tags[kind].add(tag)
        if origin == RecommendationTag.Origin.NATIONAL:
            found[owner].own_tags[kind].add(tag)
    return found


class Register:
    """Finds the recommendation that each row of a table is about. One pass may claim each only once."""

    def __init__(self, words: TableWords) -> None:
        self.words = words
        self.claimed: dict[int, str] = {}
        self._texts: dict[tuple[str, int], dict[str, list[tuple[int, str, int | None]]]] = {}

    def matches(self, records: Iterable[TableRecord]) -> dict[str, Match]:
        """Row's key → the recommendation, for the rows that are here already."""
        rows = list(records)
        found = self._by_entry(rows)
        found |= self._by_public_id([row for row in rows if row.key not in found])
        for pk in (match.pk for match in found.values()):
            self.claimed.setdefault(pk, "")
        left = [row for row in rows if row.key not in found]
        found |= self._by_paragraph(left)
        found |= self._by_text([row for row in left if row.key not in found])
        return found

    def _by_entry(self, rows: list[TableRecord]) -> dict[str, Match]:
        entries = TableEntry.objects.filter(key__in=[row.key for row in rows]).select_related(
            "recommendation"
        )
        return {entry.key: Match(_present(entry.recommendation), entry) for entry in entries}

    def _by_public_id(self, rows: list[TableRecord]) -> dict[str, Match]:
        """Rows that were taken out of this house: their reference is the recommendation's own key."""
        wanted = {row.ref: row for row in rows if _UUID.match(row.ref)}
        here = Recommendation.objects.filter(public_id__in=list(wanted), annotation_id=None, replaced_by=None)
        return {
            wanted[str(key)].key: Match(pk, is_own=True)
            for pk, key in here.values_list("pk", "public_id")
            if str(key) in wanted
        }

    def _by_paragraph(self, rows: list[TableRecord]) -> dict[str, Match]:
        wanted = [row for row in rows if row.paragraph and row.document.symbol]
        if not wanted:
            return {}
        bases = {symbols.without_reissue(row.document.symbol) for row in wanted}
        given = bases | {symbols.tidy(row.document.symbol) for row in wanted}
        here = Recommendation.objects.filter(
            document__symbol__in=given, paragraph__in={row.paragraph for row in wanted}
        ).order_by("annotation_id", "pk")  # what has no annotation comes last
        by_place: dict[tuple[str, str], list[Recommendation]] = defaultdict(list)
        for one in here.select_related("document").prefetch_related("addressees__country"):
            by_place[symbols.without_reissue(one.document.symbol), _place(one.paragraph)].append(one)
        found: dict[str, Match] = {}
        for row in wanted:
            for one in by_place[symbols.without_reissue(row.document.symbol), _place(row.paragraph)]:
                addressed = {addressee.country.iso3 for addressee in one.addressees.all()}
                if addressed & set(row.states) and self._claim(_present(one), row):
                    found[row.key] = Match(_present(one))
                    break
        return found

    def _by_text(self, rows: list[TableRecord]) -> dict[str, Match]:
        found: dict[str, Match] = {}
        for row in rows:
            mechanism = self.words.mechanism_of(row.mechanism)
            if not mechanism or not row.states:
                continue
            for pk, symbol, cycle in self._texts_of(row.states[0], mechanism).get(asked(row.text), ()):
                same_symbol = not (symbol and row.document.symbol) or symbols.without_reissue(
                    symbol
                ) == symbols.without_reissue(row.document.symbol)
                same_cycle = not (cycle and row.document.cycle) or cycle == row.document.cycle
                if same_symbol and same_cycle and self._claim(pk, row):
                    found[row.key] = Match(pk)
                    break
        return found

    def _claim(self, pk: int, row: TableRecord) -> bool:
        return self.claimed.setdefault(pk, row.key) == row.key

    def _texts_of(self, state: str, mechanism: int) -> dict[str, list[tuple[int, str, int | None]]]:
        """Comparable text → recommendations of that mechanism to that State, with symbol and cycle."""
        if (state, mechanism) not in self._texts:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.pop(next(iter(self._texts)))
            texts = RecommendationText.objects.filter(
                origin__in=["uhri", "national"],
                recommendation__addressees__country__iso3=state,
                recommendation__document__mechanism=mechanism,
                recommendation__replaced_by=None,
            )
            found: dict[str, list[tuple[int, str, int | None]]] = defaultdict(list)
            for pk, text, symbol, cycle in texts.order_by("-origin", "pk").values_list(
                "recommendation",
                "text",
                "recommendation__document__symbol",
                "recommendation__document__cycle",
            ):
                if key := asked(text):
                    found[key].append((pk, symbol, cycle))
            self._texts[state, mechanism] = dict(found)
        return self._texts[state, mechanism]


def _place(paragraph: str) -> str:
    return "".join(paragraph.split()).casefold()


def _present(recommendation: Recommendation) -> int:
    """The recommendation, or the one that stands in its place now."""
    seen = {recommendation.pk}
    while (later := recommendation.replaced_by) and later.pk not in seen:
        seen.add(later.pk)
        recommendation = later
    return recommendation.pk
