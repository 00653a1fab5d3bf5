"""Dates, lists, SDGs, sessions: every spelling seen, and a plain no for the rest."""

import datetime as dt
from decimal import Decimal

import pytest

from recommendations.uhri import values
from recommendations.uhri.values import NotUnderstood


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2025-02-12T00:00:00", dt.date(2025, 2, 12)),
        ("2025-03-03T10:53:45.827", dt.date(2025, 3, 3)),
        ("2010-01-05T12:27:06.5", dt.date(2010, 1, 5)),
        ("2024-3-1", dt.date(2024, 3, 1)),
        (46078, dt.date(2026, 2, 25)),
        (46125.4996282407, dt.date(2026, 4, 13)),
        (Decimal("46078"), dt.date(2026, 2, 25)),
        ("46078", dt.date(2026, 2, 25)),
        ("25/02/2026", dt.date(2026, 2, 25)),
        ("2/25/2026", dt.date(2026, 2, 25)),
        ("25/02/26", dt.date(2026, 2, 25)),
        ("3.4.2026", dt.date(2026, 4, 3)),
        ("2026/4/3", dt.date(2026, 4, 3)),
        ("3 April 2026", dt.date(2026, 4, 3)),
        ("03-Apr-26", dt.date(2026, 4, 3)),
        ("April 3, 2026", dt.date(2026, 4, 3)),
        ("3 avril 2026 10:15", dt.date(2026, 4, 3)),
        ("3 de abril de 2026", dt.date(2026, 4, 3)),
        ("3 апреля 2026 г.", dt.date(2026, 4, 3)),
        ("3 أبريل 2026", dt.date(2026, 4, 3)),
        ("2026年4月3日", dt.date(2026, 4, 3)),
        ("20260403", dt.date(2026, 4, 3)),
        ("3. März 2026", dt.date(2026, 3, 3)),
        ("03-Mrz-26", dt.date(2026, 3, 3)),
        ("3 de março de 2026", dt.date(2026, 3, 3)),
        ("3 maart 2026", dt.date(2026, 3, 3)),
        ("03-Mar-00", dt.date(2000, 3, 3)),
        ("1 January 1900", None),
        ("01-Jan-1900", None),
        (dt.datetime(2026, 2, 25, 8, tzinfo=dt.UTC), dt.date(2026, 2, 25)),
        (dt.date(2026, 2, 25), dt.date(2026, 2, 25)),
        ("1900-01-01T00:00:00", None),
        (None, None),
        ("", None),
        ("-", None),
    ],
)
def test_day_of_reads_every_spelling(given, day):
    assert values.day_of(given) == day


@pytest.mark.parametrize(
    "given", ["soon", "2024-13-01", "03/04/2026", "03-04-26", "03/04.2026", "9999-01-01", 5.0, {"a": 1}, [1]]
)
def test_day_of_never_guesses(given):
    with pytest.raises(NotUnderstood):
        values.day_of(given)


@pytest.mark.parametrize(
    "given", ["01-Jan-00", "1/1/00", "01/01/00 0:00", "1 janv. 00", "00-Jan-00", "1/0/00", "1. Jän. 00"]
)
def test_uhris_unknown_day_as_excel_saves_it_is_never_taken_for_the_year_2000(given):
    assert values.moment_of(given) is None  # nothing was in UHRI in 2000
    assert values.numeric_date(given) is None
    with pytest.raises(NotUnderstood):  # a document can be of that day
        values.day_of(given)


@pytest.mark.parametrize("given", ["3. März", "32-Mrz-26", "3 Foo 2026"])
def test_a_date_without_a_year_or_a_month_is_none(given):
    with pytest.raises(NotUnderstood):
        values.day_of(given)


@pytest.mark.parametrize(
    "given",
    [
        "25/02/2026 15:59:27",
        "2/25/2026 3:59:27 PM",
        "2026-02-25T15:59:27",
        "25.02.2026 15:59:27.0",
        "2/25/2026, 3:59:27 p. m.",
    ],
)
def test_moment_of_keeps_the_time_in_every_spelling(given):
    assert values.moment_of(given) == dt.datetime(2026, 2, 25, 15, 59, 27)  # noqa: DTZ001


@pytest.mark.parametrize(("day_first", "day"), [(True, dt.date(2026, 4, 3)), (False, dt.date(2026, 3, 4))])
def test_day_of_is_told_which_number_is_the_day(day_first, day):
    assert values.day_of("03/04/2026", day_first) == day
    assert values.day_of("3/4/2026 11:59", day_first) == day
    assert values.day_of("25/02/2026", day_first) == dt.date(2026, 2, 25)


def test_moment_of_takes_no_time_that_is_not_of_a_clock():
    with pytest.raises(NotUnderstood):
        values.moment_of("25/02/2026 25:00")


def test_moment_of_a_serial_is_to_the_millisecond():
    assert values.moment_of(46125.4996282407) == dt.datetime(2026, 4, 13, 11, 59, 27, 880000)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        (
            "- Guinea-Bissau\r\n- Timor-Leste\n- South Sudan\r",
            ("Guinea-Bissau", "Timor-Leste", "South Sudan"),
        ),
        (["- Children", " Children ", "Women  &  girls"], ("Children", "Women & girls")),
        ("-", ()),
        ("- ", ()),
        (None, ()),
        ([], ()),
        ("", ()),
        ("Peru", ("Peru",)),
    ],
)
def test_labels_of_reads_lists_and_lines(given, labels):
    assert values.labels_of(given) == labels


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("16 - PEACE, JUSTICE AND STRONG INSTITUTIONS", "16"),
        ("5.2 - End all violence", "5.2"),
        ("16.b - Promover y aplicar leyes", "16.b"),
        ("16.B", "16.b"),
        ("Peace", ""),
        ("18 - Nothing", ""),
    ],
)
def test_sdgs_go_by_their_code(label, code):
    assert values.sdgs_of([label])[0].code == code


@pytest.mark.parametrize(
    ("session", "cycle"),
    [(1, 1), (12, 1), (13, 2), (26, 2), (27, 3), (40, 3), (41, 4), (54, 4), (None, None)],
)
def test_cycle_follows_from_the_session(session, cycle):
    assert values.cycle_of_session(session) == cycle


def test_session_and_cycle_labels():
    assert values.session_of("- 14th Session - October 2012") == 14
    assert values.session_of(["35"]) == 35
    assert values.session_of([]) is None
    assert [values.cycle_of(label) for label in ("2nd cycle", "Cycle 3", "Fourth cycle", 1)] == [2, 3, 4, 1]


def test_guid_of_takes_any_spelling_and_no_other():
    assert values.guid_of("{A9CEAE8C-FE1C-40F9-A326-1529E0AB678F}") == values.guid_of(
        "a9ceae8cfe1c40f9a3261529e0ab678f"
    )
    assert values.guid_of("-") is None
    with pytest.raises(NotUnderstood):
        values.guid_of("12")
