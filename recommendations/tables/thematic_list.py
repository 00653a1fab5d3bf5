"""OHCHR's thematic list of recommendations, as a State is sent it after its review: a Word file with a table.

The same recommendation stands under each of its themes: it is one here, with all its labels. A row that
the page break divided is put together again, headings repeated on each page are passed over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recommendations.tables import list_columns as columns
from recommendations.tables import list_head, theme_cells, word
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import WORD, kind_of
from recommendations.tables.positions import position_of
from recommendations.tables.recommending import states_at_end, states_in
from recommendations.tables.records import DocumentFacts, RejectedRow, TableRecord, key_of
from recommendations.tables.theme_cells import Labels
from recommendations.uhri import symbols
from recommendations.uhri.clean import comparable, plain
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.paragraphs import take_number
from recommendations.uhri.values import sdgs_of

KIND = "thematic-list"
_THEME = re.compile(
    r"^\s*(?:themes?|thèmes?|temas?|тем[аы]|الموضوع|المواضيع|主题|专题)\s*[:：]\s*(?P<label>.+)$", re.I | re.S
)
_SOURCE = re.compile(
    r"(?:source\s+(?:of|de\s+la|for)\s+(?:the\s+)?position|fuente\s+de\s+la\s+(?:posición|postura)|"
    r"источник\s+позиции|مصدر\s+الموقف|立场来源|来源)\s*[:：]?\s*(?P<source>[^\n]+)",
    re.I,
)
_BARE_NUMBER = re.compile(r"\s*(?P<number>\d{1,3}(?:\.\d{1,3})?(?:\s?\([a-z]\))?)\s*[.:]?\s*\Z")
_NUMBER_AHEAD = re.compile(r"\s*\d{1,3}\.\s?\d{1,3}(?!\d)|\s*\d{1,3}\.\s+\w")
LONGEST_SOURCE = 200


@dataclass
class Found:
    """One recommendation while it is put together."""

    place: int
    at: str
    number: str = ""
    text: str = ""
    position: str = ""
    source: str = ""
    states: str = ""
    remark: str = ""
    assessment: str = ""
    labels: Labels = field(default_factory=Labels)
    looks: list[tuple[str, str]] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class ThematicList:
    """A list, read: what its head says, and its recommendations."""

    state: str = ""
    symbol: str = ""
    session: int | None = None
    cycle: int | None = None
    language: str = "en"
    rows: int = 0
    found: list[Found] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows that hold a recommendation."""
        return self.rows

    def records(self) -> Iterator[TableRecord | RejectedRow]:
        """Records in the list's order; what has neither number nor words is rejected."""
        seen: set[str] = set()
        for one in self.found:
            if not any(sign.isalpha() for sign in one.text):
                yield RejectedRow(one.place, one.at, "no_text", one.number, source=one.cells)
                continue
            record = self._record(one)
            if record.key in seen:
                yield RejectedRow(one.place, one.at, "doubled", one.number, source=one.cells)
                continue
            seen.add(record.key)
            yield record

    def _record(self, one: Found) -> TableRecord:
        position, partly = position_of(one.position)
        looks = list(one.looks)
        if one.position and not position:
            looks.append(("unknown_label", one.position[:60]))
        if not one.number:
            looks.append(("no_number", ""))
        named = states_in(one.states) if one.states else states_at_end(one.text)
        looks += [("unknown_label", name[:60]) for name in named.unknown]
        base = symbols.without_reissue(self.symbol)
        return TableRecord(
            place=one.place,
            at=one.at,
            key=key_of(KIND, self.state, base, one.number or comparable(one.text)),
            states=(self.state,),
            mechanism="UPR",
            document=DocumentFacts(
                symbol=self.symbol, kind="upr-report", session=str(self.session or ""), cycle=self.cycle
            ),
            text=one.text,
            language=self.language,
            paragraph=one.number,
            kind="recommendation",
            position=position,
            is_partly_supported=partly,
            position_source=one.source[:LONGEST_SOURCE],
            remark=one.remark,
            recommending=named.codes,
            themes=tuple(one.labels.themes),
            persons=tuple(one.labels.persons),
            sdgs=sdgs_of("\n".join(one.labels.sdgs)),
            extra={"assessment": one.assessment} if one.assessment else {},
            looks=tuple(looks),
        )


def read(path: Path, *, name: str = "", state: str, symbol: str = "") -> ThematicList:
    """The list of one State. Raises UnreadableTable where it is none, or another's, or lacks its symbol."""
    try:
        found = kind_of(path, name)
    except UnreadableTable as wrong:
        if wrong.code != "no_table_file":
            raise
        found = wrong.values["found"]
    if found != WORD:
        raise UnreadableTable("no_word", found=found)
    file = word.read(path)
    head = [*file.lines[:40], *file.heads]
    if symbol and not list_head.is_symbol(symbol):
        raise UnreadableTable("bad_symbol", symbol=symbol[:80])
    said, written = list_head.state_in([*head, *(row.cells[0].text for row in file.rows[:3] if row.cells)])
    if not state:
        state = said
    if not state:
        raise UnreadableTable("which_state")
    if said and said != state:
        raise UnreadableTable("other_state", found=written, country=COUNTRIES.name_of(state))
    one = ThematicList(state=state)
    one.session, one.cycle = list_head.session_in(head)
    _Assembling(one).take(file.rows)
    if not one.found:
        raise UnreadableTable("no_recommendation")
    known = symbols.tidy(symbol) or list_head.report_symbol(head, ((f.number, f.source) for f in one.found))
    if not known:
        raise UnreadableTable("which_symbol")
    one.symbol = known
    return one


class _Assembling:
    """Goes through the rows and puts recommendations together."""

    def __init__(self, into: ThematicList) -> None:
        self.into = into
        self.columns: dict[int, str] = {}
        self.table = 0
        self.theme = ""
        self.last: Found | None = None
        self.by_number: dict[str, Found] = {}

    def take(self, rows: list[word.Row]) -> None:
        if not any(columns.columns_of(row) for row in rows):
            self.columns = columns.guessed(rows)
            if not self.columns:
                raise UnreadableTable("no_list")
        for row in rows:
            if headings := columns.columns_of(row):
                if not self.into.found:
                    self.into.language = columns.language_of_headings(row)
                self.columns = headings
            elif self.columns:
                self._row(row)

    def _row(self, row: word.Row) -> None:
        texts = [cell.text for cell in row.cells if cell.text.strip() and not cell.continues]
        if len(texts) == 1 and (theme := _THEME.match(plain(texts[0]))):
            self.theme, self.last = theme["label"].strip(), None
            return
        if not texts or (row.is_one_cell and len(row.cells) == 1 and not _NUMBER_AHEAD.match(texts[0])):
            return  # an empty row, or a note across the table
        values = self._values(row)
        self.into.rows += 1
        found = self._found(row, values)
        if found is not None:
            self.last = found
            self._keep(found)

    def _values(self, row: word.Row) -> dict[str, str]:
        """Column → text; a row of another width than its headings is read by what its cells hold."""
        values: dict[str, str] = {}
        for place, text in columns.placed(row):
            if name := self.columns.get(place):
                values[name] = plain(text)
        if columns.TEXT not in values and row.cells:
            values[columns.TEXT] = plain(row.cells[0].text)
        return values

    def _found(self, row: word.Row, values: Mapping[str, str]) -> Found | None:
        """A recommendation that begins in this row, or None where the row goes on with the one before."""
        text, source = _without_source(values.get(columns.TEXT, ""))
        number, text = _numbered(values.get(columns.NUMBER, ""), text)
        position, in_position = _without_source(values.get(columns.POSITION, ""))
        source = source or in_position or values.get(columns.SOURCE, "")
        if not number and self.last is not None and not position.strip():
            self._go_on(self.last, text, source, values)
            return None
        found = Found(self.into.rows, f"{row.table}/{row.number}", number, text, source=_tidy(source))
        found.position, found.remark = _position_and_rest(position, values.get(columns.REMARK, ""))
        found.states = values.get(columns.STATES, "")
        found.assessment = values.get(columns.ASSESSMENT, "").strip()
        found.cells = dict(values)
        if self.theme:
            found.labels.read(self.theme, theme_cells.THEMES)
        self._labels(found, values, begins=True)
        return found

    def _go_on(self, last: Found, text: str, source: str, values: Mapping[str, str]) -> None:
        last.text = f"{last.text} {text}".strip()
        last.source = last.source or _tidy(source)
        self._labels(last, values, begins=False)
        if more := values.get(columns.ASSESSMENT, "").strip():
            last.assessment = f"{last.assessment}\n{more}".strip()

    def _labels(self, found: Found, values: Mapping[str, str], *, begins: bool) -> None:
        for name, section in (
            (columns.LABELS, theme_cells.THEMES if begins else ""),
            (columns.PERSONS, theme_cells.PERSONS),
            (columns.SDGS, theme_cells.SDGS),
        ):
            if values.get(name, "").strip():
                found.labels.read(values[name], section)
            if name == columns.LABELS:
                going_on = found.labels.section
        found.labels.section = going_on

    def _keep(self, found: Found) -> None:
        """New, or the same recommendation under a further theme."""
        before = self.by_number.get(found.number) if found.number else None
        if before is None:
            self.into.found.append(found)
            if found.number:
                self.by_number[found.number] = found
            return
        before.labels.unite(found.labels)
        before.source = before.source or found.source
        before.states = before.states or found.states
        if found.assessment and found.assessment not in before.assessment:
            before.assessment = f"{before.assessment}\n{found.assessment}".strip()
        if comparable(found.text) != comparable(before.text):
            before.looks.append(("other_text_in_list", found.at))
        if position_of(found.position) != position_of(before.position):
            before.looks.append(("other_position_in_list", found.at))
        self.last = before


def _without_source(text: str) -> tuple[str, str]:
    """The text without the line that says where the position comes from, and what that line says."""
    match = _SOURCE.search(text)
    if not match:
        return text.strip(), ""
    return (text[: match.start()] + text[match.end() :]).strip(), match["source"].strip()


def _numbered(own_column: str, text: str) -> tuple[str, str]:
    """Number and text, from a column of its own or from the text's beginning."""
    in_column = _BARE_NUMBER.match(own_column)
    taken = take_number(text)
    if taken.paragraph and not taken.heading:
        return taken.paragraph, taken.text
    if in_column:
        return "".join(in_column["number"].split()), text.strip()
    return "", text.strip()


def _position_and_rest(position: str, remark: str) -> tuple[str, str]:
    """A long cell holds the position in its first line and the State's remark below."""
    first, _line, rest = position.strip().partition("\n")
    if rest.strip() and position_of(first)[0] and len(position) > 60:
        return first.strip(), "\n".join(filter(None, [rest.strip(), remark.strip()]))
    return " ".join(position.split()), remark.strip()


def _tidy(source: str) -> str:
    return " ".join(source.split()).strip(" ;.")
