"""Which labels stand for something here: the reference tables in small, without the tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from recommendations.uhri import symbols, vocab
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.records import ENGLISH, UhriRecord

THEME, PERSONS, SDG = "theme", "persons", "sdg"
UNNAMED_BODY = "unnamed-body"


@dataclass
class KnownLabels:
    """Folded label (and kind) → key of its row."""

    mechanisms: dict[str, int] = field(default_factory=dict)
    tags: dict[tuple[str, str], int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    """Spellings of States that the house mapped itself, for `COUNTRIES.learn`."""

    @cached_property
    def edition(self) -> str:
        """Differs where any label of a tag or a State stands for something else than it did."""
        known = [sorted(self.tags.items()), sorted(self.states.items())]
        return hashlib.blake2b(repr(known).encode(), digest_size=6).hexdigest()

    def mechanism_of(self, record: UhriRecord) -> int | None:
        """The mechanism named by the record, else the one its symbol stands for; None if unknown."""
        label = record.body_label or symbols.body_of(record.symbol)
        if not label and (record.upr_session or record.upr_cycle or record.upr_positions):
            label = "UPR"
        if not label:
            return self.mechanisms.get(vocab.fold(UNNAMED_BODY))
        found = self._body(label)
        if found is None and record.language != ENGLISH:  # its labels are translated; its symbol is not
            found = self._body(symbols.body_of(record.symbol))
        return found

    def _body(self, label: str) -> int | None:
        known = self.mechanisms
        return known.get(vocab.fold(vocab.body_label(label))) or known.get(vocab.fold(label))

    def tag_of(self, kind: str, label: str, code: str = "") -> int | None:
        """The tag behind a label; SDGs go by their code."""
        if code:
            return self.tags.get((kind, code.casefold()))
        return self.tags.get((kind, vocab.fold(label)))

    def labels_of(self, record: UhriRecord) -> list[tuple[str, str, str]]:
        """Kind, label and code of every tag that the record carries."""
        found = [(THEME, label, "") for label in record.themes]
        found += [(PERSONS, label, "") for label in record.persons]
        found += [(SDG, sdg.label, sdg.code) for sdg in record.sdgs]
        return found

    def unknown_labels(self, record: UhriRecord) -> list[str]:
        """Labels that stand for nothing here yet."""
        found = [label for kind, label, code in self.labels_of(record) if not self.tag_of(kind, label, code)]
        if self.mechanism_of(record) is None:
            found.append(record.body_label or record.symbol or "-")
        found += [label for label in record.recommending_countries if not COUNTRIES.find(label)]
        return found

    def states_of(self, labels: tuple[str, ...]) -> set[str]:
        """ISO3 codes of the labels that are known."""
        return {code for code in map(COUNTRIES.find, labels) if code}
