"""Rows of a table with known columns → recommendations, or which of their cells are to be mended."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from recommendations.tables.cell_values import CellError, CellReader
from recommendations.tables.columns import BY_KEY, COLUMNS, EXAMPLE_MARK
from recommendations.tables.records import BadCell, DocumentFacts, RejectedRow, TableRecord, key_of
from recommendations.tables.sheets import Row, Sheet, Value, coordinate, text_of
from recommendations.uhri import symbols
from recommendations.uhri.clean import comparable
from recommendations.uhri.languages import likely_language

Values = dict[str, Any]
Translate = Callable[[str, Value], Value]


class RowRecords:
    """One sheet under its headings: `columns` says which place holds what; `rows` counts what was read.

    `translate` puts a mapped value in the place of the table's own; `constants` hold for every row.
    """

    def __init__(
        self,
        sheet: Sheet,
        *,
        kind: str,
        heading_row: int,
        headings: Mapping[int, str],
        columns: Mapping[int, str],
        reader: CellReader,
        state: str,
        total: int,
        home: str,
        constants: Mapping[str, Any] | None = None,
        translate: Translate | None = None,
        language: str = "en",
    ) -> None:
        self.sheet = sheet
        self.kind = kind
        self.heading_row = heading_row
        self.headings = headings
        self.columns = columns
        self.reader = reader
        self.state = state
        self.home = home
        self.total = total
        self.constants = constants or {}
        self.translate = translate
        self.language = language
        self.rows = 0
        self._keys: dict[str, int] = {}
        self._paragraphs: dict[str, int] = {}

    def records(self) -> Iterator[TableRecord | RejectedRow]:
        """Recommendations of the State and rows that cannot be taken; other States are passed over."""
        for number, cells in self.sheet.rows():
            if number <= self.heading_row or self._is_no_row(cells):
                continue
            self.rows += 1
            found = self._row(number, cells)
            if found is not None:
                yield found

    def _is_no_row(self, cells: list[Value]) -> bool:
        """An example, the row of keys, or headings once more."""
        first = text_of(next((cell for cell in cells if text_of(cell)), None))
        if not first or first.startswith(EXAMPLE_MARK):
            return True
        again = sum(
            1 for place, name in self.headings.items() if place < len(cells) and text_of(cells[place]) == name
        )
        keys = sum(1 for cell in cells if text_of(cell) in BY_KEY)
        return again > len(self.headings) / 2 or keys > 4

    def _row(self, number: int, cells: list[Value]) -> TableRecord | RejectedRow | None:
        values, bad = self._values(number, cells)
        if values.get("state") and self.state and values["state"] != self.state:
            return None
        self._complete(number, values, bad)
        if bad:
            return self._rejected(number, cells, "bad_cells", bad=bad)
        record = self._record(number, values)
        doubled = self._keys.setdefault(record.key, number)
        if doubled == number and record.paragraph:
            place = key_of(record.states, record.mechanism, _document_of(values), record.paragraph)
            doubled = self._paragraphs.setdefault(place, number)
        if doubled != number:
            cell = self._bad(
                number, "paragraph" if record.paragraph else "text", values, "doubled", str(doubled)
            )
            return self._rejected(number, cells, "bad_cells", bad=[cell])
        return record

    def _values(self, number: int, cells: list[Value]) -> tuple[Values, list[BadCell]]:
        values: Values = dict(self.constants)
        bad: list[BadCell] = []
        given: dict[str, tuple[int, Value]] = {}
        for place, key in self.columns.items():
            value = cells[place] if place < len(cells) else None
            if key in given and text_of(given[key][1]):  # two columns for one: texts are put together
                if not text_of(value):
                    continue
                value = f"{text_of(given[key][1])}\n{text_of(value)}"
            given[key] = (place, value)
        for key, (place, value) in given.items():
            if self.translate and value is not None:
                value = self.translate(key, value)
            try:
                read = self.reader.read(BY_KEY[key], value)
            except CellError as wrong:
                if wrong.code == "empty" and key in values:
                    continue
                shown = text_of(value) or getattr(value, "shown", "")
                heading = self.headings.get(place, str(BY_KEY[key].heading))
                at = coordinate(place, number)
                bad.append(BadCell(at, heading, shown[:200], wrong.code, wrong.detail, key))
            else:
                if read is not None:
                    values[key] = read
        return values, bad

    def _complete(self, number: int, values: Values, bad: list[BadCell]) -> None:
        """What a row needs that no single cell can tell."""
        named = {cell.heading for cell in bad}
        for column in COLUMNS:
            if column.is_needed and column.key not in values and column.key not in self.columns.values():
                bad.append(self._bad(number, column.key, values, "empty"))
        heading = self._heading("symbol")
        if not values.get("symbol") and not values.get("document_title") and heading not in named:
            is_review = values.get("mechanism") == "UPR" and (values.get("session") or values.get("cycle"))
            if not is_review and not values.get("case_number"):
                bad.append(self._bad(number, "symbol", values, "no_document"))
        values.setdefault("state", self.state or self.home)

    def _heading(self, key: str) -> str:
        place = next((place for place, name in self.columns.items() if name == key), None)
        return (
            self.headings.get(place, str(BY_KEY[key].heading))
            if place is not None
            else str(BY_KEY[key].heading)
        )

    def _bad(self, number: int, key: str, values: Values, reason: str, detail: str = "") -> BadCell:
        place = next((place for place, name in self.columns.items() if name == key), None)
        at = coordinate(place, number) if place is not None else str(number)
        return BadCell(at, self._heading(key), str(values.get(key, ""))[:200], reason, detail, key)

    def _rejected(
        self, number: int, cells: list[Value], reason: str, detail: str = "", bad: list[BadCell] | None = None
    ) -> RejectedRow:
        source = {self._named(place): _kept(value) for place, value in enumerate(cells) if value is not None}
        return RejectedRow(number, str(number), reason, detail, tuple(bad or ()), source)

    def _named(self, place: int) -> str:
        """What a cell is called in the file of rows to mend: as it can be read again."""
        if self.kind == "template" and place in self.columns:
            return self.columns[place]
        return self.headings.get(place) or coordinate(place, 0).rstrip("0")

    def _record(self, number: int, values: Values) -> TableRecord:
        position, partly = values.get("position", ("", False))
        paragraph, text = values.get("paragraph", ""), values["text"]
        language = values.get("language") or likely_language(text) or self.language
        extra = {key: values[key] for key in ("note", "status", "institution") if values.get(key)}
        states = (values["state"],)
        ref = values.get("ref") or paragraph or comparable(text)
        key = key_of(
            self.kind,
            states,
            values["mechanism"],
            _document_of(values),
            "ref" if values.get("ref") else "",
            ref,
        )
        return TableRecord(
            place=number,
            at=str(number),
            key=key,
            states=states,
            mechanism=values["mechanism"],
            document=DocumentFacts(
                symbol=values.get("symbol", ""),
                title=values.get("document_title", ""),
                kind=values.get("document_kind", ""),
                session=values.get("session", ""),
                cycle=values.get("cycle"),
                adopted_on=values.get("adopted_on"),
                published_on=values.get("published_on"),
                address=values.get("address", ""),
                case_number=values.get("case_number", ""),
            ),
            text=text,
            language=language,
            paragraph=paragraph,
            kind=values.get("kind", ""),
            title=values.get("title", ""),
            position=position,
            is_partly_supported=partly,
            position_on=values.get("position_on"),
            position_source=values.get("position_source", ""),
            remark=values.get("remark", ""),
            recommending=values.get("recommending", ()),
            themes=values.get("themes", ()),
            persons=values.get("persons", ()),
            sdgs=values.get("sdgs", ()),
            followup_due_on=values.get("followup_due_on"),
            due_on=values.get("due_on"),
            extra=extra,
            ref=values.get("ref", ""),
        )


def _document_of(values: Values) -> str:
    """What tells one document from another."""
    for name in ("symbol", "case_number", "document_title"):
        if values.get(name):
            return f"{name}:{symbols.without_reissue(values[name]) if name == 'symbol' else values[name]}"
    return f"{values.get('session', '')}/{values.get('cycle', '')}"


def _kept(value: Value) -> Any:
    """A cell as it goes into the file of rows to mend."""
    if isinstance(value, dt.date | int | float | str):
        return value.isoformat() if isinstance(value, dt.date) else value
    return getattr(value, "shown", "")


def heading_rows(sheet: Sheet, within: int) -> list[Row]:
    """The first rows of a sheet, in which the headings are looked for."""
    found: list[Row] = []
    for row in sheet.rows():
        found.append(row)
        if len(found) >= within:
            break
    return found
