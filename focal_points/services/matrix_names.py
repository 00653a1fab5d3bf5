"""Institutions as a State's own table names them: by name in any language, alias, acronym or code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from focal_points.models import Institution, InstitutionName
from recommendations.uhri.vocab import fold

_SEVERAL = re.compile(r"\s*(?:[\n;|/]|,(?=\s)|\s(?:et|and|y|e|и|و|&)\s)\s*")
_BRACKETS = re.compile(r"^(?P<name>.+?)\s*\((?P<short>[^()]{2,30})\)$", re.S)
_SMALL = re.compile(
    r"\b(?:the|of|for|and|de|du|des|la|le|les|l|d|del|el|los|las|y|et|ministry|ministère|ministerio)\b"
)
LIKE = 0.8


@dataclass
class Names:
    """One look at all institutions, for the length of a run."""

    by_name: dict[str, int] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Names":
        """Every institution that is not closed. A name that two bear says nothing."""
        found, doubled = cls(), set()
        rows = Institution.objects.current().for_list()
        for one in rows:
            found.by_code[fold(one.code)] = one.pk
            found.labels[one.pk] = str(one)
        for key, name in InstitutionName.objects.filter(institution__in=rows).values_list(
            "institution_id", "name"
        ):
            for spelling in {fold(name), plain(name)} - {""}:
                if found.by_name.setdefault(spelling, key) != key:
                    doubled.add(spelling)
        for spelling in doubled:
            del found.by_name[spelling]
        return found

    def of(self, text: str) -> int | None:
        """The institution so called, None where none is."""
        name = " ".join(text.split())
        found = self._exactly(name)
        if found is None and (both := _BRACKETS.match(name)):
            found = self._exactly(both["name"]) or self._exactly(both["short"])
        return found

    def _exactly(self, name: str) -> int | None:
        return self.by_name.get(fold(name)) or self.by_code.get(fold(name)) or self.by_name.get(plain(name))

    def like(self, text: str) -> int | None:
        """The one whose name is nearest, to be offered, never taken unasked."""
        near = get_close_matches(fold(text), self.by_name, n=1, cutoff=LIKE)
        return self.by_name[near[0]] if near else None

    def divided(self, text: str, said: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Names in a cell that are known (or of which something was said), in order; and those that are not.

        The whole cell goes before its pieces: a name may hold "and" and commas itself.
        """
        whole = " ".join(text.split())
        if self._is_known(whole, said):
            return [whole], []
        by_line = [one for line in re.split(r"[\n;|]", text) if (one := " ".join(line.split()))]
        known, unknown = [], []
        for line in by_line:
            if self._is_known(line, said):
                known.append(line)
                continue
            pieces = [one for piece in _SEVERAL.split(line) if (one := " ".join(piece.split()))]
            if len(pieces) > 1 and any(self._is_known(piece, said) for piece in pieces):
                known += [piece for piece in pieces if self._is_known(piece, said)]
                unknown += [piece for piece in pieces if not self._is_known(piece, said)]
            else:
                unknown.append(line)
        return known, unknown

    def _is_known(self, name: str, said: Mapping[str, str]) -> bool:
        return fold(name) in said or self.of(name) is not None


def plain(name: str) -> str:
    """The name without the small words, so that "Justice" is the Ministry of Justice."""
    return " ".join(_SMALL.sub(" ", fold(name).replace("'", " ").replace("’", " ")).split())
