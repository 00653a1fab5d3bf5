"""States and territories by every spelling that UHRI, the UN and people use, in six languages."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "data" / "countries.csv"

NEAR = 0.8
"""How alike a misspelt name is to the one that was probably meant, from 0 to 1."""

_SEPARATORS = re.compile(r"[\s'’‘\u02bc`\u00b4.,()*\u00ad\u200b-\u200f\u2010-\u2015-]+")
_AND = re.compile(r"\s*&\s*")
_ARTICLE = re.compile(r"(?:the|la|le|les|el|los|las)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Country:
    """One row of the names file. `status` is member, observer, non-member state, area, other or invented."""

    iso3: str
    iso2: str
    status: str
    region: str
    names: Mapping[str, str]
    aliases: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names["en"]


def fold_name(name: str) -> str:
    """A name without accents, case, punctuation, asterisk or leading article."""
    name = _ARTICLE.sub("", _AND.sub(" and ", name.strip().lstrip("-").strip()), count=1)
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) or ord(letter) > 0x36F)
    return _SEPARATORS.sub("", bare).casefold()


class Countries:
    """Finds an ISO3 code for a name. Where a spelling fits two rows, it finds none."""

    def __init__(self, file: Path = FILE) -> None:
        self.file = file
        self._find_once = lru_cache(maxsize=4096)(self._find)
        self._learned: dict[str, str] = {}

    @cached_property
    def by_code(self) -> dict[str, Country]:
        with self.file.open(encoding="utf-8", newline="") as rows:
            return {country.iso3: country for country in map(_country, csv.DictReader(rows))}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for country in self.by_code.values():
            for spelling in {fold_name(name) for name in (*country.names.values(), *country.aliases) if name}:
                found[spelling] = (
                    "" if spelling in found and found[spelling] != country.iso3 else country.iso3
                )
        return found

    @cached_property
    def _short_codes(self) -> dict[str, str]:
        return {country.iso2: country.iso3 for country in self.by_code.values() if country.iso2}

    def __iter__(self) -> Iterator[Country]:
        return iter(self.by_code.values())

    def is_code(self, text: str) -> bool:
        return text in self.by_code

    def find(self, name: str) -> str:
        """The ISO3 code of a name in any spelling, of an ISO3 or a two-letter code; nothing if unknown."""
        return self._find_once(name)

    def _find(self, name: str) -> str:
        bare = name.strip().lstrip("-").strip().rstrip("*").strip()
        code = bare.upper()
        if len(code) == 3 and code in self.by_code:
            return code
        if len(bare) == 2 and bare.isupper() and code in self._short_codes:
            return self._short_codes[code]
        folded = fold_name(bare)
        return self._spellings.get(folded, "") or self._learned.get(folded, "")

    def nearest(self, name: str) -> str:
        """The name of the State whose spelling is nearest, where one is near enough; else nothing."""
        found = get_close_matches(fold_name(name[:80]), self._spellings, n=1, cutoff=NEAR)
        code = self._spellings[found[0]] if found else ""
        return self.name_of(code) if code else ""

    def learn(self, spellings: Mapping[str, str]) -> None:
        """Spellings that the house mapped itself, folded, beside those of the file; those of before go."""
        if self._learned != spellings:
            self._learned = dict(spellings)
            self._find_once.cache_clear()

    def name_of(self, iso3: str, language: str = "en") -> str:
        country = self.by_code[iso3]
        return country.names.get(language) or country.name


def _country(row: Mapping[str, str]) -> Country:
    names = {key.removeprefix("name_"): value for key, value in row.items() if key.startswith("name_")}
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Country(row["iso3"], row["iso2"], row["status"], row["region"], names, aliases)


COUNTRIES = Countries()
