"""UPR Info's table: one row a recommending State; rows of the same request are one recommendation here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommendations.tables import delimited, list_head
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import TEXT, kind_of
from recommendations.tables.issues import labels_of
from recommendations.tables.limits import LIMITS
from recommendations.tables.positions import position_of
from recommendations.tables.records import DocumentFacts, RejectedRow, TableRecord, key_of
from recommendations.tables.sheets import sheets_of, text_of
from recommendations.uhri import symbols
from recommendations.uhri.clean import comparable, plain
from recommendations.uhri.countries import COUNTRIES
from recommendations.uhri.values import cycle_of_session

KIND = "upr-info"
COLUMNS = (
    "To",
    "To-Rgrp",
    "To-Org",
    "Text",
    "From",
    "From-Rgrp",
    "From-Org",
    "Response",
    "Action",
    "Issue",
    "Session",
)
NEEDED = {"to": "To", "text": "Text", "from": "From", "response": "Response", "session": "Session"}
_NAMES = {
    "to": ("to", "stateunderreview", "sur"),
    "text": ("text", "recommendation"),
    "from": ("from", "recommendingstate", "recommendingstates"),
    "response": ("response", "responsetorecommendation"),
    "action": ("action", "actioncategory"),
    "issue": ("issue", "issues"),
    "session": ("session", "uprsession"),
}
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
_NOT_LETTERS = re.compile(r"[^a-z]+")
_SESSION = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
HEADING_WITHIN = 20
MOST_SESSIONS = 80


@dataclass
class _Group:
    """Rows of one recommendation."""

    place: int
    row: int
    state: str
    session: int
    text: str
    responses: dict[str, None] = field(default_factory=dict)
    recommending: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    actions: dict[str, None] = field(default_factory=dict)
    issues: dict[str, None] = field(default_factory=dict)


class UprInfo:
    """One table, for one State or for all of them. `rows` counts rows of the table, not recommendations."""

    language = "en"

    def __init__(self, path: Path, *, name: str = "", state: str, symbol: str = "") -> None:
        self.state = state
        self.symbol = symbols.tidy(symbol)
        self.rows = self.total = 0
        self._groups: dict[str, _Group] = {}
        self._rejected: list[RejectedRow] = []
        self._read(path, name)

    def records(self) -> Iterator[TableRecord | RejectedRow]:
        """Recommendations in the table's order, then rows that cannot be taken."""
        if self.symbol and len({group.session for group in self._groups.values()}) > 1:
            raise UnreadableTable(
                "several_documents", number=len({group.session for group in self._groups.values()})
            )
        for key, group in self._groups.items():
            yield self._record(key, group)
        yield from self._rejected

    def _read(self, path: Path, name: str) -> None:
        fewest = list(NEEDED.values())
        for sheet in _sheets(path, name):
            heading: dict[int, str] | None = None
            names: list[str] = []
            for number, row in sheet:
                if heading is None:
                    found = _heading(row)
                    missing = [title for one, title in NEEDED.items() if one not in found.values()]
                    fewest = min(fewest, missing, key=len)
                    heading, names = (None, []) if missing else (found, row)
                    if missing and number >= HEADING_WITHIN:
                        break
                elif any(cell.strip() for cell in row):
                    self.rows += 1
                    self._row(number, row, heading, names)
            if heading is not None:
                self.total = self.rows
                return
        raise UnreadableTable("no_upr_info", missing=", ".join(fewest))

    def _row(self, number: int, row: list[str], heading: dict[int, str], names: list[str]) -> None:
        given = {name: plain(row[place]) if place < len(row) else "" for place, name in heading.items()}
        said = " ".join(given["to"].split())
        state = COUNTRIES.find(said)
        if self.state and state != self.state:
            return
        source = dict(zip(names, row, strict=False))
        reason, detail = self._wrong(given, state, said, row, names)
        if reason:
            place = 1_000_000 + number  # behind all recommendations, whose places count from 1
            self._rejected.append(RejectedRow(place, f"row {number}", reason, detail, source=source))
            return
        session = _session_of(given["session"])
        key = key_of(KIND, state, session, comparable(given["text"]).rstrip(".;"))
        group = self._groups.setdefault(
            key, _Group(len(self._groups) + 1, number, state, session, given["text"].strip())
        )
        self._add(group, given)

    def _wrong(
        self, given: dict[str, str], state: str, said: str, row: list[str], names: list[str]
    ) -> tuple[str, str]:
        if len(row) < len(names) - 4 or len(row) > len(names) + 4:
            return "other_width", str(len(row))
        if not state:
            return ("unknown_state", said) if said else ("no_state", "")
        if not any(sign.isalpha() for sign in given["text"]):
            return "no_text", given["text"][:60]
        if len(given["text"]) > LIMITS.cell_characters:
            return "cell_too_long", str(LIMITS.cell_characters)
        if not 1 <= _session_of(given["session"]) <= MOST_SESSIONS:
            return "no_session", given["session"][:40]
        return "", ""

    def _add(self, group: _Group, given: dict[str, str]) -> None:
        name = " ".join(given["from"].split())
        if code := COUNTRIES.find(name):
            group.recommending.setdefault(code)
        elif name and "unknown" not in name.lower():
            group.unknown.setdefault(name[:60])
        group.responses.setdefault(given["response"].strip())
        for issue in re.split(r"\s*[,;]\s*", given.get("issue", "")):
            if issue.strip():
                group.issues.setdefault(issue.strip()[:120])
        if action := given.get("action", "").strip():
            group.actions.setdefault(action[:20])

    def _record(self, key: str, group: _Group) -> TableRecord:
        looks = [("unknown_label", name) for name in group.unknown]
        found = {response: position_of(response) for response in group.responses if response}
        looks += [("unknown_label", response[:60]) for response, said in found.items() if not said[0]]
        positions = set(found.values()) - {("", False)}
        position, partly = next(iter(positions), ("", False))
        if len(positions) > 1:
            position, partly = "noted", True
            looks.append(("two_positions", ", ".join(found)))
        themes, persons = labels_of(group.issues)
        return TableRecord(
            place=group.place,
            at=f"row {group.row}",
            key=key,
            states=(group.state,),
            mechanism="UPR",
            document=DocumentFacts(
                symbol=self.symbol,
                kind="upr-report",
                session=str(group.session),
                cycle=cycle_of_session(group.session),
            ),
            text=group.text,
            kind="recommendation",
            position=position,
            is_partly_supported=partly,
            recommending=tuple(group.recommending),
            themes=themes,
            persons=persons,
            extra={
                name: list(values)
                for name, values in (("action", group.actions), ("issues", group.issues))
                if values
            },
            looks=tuple(looks),
            labels_are_mapped=True,
        )


def read(path: Path, *, name: str = "", state: str, symbol: str = "") -> UprInfo:
    """The table, for one State or, where `state` is empty, for all. Raises UnreadableTable."""
    if symbol and not list_head.is_symbol(symbol):
        raise UnreadableTable("bad_symbol", symbol=symbol[:80])
    return UprInfo(path, name=name, state=state, symbol=symbol)


def _session_of(text: str) -> int:
    """The session's number; 0 where there is none."""
    match = _SESSION.search(text)
    return int(match[1]) if match else 0


def _sheets(path: Path, name: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows of each sheet of the file; a CSV is one."""
    if kind_of(path, name) == TEXT:
        yield delimited.rows(path)
        return
    for sheet in sheets_of(path, name):
        yield _full_rows(sheet.rows())


def _full_rows(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, list[str]]]:
    """Cells as text; each row at least as long as the longest before, for empty ends are not kept."""
    width = 0
    for number, cells in rows:
        width = max(width, len(cells))
        yield number, [text_of(cell) for cell in cells] + [""] * (width - len(cells))


def _heading(row: list[str]) -> dict[int, str]:
    """Place → field, of the cells of this row that are headings of UPR Info."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        name = _FIELD.get(_NOT_LETTERS.sub("", cell.casefold()))
        if name and name not in found.values():
            found[place] = name
    return found
