"""A table of another system, read by a mapping of its columns and values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommendations.tables.cell_values import CellError, CellReader
from recommendations.tables.columns import BY_KEY, CHOICE, DATE, LANGUAGE, MECHANISM, POSITION, STATE
from recommendations.tables.dates import day_first_in
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.row_records import RowRecords
from recommendations.tables.sheets import Sheet, Value, sheets_of, text_of
from recommendations.tables.vocabulary import TableVocabulary
from recommendations.uhri.vocab import fold

KIND = "table"
MAPPABLE = (MECHANISM, POSITION, CHOICE, LANGUAGE, STATE)
NOTHING = "-"  # the value means nothing here: the cell is taken for empty
MOST_VALUES = 60


@dataclass
class ColumnMapping:
    """What a person said of a table. `columns`: place → key; `values`: key → folded value → ours."""

    sheet: int = 0
    heading: int = 1
    headings: list[str] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    day_first: bool | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "ColumnMapping":
        """From a run's options."""
        return cls(
            sheet=int(options.get("sheet", 0)),
            heading=int(options.get("heading", 1)),
            headings=list(options.get("headings", [])),
            columns={int(place): key for place, key in options.get("columns", {}).items()},
            values=dict(options.get("values", {})),
            constants=dict(options.get("constants", {})),
            day_first=options.get("day_first"),
        )


def sheet_of(path: Path, name: str, index: int) -> Sheet:
    """The chosen sheet of a file."""
    sheets = sheets_of(path, name)
    return sheets[index] if 0 <= index < len(sheets) else sheets[0]


def read(
    path: Path,
    *,
    name: str,
    state: str,
    home: str,
    words: TableVocabulary,
    mapping: ColumnMapping,
    title: str = "",
) -> RowRecords:
    """The table's recommendations. Raises UnreadableTable where nothing says what its columns are."""
    if "text" not in mapping.columns.values():
        raise UnreadableTable("no_template")
    sheet = sheet_of(path, name, mapping.sheet)
    reader = CellReader(words)
    total, dated = 0, {place: key for place, key in mapping.columns.items() if BY_KEY[key].holds == DATE}
    seen: dict[str, list[Any]] = {key: [] for key in dated.values()}
    for number, cells in sheet.rows():
        if number > mapping.heading:
            total += 1
            for place, key in dated.items():
                if place < len(cells):
                    seen[key].append(cells[place])
    reader.day_first = {
        key: mapping.day_first if mapping.day_first is not None else day_first_in(values)
        for key, values in seen.items()
    }
    return RowRecords(
        sheet,
        kind=KIND,
        heading_row=mapping.heading,
        headings=dict(enumerate(mapping.headings)),
        columns=mapping.columns,
        reader=reader,
        state=state,
        home=home,
        total=total,
        constants=constants_read(mapping, reader),
        translate=translator(mapping),
    )


def constants_read(mapping: ColumnMapping, reader: CellReader) -> dict[str, Any]:
    """What holds for every row, as cells are read. Raises CellError where it cannot be."""
    return {key: reader.read(BY_KEY[key], value) for key, value in mapping.constants.items() if value}


def translator(mapping: ColumnMapping) -> Any:
    """Puts a mapped value in the place of the table's own."""

    def translate(key: str, value: Value) -> Value:
        found = mapping.values.get(key, {}).get(fold(text_of(value)))
        return None if found == NOTHING else found if found is not None else value

    return translate


def unknown_values(sheet: Sheet, mapping: ColumnMapping, words: TableVocabulary) -> dict[str, Counter[str]]:
    """Key → values that stand in columns of chosen values and that nobody knows, with how often."""
    reader, translate = CellReader(words), translator(mapping)
    chosen = {place: key for place, key in mapping.columns.items() if BY_KEY[key].holds in MAPPABLE}
    known: dict[tuple[str, str], bool] = {}
    found: dict[str, Counter[str]] = {}
    for number, cells in sheet.rows():
        if number <= mapping.heading:
            continue
        for place, key in chosen.items():
            value = translate(key, cells[place]) if place < len(cells) else None
            text = text_of(value)
            if text and not known.setdefault((key, text), _is_known(reader, key, value)):
                found.setdefault(key, Counter())[text[:200]] += 1
    return {key: Counter(dict(values.most_common(MOST_VALUES))) for key, values in found.items()}


def _is_known(reader: CellReader, key: str, value: Value) -> bool:
    try:
        reader.read(BY_KEY[key], value)
    except CellError:
        return False
    return True
