"""Hostile tables: each reader answers or says why not, whatever stands in bytes, cells or rows."""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.tables import guesses, template, texts, thematic_list, upr_info, word
from recommendations.tables.cell_values import CellError, CellReader
from recommendations.tables.cells import CELLS as SENTENCES
from recommendations.tables.columns import COLUMNS
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.positions import position_of
from recommendations.tables.recommending import states_at_end
from recommendations.tables.records import RejectedRow, TableRecord, content_of, digest_of, from_json, to_json
from recommendations.tables.sheets import Sheet, Unusable, sheets_of
from recommendations.tables.thematic_list import ThematicList, _Assembling
from recommendations.tables.theme_cells import Labels
from recommendations.tables.vocabulary import TableVocabulary
from recommendations.tables.word import Cell, Row
from recommendations.tables.word_numbers import Numbering

SOME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ODD = st.sampled_from(
    ["\x00", "\x1b", "\u202e", "\u200f", "\ufeff", "=1+1", "@cmd", "&amp;amp;", "<p>", "((((", "118.1",
     "118.10 ", "Theme: ", "Source of position: ", "(Peru)", "Supported", "\r\n", "\n- ", "12/12/12",
     "9" * 60, "٣١", "健康"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(ODD, st.text(max_size=40)), max_size=8).map("".join)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.builds(Unusable, st.just("no_value")),
)
WORDS = TableVocabulary(
    mechanisms={"cedaw": "CEDAW"},
    mechanism_names=("CEDAW",),
    choices={"kind": {"order": "order"}, "document_kind": {"plan": "plan"}, "position": {"noted": "noted"}},
)


def fits_the_database(record: TableRecord) -> None:
    """What is read can be staged and is the same when it comes back."""
    assert from_json(to_json(record)) == record
    assert digest_of(content_of(record)) == digest_of(content_of(from_json(to_json(record))))
    assert "\x00" not in record.text + record.paragraph + "".join(record.themes)
    record.text.encode()
    assert len(record.paragraph) <= 40
    assert len(record.position_source) <= 200


@SOME
@given(st.binary(max_size=4000))
def test_any_bytes_are_read_or_refused(content):
    with suppress(UnreadableTable):
        assert isinstance(texts.decode(content), str)


@SOME
@given(st.one_of(st.binary(max_size=2000), st.lists(st.lists(TEXTS, max_size=12), max_size=8)))
def test_any_table_is_upr_info_or_refused(given_):
    head = ",".join(upr_info.COLUMNS)
    content = (
        given_ if isinstance(given_, bytes) else (head + "\r" + "\r".join(map(",".join, given_))).encode()
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        with suppress(UnreadableTable):
            for one in upr_info.read(path, state="").records():
                if isinstance(one, TableRecord):
                    fits_the_database(one)


@SOME
@given(st.lists(st.lists(st.tuples(TEXTS, st.integers(1, 3), st.booleans()), max_size=6), max_size=12))
def test_any_rows_of_word_are_a_list_or_refused(rows):
    found = ThematicList(state="XAA", symbol="A/HRC/1/1")
    heading = Row(
        1, 1, [Cell(text) for text in ("Recommendation", "Position", "Full list of themes", "SDGs")]
    )
    made = [Row(1, number, [Cell(*cell) for cell in cells]) for number, cells in enumerate(rows, start=2)]
    try:
        _Assembling(found).take([heading, *made])
    except UnreadableTable:
        return
    for one in found.records():
        if isinstance(one, TableRecord):
            fits_the_database(one)
        else:
            assert one.reason


@SOME
@given(st.sampled_from(COLUMNS), CELLS)
def test_any_cell_is_read_or_named(column, value):
    wrong: CellError | None = None
    try:
        CellReader(WORDS).read(column, value)
    except CellError as refused:
        wrong = refused
    if wrong:
        assert str(SENTENCES[wrong.code]) % {"detail": wrong.detail}


@SOME
@given(TEXTS)
def test_any_text_has_a_position_states_and_labels_or_none(text):
    assert position_of(text)[0] in ("", "supported", "noted", "pending")
    assert all(len(code) == 3 for code in states_at_end(text).codes)
    labels = Labels()
    labels.read(text)
    assert all(0 < len(label) <= 250 for label in (*labels.themes, *labels.persons, *labels.sdgs))


@SOME
@given(st.lists(st.lists(CELLS, max_size=8), min_size=1, max_size=12))
def test_columns_of_any_table_are_guessed(rows):
    numbered = list(enumerate(rows, start=1))

    heading = guesses.heading_row(numbered)
    found = guesses.guesses(numbered, heading)

    keys = [one.key for one in found if one.key]
    assert len(keys) == len(set(keys))


@SOME
@given(st.lists(st.lists(CELLS, max_size=10), max_size=6))
def test_any_rows_under_the_templates_headings_are_records_or_named_cells(rows):
    names = [
        "ref",
        "mechanism",
        "symbol",
        "paragraph",
        "text",
        "adopted_on",
        "sdgs",
        "position",
        "themes",
        "state",
    ]
    sheet = Sheet("a", Path("a"))
    sheet.kept = [(1, list(names)), *enumerate(rows, start=2)]

    found = template._records(sheet, sheet.kept[0], dict(enumerate(names)), "XAA", "XAA", WORDS, "en")

    for one in found.records():
        if isinstance(one, RejectedRow):
            assert one.cells
        else:
            fits_the_database(one)


@SOME
@given(st.binary(max_size=3000), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>"]))
def test_any_file_is_a_table_or_refused(content, start):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.bin"
        path.write_bytes(start + content)
        for open_ in (lambda: [list(sheet.rows()) for sheet in sheets_of(path)], lambda: word.read(path)):
            with suppress(UnreadableTable):
                open_()
        with suppress(UnreadableTable):
            thematic_list.read(path, state="XAA")


@SOME
@given(st.text(max_size=200))
def test_any_xml_of_words_numbers_is_harmless(text):
    from lxml import etree

    root = etree.Element("a")
    etree.SubElement(root, f"{word.W}abstractNum").set(
        f"{word.W}abstractNumId", "".join(filter(str.isalnum, text))
    )
    assert Numbering.of(root).mark_of(etree.Element(f"{word.W}p")) == ""


def test_a_day_outside_of_every_calendar():
    assert CellReader(WORDS).read(
        next(one for one in COLUMNS if one.key == "adopted_on"), dt.date(2024, 1, 1)
    )
