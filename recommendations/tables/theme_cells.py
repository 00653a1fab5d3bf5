"""The cells for themes, persons and SDGs of a thematic list: labels, one a line, under headings."""

import re
from dataclasses import dataclass, field

from recommendations.uhri.clean import plain

THEMES, PERSONS, SDGS = "themes", "persons", "sdgs"
_BULLET = re.compile(r"^\s*(?:[-–—•·*▪◦\uf0b7\uf0a7]\s*)+(?=\D|\d)")
_PERSONS = re.compile(
    r"(?:affected|concerned|groups?|categor).{0,12}persons?|persons? (?:affected|concerned)|"
    r"(?:groupes?|catégories?) de personnes|personnes? (?:touch|concern|affect|visé)|"
    r"(?:grupos?|categorías?) de personas|personas? (?:afectad|interesad|en cuestión)|"
    r"затрагиваемы|затронуты|группы лиц|категории лиц|(?:الأشخاص|أشخاص|الفئات)|(?:受影响|有关)?人员|人群|群体",
    re.I,
)
_SDGS = re.compile(
    r"\bSDGs?\b|sustainable development|\bODD\b|développement durable|\bODS\b|desarrollo sostenible|\bЦУР\b|"
    r"устойчивого развития|التنمية المستدامة|可持续发展",
    re.I,
)
_THEMES = re.compile(r"\bthemes?\b|\bthèmes?\b|\btemas?\b|\bтем[аы]\b|المواضيع|الموضوع|主题|专题", re.I)
_HEADING = re.compile(r"^(?P<name>[^:：]{2,60})[:：]\s*(?P<rest>.*)$", re.S)
_SDG_START = re.compile(r"^(?:SDGs?\s*)?(?:[1-9]|1[0-7])(?:\.(?:\d{1,2}|[a-d]))?(?=\s|[-–.:,;]|$)", re.I)
# Each number is read in one way only: a long run of digits would be tried in all its divisions.
_ONLY_CODES = re.compile(
    r"^(?:(?:SDGs?\s*+)?+\d{1,2}+(?!\d)(?:\.(?:\d{1,2}+(?!\d)|[a-d]))?+\s*+[,;/]?+\s*+(?:and\s++)?+)++$", re.I
)
_CODES = re.compile(r"\d{1,2}(?:\.(?:\d{1,2}|[a-d]))?", re.I)
LONGEST_LABEL = 250


@dataclass(slots=True)
class Labels:
    """Labels of one recommendation, each once and in order; `section` is the one that lines go on in."""

    themes: dict[str, None] = field(default_factory=dict)
    persons: dict[str, None] = field(default_factory=dict)
    sdgs: dict[str, None] = field(default_factory=dict)
    section: str = THEMES

    def read(self, cell: str, section: str = "") -> None:
        """Take the lines of a cell; without `section` they go on where the lines before ended."""
        self.section = section or self.section
        for line in plain(cell).split("\n"):
            if line.strip():
                self._line(line.strip())

    def _line(self, line: str) -> None:
        if (heading := _HEADING.match(line)) and (section := _section_of(heading["name"])):
            self.section = section
            if heading["rest"].strip():
                self._add(heading["rest"].strip())
            return
        self._add(line)

    def _add(self, line: str) -> None:
        label = _BULLET.sub("", line).strip(" ;")[:LONGEST_LABEL]
        if not label or label in ("-", "–", "—", "…", "N/A"):
            return
        if self.section == SDGS:
            self._add_sdg(label)
        else:
            kept: dict[str, None] = getattr(self, self.section)
            kept.setdefault(label)

    def _add_sdg(self, label: str) -> None:
        if _ONLY_CODES.match(label):
            self.sdgs.update(dict.fromkeys(_CODES.findall(label)))
        elif _SDG_START.match(label) or not self.sdgs:
            self.sdgs.setdefault(label)
        else:  # a long name that runs on in the next line
            last, _none = self.sdgs.popitem()
            self.sdgs[f"{last} {label}"[:LONGEST_LABEL]] = None

    def unite(self, other: "Labels") -> None:
        """Add what another place of the list says of the same recommendation."""
        self.themes |= other.themes
        self.persons |= other.persons
        self.sdgs |= other.sdgs


def _section_of(name: str) -> str:
    name = _BULLET.sub("", name)
    for section, pattern in ((SDGS, _SDGS), (PERSONS, _PERSONS), (THEMES, _THEMES)):
        if pattern.search(name):
            return section
    return ""
