"""What may stand in cells of chosen values, in every language that this house speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation

from recommendations.tables.columns import COLUMNS
from recommendations.uhri.records import LANGUAGES
from recommendations.uhri.vocab import fold


@dataclass(frozen=True)
class TableVocabulary:
    """Mechanisms by every spelling (folded) with their codes, and names to choose from."""

    mechanisms: Mapping[str, str] = field(default_factory=dict)
    mechanism_names: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def mechanism_of(self, text: str) -> str:
        """The code behind a name, an acronym, a code, or "name (code)"; nothing if unknown."""
        folded = fold(text)
        if folded in self.mechanisms:
            return self.mechanisms[folded]
        if text.rstrip().endswith(")") and "(" in text:
            name, _bracket, short = text.rstrip().rstrip(")").rpartition("(")
            return self.mechanisms.get(fold(name)) or self.mechanisms.get(fold(short)) or ""
        return ""

    def choice_of(self, column: str, text: str) -> str | None:
        """The value behind a label in any language; None where it is none of the column's."""
        return spellings(column, self.choices[column]).get(fold(text))

    def shown(self, column: str) -> list[str]:
        """What can be chosen, in the reader's language."""
        return [str(label) for label in self.choices[column].values()]


_SPELLINGS: dict[str, dict[str, str]] = {}


def spellings(column: str, labels: Mapping[str, Any]) -> dict[str, str]:
    """Label in every language, and the value itself, folded → value."""
    if column not in _SPELLINGS:
        found = {fold(value): value for value in labels if value}
        for language in _languages():
            with translation.override(language):
                for value, label in labels.items():
                    found.setdefault(fold(str(label)), value)
        _SPELLINGS[column] = found
    return _SPELLINGS[column]


@cache
def headings() -> dict[str, str]:
    """Heading in every language, and the column's key, folded → key."""
    found = {fold(column.key): column.key for column in COLUMNS}
    for language in _languages():
        with translation.override(language):
            for column in COLUMNS:
                found.setdefault(fold(str(column.heading)), column.key)
    return found


@cache
def languages() -> dict[str, str]:
    """Code, English and own name of a language, folded → its code."""
    found: dict[str, str] = {}
    for code in dict.fromkeys([*LANGUAGES, *(code.split("-")[0] for code in _languages())]):
        found[fold(code)] = code
        try:
            about = translation.get_language_info("zh-hans" if code == "zh" else code)
        except KeyError:
            continue
        found |= {fold(about["name"]): code, fold(about["name_local"]): code}
    return found


def _languages() -> Iterable[str]:
    return [code for code, _name in settings.LANGUAGES]
