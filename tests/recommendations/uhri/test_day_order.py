"""Which way round day and month stand in a source: by its columns, the register, calendar or sequence."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from recommendations.uhri import day_order
from tests.recommendations.uhri_samples import guid

PUBLISHED, ON_UHRI = "Document Publication Date", "Date of publication on UHRI"
DAY, MONTH = True, False


def order(*days: Any, known: dict[UUID, dict[str, dt.date]] | None = None) -> dict[str, bool]:
    """What is told by rows with these dates, of documents alone or of both columns."""
    rows: list[tuple[int, Any]] = []
    for number, given in enumerate(days, start=1):
        pair = given if isinstance(given, tuple) else (given, "")
        dates = dict(zip((PUBLISHED, ON_UHRI), pair, strict=True))
        rows.append((number, {"OHCHR Annotation Id": guid(number), "Text": "x", **dates}))
    return day_order.order_of(iter(rows), lambda _ids: known or {})


def both(first: bool) -> dict[str, bool]:
    return {"published_on": first, "uhri_published_at": first}


@pytest.mark.parametrize(
    ("days", "first"), [(("12/02/2025", "13/02/2025"), DAY), (("12/02/2025", "02/13/2025"), MONTH)]
)
def test_any_number_past_twelve_decides_for_the_column(days, first):
    assert order(*days) == both(first)


def test_one_column_decides_for_the_other():
    assert order(("05/06/2024", "07/28/2024 15:59"), ("05/06/2024", "")) == both(MONTH)


def test_a_column_written_in_both_ways_tells_nothing():
    assert order("13/02/2025", "02/13/2025", "03/04/2025") == {}


def test_two_columns_written_each_in_its_way_are_read_so():
    assert order(("13/02/2025", "02/13/2025")) == {"published_on": DAY, "uhri_published_at": MONTH}


@pytest.mark.parametrize(("day", "first"), [(dt.date(2025, 2, 12), DAY), (dt.date(2025, 12, 2), MONTH)])
def test_what_the_register_knows_decides_where_the_column_does_not(day, first):
    known = {UUID(guid(1)): {"published_on": day}}

    assert order("12/02/2025", "03/04/2025", known=known) == both(first)


def test_a_register_that_says_both_tells_nothing():
    known = {
        UUID(guid(1)): {"published_on": dt.date(2025, 2, 12)},
        UUID(guid(2)): {"published_on": dt.date(2025, 3, 4)},
    }

    assert order("12/02/2025", "03/04/2025", known=known) == {}


@pytest.mark.parametrize(
    ("days", "told"),
    [(["02/11/2026"], both(MONTH)), (["11/02/2026"], both(DAY)), (["02/11/2026", "11/02/2026"], {})],
)
def test_nothing_was_published_on_a_day_to_come(days, told):
    rows = [(1, {"OHCHR Annotation Id": guid(1), "Text": "x", PUBLISHED: day}) for day in days]

    assert day_order.order_of(iter(rows), today=dt.date(2026, 6, 30)) == told


def test_rows_in_the_order_of_their_days_decide():
    rising = (
        "03/01/2024",
        "09/01/2024",
        "11/01/2024",
        "02/02/2024",
        "08/02/2024",
        "01/03/2024",
        "05/03/2024",
    )

    assert order(*rising) == both(DAY)
    assert order(*reversed(rising)) == both(DAY)
    assert order(*rising[:4]) == {}


@pytest.mark.parametrize("day", ["2025-02-12", "12.02.2025", 45000, None, "", "soon"])
def test_other_dates_ask_nothing(day):
    assert order(day) == {}
