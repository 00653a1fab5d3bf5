"""The State's own table, whether it was kept in Excel, as text, or in Word: rows of cells alike."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from recommendations.tables import word
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.files import WORD, kind_of
from recommendations.tables.limits import LIMITS
from recommendations.tables.sheets import Row, Sheet, Value, sheets_of
from recommendations.uhri.vocab import fold

MOST_WORD = 60


@dataclass
class WordTable:
    """The tables of a Word file that have the same columns, one below the other, as one table."""

    name: str
    kept: list[Row] = field(default_factory=list)
    at: dict[int, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Number and cells of each row that holds anything."""
        yield from self.kept


Table = Sheet | WordTable


def tables_of(path: Path, name: str = "") -> list[Table]:
    """The tables of a file. Raises UnreadableTable where there is none."""
    if kind_of(path, name) != WORD:
        return list(sheets_of(path, name))
    found = _of_word(path)
    if not found:
        raise UnreadableTable("empty")
    return found


def place_of(table: Table, number: int) -> str:
    """Where a row stands, as a person finds it."""
    if isinstance(table, WordTable):
        return table.at[number]
    return _("%(sheet)s, row %(row)s") % {"sheet": table.name, "row": number}


def _of_word(path: Path) -> list[Table]:
    by_width: dict[int, WordTable] = {}
    heads: dict[int, list[str]] = {}
    above: dict[int, Value] = {}
    for row in word.read(path, LIMITS).rows:
        if row.number == 1:
            above = {}
        cells = _cells(row, above)
        above = dict(enumerate(cells))
        if not any(cells) or len(cells) < 2:
            continue
        table = by_width.setdefault(len(cells), WordTable(""))
        texts = [fold(str(cell or "")) for cell in cells]
        if texts == heads.setdefault(len(cells), texts) and table.kept:
            continue  # the headings again, on another page or over another table
        number = len(table.kept) + 1
        table.kept.append((number, cells))
        table.at[number] = _("table %(table)s, row %(row)s") % {"table": row.table, "row": row.number}
    widest = Counter({width: len(table.kept) for width, table in by_width.items()}).most_common(MOST_WORD)
    for width, _rows in widest:
        by_width[width].name = _("Tables of %(columns)s columns") % {"columns": width}
    return [by_width[width] for width, _rows in widest]


def _cells(row: word.Row, above: dict[int, Value]) -> list[Value]:
    """The cells by column: what spans several stands in the first, what goes on repeats what is above."""
    found: list[Value] = []
    for cell in row.cells:
        text: Value = above.get(len(found)) if cell.continues and not cell.text else cell.text or None
        found += [text, *[None] * (cell.span - 1)]
    return found
