"""Columns of working lists: chosen in the address, the same on the page and in every download."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from nmrf.base.templatetags.house import day


@dataclass(frozen=True)
class Column:
    """One column. `value(line, names)` is what it holds; `status` marks a status code, said by its word."""

    code: str
    heading: Any
    value: Callable[[Any, Any], Any]
    is_status: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in one place: as people read it, and the status it is a mark of, if any."""

    heading: str
    text: str
    status: str = ""


@dataclass
class Table:
    """The columns of a list, those that are shown, in the order of the list."""

    all: Sequence[Column]
    usual: Sequence[str]
    wanted: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, columns: Sequence[Column], usual: Sequence[str], query: QueryDict) -> "Table":
        """`columns=lead&columns=due` in the address; the usual ones where it names none that is known."""
        known = {column.code for column in columns}
        return cls(columns, usual, [code for code in query.getlist("columns") if code in known])

    @property
    def shown(self) -> list[Column]:
        """Those that are shown."""
        codes = self.wanted or self.usual
        return [column for column in self.all if column.code in codes]

    @property
    def offered(self) -> list[tuple[Column, bool]]:
        """Each column, and whether it is shown."""
        shown = {column.code for column in self.shown}
        return [(column, column.code in shown) for column in self.all]

    def cells(self, line: Any, names: Any) -> list[Cell]:
        """One line for the page."""
        return [
            Cell(str(column.heading), _said(value), str(value) if column.is_status and value else "")
            for column in self.shown
            for value in [column.value(line, names)]
        ]

    def headings(self) -> list[str]:
        """Of a download."""
        return [str(column.heading) for column in self.shown]

    def lines(self, rows: Iterable[Any], names: Any, words: Callable[[str], str]) -> Iterator[list[Any]]:
        """A download line by line; `words` says a status in the reader's language."""
        for row in rows:
            yield [
                words(value) if column.is_status and value else value
                for column in self.shown
                for value in [column.value(row, names)]
            ]


def _said(value: Any) -> str:
    if value is None:
        return ""
    return day(value, "short") if isinstance(value, date) else str(value)
