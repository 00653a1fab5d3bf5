"""What the UN asks of a report: sections, length, and where a recommendation belongs. Read from data."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"
GENERAL = "general"
REPORT_LANGUAGES = ("en", "fr", "ar")

Wordings = Mapping[str, str]


@dataclass(frozen=True)
class SectionPlan:
    """One section that a guideline asks for; `feeds` names what in the record fills it."""

    key: str
    titles: Wordings
    feeds: tuple[str, ...]
    map_name: str = ""


@dataclass(frozen=True)
class Guideline:
    """The structure and the limit of one kind of report."""

    key: str
    mechanisms: tuple[str, ...]
    titles: Wordings
    symbol: str
    word_limit: int | None
    limit_source: str
    structure_source: str
    due: Wordings
    sections: tuple[SectionPlan, ...]

    @property
    def mechanisms_upper(self) -> set[str]:
        """Codes in capitals, for a code is a code however it is spelt."""
        return {code.upper() for code in self.mechanisms}

    @property
    def is_general(self) -> bool:
        """Whether this is the structure used where no UN guideline is known."""
        return self.key == GENERAL

    def feeds(self) -> set[str]:
        """Everything that some section asks for."""
        return {feed for section in self.sections for feed in section.feeds}


@dataclass(frozen=True)
class Group:
    """An article, some articles, or a group of themes, under one heading of a report."""

    key: str
    titles: Wordings
    articles: tuple[int, ...]
    themes: frozenset[str]
    is_general: bool


@dataclass(frozen=True)
class Treaty:
    """A treaty as it stands in the title of a report, and the article under which one reports."""

    names: Wordings
    article: str


def for_mechanism(code: str) -> Guideline:
    """The guideline that names the mechanism, or the general structure."""
    guidelines = _guidelines()
    return next((g for g in guidelines.values() if code.upper() in g.mechanisms_upper), guidelines[GENERAL])


def by_key(key: str) -> Guideline:
    """The guideline with this key."""
    return _guidelines()[key]


def treaty_of(code: str) -> Treaty | None:
    """The treaty of a treaty body that receives periodic reports."""
    return _treaties().get(code.upper())


def groups(section: SectionPlan, mechanism_code: str) -> tuple[Group, ...]:
    """The sub-headings of a section: the articles of the treaty, or groups of themes."""
    name = mechanism_code.upper() if section.map_name == "treaty" else section.map_name
    return _maps().get(name, ())


def place(themes: Collection[str], among: Collection[Group]) -> Group | None:
    """The group a recommendation with these themes belongs to; None where it fits nowhere.

    Most shared themes win, the earlier group where two share as many; a general group gets only what
    no particular one shares a theme with.
    """
    wanted = set(themes)
    for is_general in (False, True):
        shared = [(len(wanted & g.themes), g) for g in among if g.is_general is is_general]
        best = max((count for count, _ in shared), default=0)
        if best:
            return next(group for count, group in shared if count == best)
    return None


def words_in(text: str, language: str) -> int:
    """Words as a word processor counts them; in Chinese every ideograph is one."""
    if language.startswith("zh"):
        ideographs = re.findall(r"[\u3400-\u9fff\uf900-\ufaff]", text)
        rest = re.sub(r"[\u3400-\u9fff\uf900-\ufaff]", " ", text)
        return len(ideographs) + len(re.findall(r"\w+", rest))
    return len([word for word in text.split() if any(character.isalnum() for character in word)])


def _read(name: str) -> dict:
    with (DATA / name).open(encoding="utf-8") as file:
        return yaml.safe_load(file)


@cache
def _guidelines() -> dict[str, Guideline]:
    read = {}
    for row in _read("report_guidelines.yaml")["guidelines"]:
        read[row["key"]] = Guideline(
            key=row["key"],
            mechanisms=tuple(row["mechanisms"]),
            titles=row["title"],
            symbol=row["symbol"],
            word_limit=row["word_limit"],
            limit_source=row["limit_source"],
            structure_source=row["structure_source"],
            due=row["due"],
            sections=tuple(
                SectionPlan(s["key"], s["title"], tuple(s["feeds"]), s.get("map", ""))
                for s in row["sections"]
            ),
        )
    return read


@cache
def _treaties() -> dict[str, Treaty]:
    rows = _read("report_guidelines.yaml")["treaties"]
    return {code: Treaty(row["name"], str(row["article"])) for code, row in rows.items()}


@cache
def _maps() -> dict[str, tuple[Group, ...]]:
    return {
        name: tuple(
            Group(
                row["key"],
                row["title"],
                tuple(row.get("articles", ())),
                frozenset(row["themes"]),
                row.get("general", False),
            )
            for row in rows
        )
        for name, rows in _read("section_map.yaml")["maps"].items()
    }
