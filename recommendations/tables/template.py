"""Our own template, filled in: the sheet and the row of headings are found whatever language they are in."""

from pathlib import Path

from recommendations.tables.cell_values import CellReader
from recommendations.tables.columns import BY_KEY
from recommendations.tables.dates import day_first_in
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.row_records import RowRecords, heading_rows
from recommendations.tables.sheets import Row, Sheet, sheets_of, text_of
from recommendations.tables.vocabulary import TableVocabulary, headings
from recommendations.uhri.vocab import fold

KIND = "template"
HEADING_WITHIN = 30
NEEDED = frozenset(["text", "mechanism"])


def read(
    path: Path, *, name: str = "", state: str, home: str, words: TableVocabulary, language: str = "en"
) -> RowRecords:
    """The filled-in template, for one State or for all. Raises UnreadableTable where it is none of ours."""
    for sheet in sheets_of(path, name):
        first = heading_rows(sheet, HEADING_WITHIN)
        for row in first:
            if columns := columns_in(row):
                return _records(sheet, row, columns, state, home, words, language)
    raise UnreadableTable("no_template")


def columns_in(row: Row) -> dict[int, str]:
    """Place → column, where the row is the template's headings (or its hidden row of keys)."""
    known = headings()
    found: dict[int, str] = {}
    for place, value in enumerate(row[1]):
        key = known.get(fold(text_of(value).rstrip("* ")))
        if key and key not in found.values():
            found[place] = key
    return found if set(found.values()) >= NEEDED else {}


def _records(
    sheet: Sheet,
    row: Row,
    columns: dict[int, str],
    state: str,
    home: str,
    words: TableVocabulary,
    language: str,
) -> RowRecords:
    dated = {place: key for place, key in columns.items() if BY_KEY[key].holds == "date"}
    values: dict[str, list[object]] = {key: [] for key in dated.values()}
    total = 0
    for number, cells in sheet.rows():
        if number <= row[0]:
            continue
        total += 1
        for place, key in dated.items():
            if place < len(cells):
                values[key].append(cells[place])
    return RowRecords(
        sheet,
        kind=KIND,
        heading_row=row[0],
        headings={place: text_of(row[1][place]).rstrip("* ") for place in columns},
        columns=columns,
        reader=CellReader(words, {key: day_first_in(found) for key, found in values.items()}),
        state=state,
        home=home,
        total=total,
        language=language,
    )
