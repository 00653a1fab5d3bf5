"""The words of a table and the rows behind them: labels with old codes, mechanisms in any spelling."""

import re
from dataclasses import dataclass, field, replace
from uuid import UUID

from recommendations.models import Tag
from recommendations.services.uhri_vocabulary import Vocabulary
from recommendations.tables.records import TableRecord
from recommendations.uhri import vocab
from recommendations.uhri.records import Sdg, UhriRecord

_CODED = re.compile(r"^(?P<code>[A-H]\d{1,3})\s+(?P<label>\S.*)$")
_SEVERAL = re.compile(r"\s*[;|\n]\s*|\s*,\s*(?=[A-Z])")
_NO_RECORD = UUID(int=0)


@dataclass
class TableWords:
    """One look at the vocabularies, for the length of a run."""

    words: Vocabulary = field(default_factory=Vocabulary.load)

    def mechanism_of(self, label: str) -> int | None:
        """The mechanism of that code, name or acronym; None if nobody is called so."""
        known = self.words.mechanisms
        return known.get(vocab.fold(vocab.body_label(label))) or known.get(vocab.fold(label))

    def tags_of(self, record: TableRecord) -> dict[str, dict[int | str, str]]:
        """Kind → tag, or the label where nobody knows it → label."""
        found: dict[str, dict[int | str, str]] = {}
        for kind, labels in ((Tag.Kind.THEME, record.themes), (Tag.Kind.PERSONS, record.persons)):
            found[kind] = {}
            for label in labels:
                for one in self._divided(kind, label):
                    found[kind][self.tag_of(kind, one) or plain_label(one)] = plain_label(one)
        found[Tag.Kind.SDG] = {
            self.words.tag_of(Tag.Kind.SDG, sdg.label, sdg.code) or sdg.label: sdg.label
            for sdg in record.sdgs
        }
        return found

    def tag_of(self, kind: str, label: str) -> int | None:
        """The tag behind a label, through its name, any former name, or the code it had in 2014."""
        if found := self.words.tag_of(kind, label):
            return found
        if coded := _CODED.match(label):
            return self.words.tag_of(kind, coded["label"]) or self.words.tag_of(kind, coded["code"])
        return None

    def _divided(self, kind: str, label: str) -> list[str]:
        """The label, or its parts where the whole is unknown and every part is known: "Children; Women"."""
        if self.tag_of(kind, label):
            return [label]
        parts = [part for part in _SEVERAL.split(label) if part]
        return parts if len(parts) > 1 and all(self.tag_of(kind, part) for part in parts) else [label]

    def unknown_labels(self, record: TableRecord) -> list[str]:
        """Labels that stand for nothing here yet."""
        found = [key for tags in self.tags_of(record).values() for key in tags if isinstance(key, str)]
        return found if self.mechanism_of(record.mechanism) else [*found, record.mechanism]

    def ensure_tags(self, record: TableRecord) -> dict[str, set[int]]:
        """Keys of the record's tags by kind; a label that nobody knows becomes one that waits."""
        found: dict[str, set[int]] = {}
        missing: dict[str, list[str]] = {}
        for kind, tags in self.tags_of(record).items():
            found[kind] = {key for key in tags if isinstance(key, int)}
            missing[kind] = [key for key in tags if isinstance(key, str)]
        if any(missing.values()):
            codes = {sdg.label: sdg for sdg in record.sdgs}
            bare = replace(
                _EMPTY,
                language=record.language,
                themes=tuple(missing[Tag.Kind.THEME]),
                persons=tuple(missing[Tag.Kind.PERSONS]),
                sdgs=tuple(codes.get(label, Sdg("", label)) for label in missing[Tag.Kind.SDG]),
            )
            for kind, made in self.words.ensure_tags(bare).items():
                found[kind] |= made
        return found

    def ensure_mechanism(self, label: str) -> int:
        """The mechanism; one that nobody knows is made, and waits to be mapped."""
        return self.mechanism_of(label) or self.words.ensure_mechanism(replace(_EMPTY, body_label=label))


def plain_label(label: str) -> str:
    """The label without the code that opened it in 2014."""
    coded = _CODED.match(label)
    return coded["label"] if coded else label


_EMPTY = UhriRecord(_NO_RECORD, 0)
