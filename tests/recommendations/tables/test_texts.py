"""Letters behind bytes, delimiters, dates, positions: what is found out rather than asked for."""

import datetime as dt

import pytest

from recommendations.tables import delimited, texts
from recommendations.tables.dates import NoDate, TwoDates, day_first_in, day_of
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.positions import position_of

FRENCH = "Libérer l’école ; où ça ? Créer des centres d’accueil à l’échelle nationale – « très » bientôt"
POLISH = "Zapewnić dostęp do edukacji wszystkim dzieciom; wzmocnić ochronę żon i mężów, łódź"
RUSSIAN = "Обеспечить доступ к образованию для всех детей; принять закон о насилии в семье"
ARABIC = "ضمان حصول جميع الأطفال على التعليم؛ واعتماد قانون بشأن العنف الأسري"
TURKISH = "Tüm çocukların eğitime erişimini sağlayın; şiddeti önleyin, ışık ve güç"
GREEK = "Να διασφαλιστεί η πρόσβαση όλων των παιδιών στην εκπαίδευση"
CHINESE = "确保所有儿童都能接受教育，并通过一项关于家庭暴力的法律"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((FRENCH, code) for code in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman")),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (TURKISH, "cp1254"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
    ],
)
def test_letters_are_read_as_they_were_written(text, encoding):
    rows = f"Number,Recommendation\n1,{text}\n2,{text}\n"

    assert texts.decode(rows.encode(encoding)).lstrip("\ufeff") == rows


def test_nothing_is_read_where_no_reading_makes_sense():
    with pytest.raises(UnreadableTable):
        texts.decode(b"\xff\xfe\x00\xd8\x00")


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_delimiters_are_found(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(f'A{delimiter}B{delimiter}C\n"x, y; z"{delimiter}1{delimiter}2\n' * 3, encoding="utf-8")

    assert [row for _number, row in delimited.rows(path)][1] == ["x, y; z", "1", "2"]


def test_excels_own_line_about_the_delimiter(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nA;B\n1,5;2\n", encoding="utf-8")

    assert list(delimited.rows(path)) == [(2, ["A", "B"]), (3, ["1,5", "2"]), (4, [])][:2]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-31", "31.3.2024", "31/03/2024", "03/31/2024", "31 March 2024", "March 31st, 2024",
        "31-Mar-24", "31 mars 2024", "31 de marzo de 2024", "31 марта 2024 г.", "2024年3月31日",
        "٣١ مارس ٢٠٢٤", "45382",
        "2024-03-31T00:00:00Z", "Sunday, 31 March 2024", "20240331", "2024/3/31", 45382, 45382.75,
        dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC), dt.date(2024, 3, 31),
    ],
)  # fmt: skip
def test_dates_in_every_spelling(text):
    assert day_of(text) == dt.date(2024, 3, 31)


@pytest.mark.parametrize("text", ["soon", "32.1.2024", "2024", "31/02/2024", True, "1234-01-01", 99999999])
def test_what_is_no_date(text):
    with pytest.raises(NoDate):
        day_of(text)


def test_two_readings_are_told_apart_by_the_column():
    with pytest.raises(TwoDates):
        day_of("3/4/2024")
    assert day_first_in(["3/4/2024", "25/4/2024"]) is True
    assert day_first_in(["3/4/2024", "4/25/2024"]) is False
    assert day_first_in(["25/4/2024", "4/25/2024"]) is None
    assert day_of("3/4/2024", day_first=True) == dt.date(2024, 4, 3)
    assert day_of("3/4/2024", day_first=False) == dt.date(2024, 3, 4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Supported", ("supported", False)), ("ACCEPTED", ("supported", False)), ("Noted", ("noted", False)),
        ("Rejected", ("noted", False)), ("Not supported", ("noted", False)),
        ("Supported/Noted", ("noted", True)),
        ("Partially accepted", ("noted", True)), ("Under consideration", ("pending", False)),
        ("Appuyée", ("supported", False)), ("Prise en note", ("noted", False)),
        ("Aceptada", ("supported", False)),
        ("Se toma nota", ("noted", False)), ("поддержана", ("supported", False)),
        ("принята к сведению", ("noted", False)), ("частично принята", ("noted", True)),
        ("مقبولة", ("supported", False)), ("أحيط علما", ("noted", False)), ("接受", ("supported", False)),
        ("注意到", ("noted", False)), ("", ("", False)), ("Concerns/Observations", ("", False)),
        ("5", ("", False)),
    ],
)  # fmt: skip
def test_positions_in_the_words_of_tables(text, found):
    assert position_of(text) == found
