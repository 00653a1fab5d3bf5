"""A page of a list that the database pages itself: it answers the rows of one page and how many there are."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator

Read = Callable[..., tuple[list[Any], int]]


class _Counted:
    """Enough of a list for a paginator: its length; the rows of the page that was read."""

    def __init__(self, rows: list[Any], total: int) -> None:
        self.rows, self.total = rows, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, place: Any) -> list[Any]:
        return self.rows


def page_of(read: Read, wanted: str | None, per_page: int) -> "Page[Any]":
    """The wanted page; past the end, or for no number, the first. `read` takes `size` and `start`."""
    number = int(wanted) if wanted and wanted.isdecimal() and len(wanted) < 7 else 1
    rows, total = read(size=per_page, start=(max(number, 1) - 1) * per_page)
    if not rows and number > 1:
        number, (rows, total) = 1, read(size=per_page, start=0)
    return Paginator(_Counted(rows, total), per_page).get_page(number)  # type: ignore[arg-type]
