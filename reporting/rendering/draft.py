"""A compiled draft report as plain values: what a renderer needs, and nothing of the database."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

RTL_LANGUAGES = {"ar", "fa", "he", "ur"}


def direction_of(language: str) -> str:
    """`rtl` or `ltr` for a language code."""
    return "rtl" if language.split("-")[0] in RTL_LANGUAGES else "ltr"


class Kind(StrEnum):
    """What a paragraph of a draft is."""

    TEXT = "text"
    RECOMMENDATION = "recommendation"
    UPDATE = "update"
    GAP = "gap"


@dataclass(frozen=True)
class StatusCount:
    """How many recommendations have one status; `code` is the short code of the strip."""

    code: str
    word: str
    count: int


@dataclass(frozen=True)
class SourceNote:
    """What a paragraph rests on, as a note at the foot of the page."""

    number: int
    text: str
    url: str = ""
    recommendation_id: int | None = None
    status_update_id: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph. `label` stands before the text, in bold; `text` may be another's words."""

    number: int
    kind: Kind
    text: str
    language: str
    label: str = ""
    is_quoted: bool = False
    original_mark: str = ""
    status: str = ""
    status_word: str = ""
    notes: tuple[SourceNote, ...] = ()
    recommendation_id: int | None = None

    @property
    def direction(self) -> str:
        """The direction of the text itself, which may differ from the report's."""
        return direction_of(self.language)

    @property
    def printed_notes(self) -> tuple[SourceNote, ...]:
        """The notes as they are set: sources that share a number are one note."""
        texts: dict[int, list[SourceNote]] = {}
        for note in self.notes:
            texts.setdefault(note.number, []).append(note)
        return tuple(
            together[0]
            if len(together) == 1
            else SourceNote(number, " ".join(dict.fromkeys(note.text for note in together)))
            for number, together in texts.items()
        )


@dataclass(frozen=True)
class Cell:
    """One cell of a table; a status cell carries the short code for its icon."""

    text: str
    status: str = ""
    language: str = ""
    nowrap: bool = False
    paragraph: int = 0


@dataclass(frozen=True)
class Table:
    """A table with a caption above and one head row that is repeated on every page."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    """Widths of the columns, in percent."""


@dataclass(frozen=True)
class Block:
    """Paragraphs under one small heading, such as *Noted recommendations*; the heading may be empty."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Section:
    """A numbered heading of level 1 or 2 with what stands under it, in order of reading."""

    key: str
    level: int
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    has_chart: bool = False

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs of the section, whatever small heading they stand under."""
        return tuple(paragraph for block in self.blocks for paragraph in block.paragraphs)


@dataclass(frozen=True)
class Group:
    """The recommendations under one sub-heading, counted by status: one line of a small multiple."""

    title: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Draft:
    """A whole draft report, compiled and ready to be set."""

    title: str
    subtitle: str
    state_name: str
    mechanism_name: str
    site_name: str
    language: str
    as_of: datetime.date
    guideline: str
    word_count: int
    word_limit: int | None
    total: int
    counts: tuple[StatusCount, ...]
    counts_sentence: str
    is_general_structure: bool
    sections: tuple[Section, ...]
    matrix: Table
    quoted: Table | None
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    running_head: str = ""
    is_demo: bool = False

    @property
    def direction(self) -> str:
        """Direction of the whole document."""
        return direction_of(self.language)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Statuses of the recommendations, section by section; empty where there is one section only."""
        found = []
        for section in self.sections:
            counts: dict[str, int] = {}
            for paragraph in section.paragraphs:
                if paragraph.kind is Kind.RECOMMENDATION:
                    counts[paragraph.status] = counts.get(paragraph.status, 0) + 1
            if counts:
                found.append(Group(f"{section.number}\u2002{section.title}", counts))
        return tuple(found) if len(found) > 1 else ()

    @property
    def strip(self) -> dict[str, int]:
        """Counts by short code, as the strip wants them."""
        return {count.code: count.count for count in self.counts}

    def paragraph_range(self, index: int) -> tuple[int, int] | None:
        """First and last paragraph under the section at `index`, its sub-sections included."""
        section = self.sections[index]
        numbers = [p.number for p in section.paragraphs]
        for later in self.sections[index + 1 :]:
            if later.level <= section.level:
                break
            numbers += [p.number for p in later.paragraphs]
        return (min(numbers), max(numbers)) if numbers else None
