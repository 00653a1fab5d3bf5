"""Every shape and container gives the same records; whatever is broken says where."""

import datetime as dt
import gzip
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.labels import Labels
from recommendations.uhri.limits import Limits
from recommendations.uhri.reading import Reading
from recommendations.uhri.records import Reason, Rejected, UhriRecord
from recommendations.uhri.sources import Source
from tests.recommendations import uhri_samples as samples


def read(
    path: Any, state: str | None = "XAA", limits: Limits | None = None, labels: Labels | None = None
) -> list[Any]:
    source = Source(path, limits=limits) if limits else Source(path)
    return list(Reading(source, state=state, labels=labels).records())


def problem(path: Any, **kwargs: Any) -> str:
    with pytest.raises(UnreadableSource) as wrong:
        read(path, **kwargs)
    assert str(wrong.value)
    return wrong.value.code


RECORDS = [samples.record(1), samples.upr(2), samples.record(3, Countries=["Tessenia"])]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.json", samples.as_json),
        ("a.json.gz", samples.as_gzip),
        ("a.jsonl", samples.as_lines),
        ("a.xlsx", samples.as_workbook),
        ("a.csv", samples.as_table),
    ],
)
def test_every_container_gives_the_records_of_the_state(tmp_path, name, write):
    first, second = read(write(tmp_path / name, RECORDS))

    assert [str(one.annotation_id) for one in (first, second)] == [samples.guid(1), samples.guid(2)]
    assert first.text == "Shelters\n1. The State party should open 1 shelters."
    assert first.body_label == "CEDAW"
    assert first.annotation_type == "Recommendations"
    assert first.states == ("XAA",)
    assert first.published_on == dt.date(2024, 3, 1)
    assert first.themes == ("Violence against women", "Right to health")
    assert [sdg.code for sdg in first.sdgs] == ["5.2", "16"]
    assert (second.upr_session, second.upr_cycle) == (35, 3)
    assert second.upr_positions == ("Supported",)
    assert second.recommending_countries == ("Guinea-Bissau",)
    assert first.odd == ()


def test_a_shape_carries_only_what_it_has(tmp_path):
    full = read(samples.as_json(tmp_path / "a.json", RECORDS))[1]
    columns = read(samples.as_workbook(tmp_path / "a.xlsx", RECORDS))[1]

    assert full.carried - columns.carried == {"document_id", "upr_cycle"}
    assert columns.document_id is None


def test_only_an_array_of_the_full_shape_is_a_full_export(tmp_path):
    def is_full(path: Any) -> bool:
        reading = Reading(Source(path), state="XAA")
        list(reading.records())
        return reading.is_full_export

    assert is_full(samples.as_json(tmp_path / "a.json", RECORDS))
    assert is_full(samples.as_gzip(tmp_path / "a.json.gz", RECORDS))
    assert not is_full(samples.as_lines(tmp_path / "a.jsonl", RECORDS))
    assert not is_full(samples.as_workbook(tmp_path / "a.xlsx", RECORDS))
    assert not is_full(samples.as_json(tmp_path / "b.json", [samples.row(one) for one in RECORDS]))


def test_headers_are_matched_in_any_case_and_spelling(tmp_path):
    columns = [name.upper().replace("RECCOMENDING", "Recommending ") for name in samples.COLUMNS]

    (one, _two) = read(samples.as_workbook(tmp_path / "a.xlsx", RECORDS, columns))

    assert one.body_label == "CEDAW"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_in_the_encodings_that_excel_writes(tmp_path, encoding, delimiter):
    given = [samples.record(1, Text="1. Veiller à l’égalité, «dès» l’école; tout de suite.")]

    (one,) = read(samples.as_table(tmp_path / "a.csv", given, encoding, delimiter))

    assert one.text == given[0]["Text"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16-le", "Améliorer l’accès à l’éducation"),
        ("mac_roman", "Améliorer l’accès à l’éducation des élèves"),
        ("cp1251", "Обеспечить доступ к образованию для всех детей"),
        ("cp1256", "ضمان الحق في التعليم لجميع الأطفال دون تمييز"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_tables_are_read_in_the_encodings_of_other_systems(tmp_path, encoding, text, delimiter):
    given = [samples.record(number, Text=f"{number}. {text}") for number in (1, 2)]
    path = samples.as_table(tmp_path / "a.csv", given, encoding, delimiter)

    assert [record.text for record in read(path)] == [f"{number}. {text}" for number in (1, 2)]


def test_old_macintosh_lines_end_in_carriage_returns_alone(tmp_path):
    path = samples.as_table(tmp_path / "a.csv", [samples.record(1, Text="1. Former des élèves", Themes=[])])
    text = path.read_bytes().decode().replace("\r\n", "\r").replace("\n", " ")
    path.write_bytes(text.encode("mac_roman"))

    assert [record.text for record in read(path)] == ["1. Former des élèves"]


@pytest.mark.parametrize(("name", "write"), [("a.csv", samples.as_table), ("a.xlsx", samples.as_workbook)])
def test_a_table_without_ids_is_refused_as_a_whole(tmp_path, name, write, monkeypatch):
    monkeypatch.setattr(
        samples, "COLUMNS", {key: name for key, name in samples.COLUMNS.items() if name != "AnnotationId"}
    )

    assert problem(write(tmp_path / name, RECORDS)) == "no_ids"


def test_real_date_cells_and_carriage_returns(tmp_path):
    path = samples.as_workbook(tmp_path / "a.xlsx", [samples.record(1, Countries=["Halvora", "Tessenia"])])
    book = openpyxl.load_workbook(path)
    book.active["H2"] = dt.datetime(2024, 3, 1)  # noqa: DTZ001
    book.save(path)

    (one,) = read(path, state="XAB")

    assert one.published_on == dt.date(2024, 3, 1)
    assert one.countries == ("Halvora", "Tessenia")


def test_rejections_say_place_and_reason(tmp_path):
    given = [
        samples.record(1),
        samples.record(2, AnnotationId=None),
        "nonsense",
        samples.record(1, Text="again"),
        samples.record(3, AnnotationId="12"),
        samples.record(4, AnnotationId=None, Countries=["Tessenia"]),
    ]

    found = [
        (one.place, one.reason)
        for one in read(samples.as_json(tmp_path / "a.json", given))
        if isinstance(one, Rejected)
    ]

    assert found == [
        (2, Reason.NO_ID),
        (3, Reason.NO_OBJECT),
        (4, Reason.DOUBLED_ID),
        (5, Reason.BAD_ID),
    ]


def test_the_state_is_taken_from_the_symbol_where_no_country_is_given(tmp_path):
    (one,) = read(samples.as_json(tmp_path / "a.json", [samples.record(1, Countries=[])]))

    assert one.states == ("XAA",)


def test_values_of_the_wrong_type_are_odd_and_the_record_is_kept(tmp_path):
    given = samples.record(1, Text=5, Themes={"a": 1}, PublicationDate="soon", Sdgs="16.3 - x", Regions=7)

    (one,) = read(samples.as_json(tmp_path / "a.json", [given]))

    assert isinstance(one, UhriRecord)
    assert (one.text, one.themes, one.published_on) == ("5", (), None)
    assert set(one.odd) == {"themes", "published_on"}


def test_the_sites_ids_are_explained_by_symbols_and_by_a_file_of_labels(tmp_path):
    def from_site(number: int, symbol: str) -> dict[str, Any]:
        return {
            "annotationId": samples.guid(number),
            "documentId": samples.guid(50),
            "symbol": symbol,
            "bodyId": samples.guid(60 if "CEDAW" in symbol else 61),
            "annotationType": samples.guid(70),
            "countryIds": [samples.guid(80)],
            "themesIds": [samples.guid(90)],
            "uprPositionIds": None,
            "publicationDate": "2019-04-18T00:00:00",
            "en": "12. Build roads.",
            "fr": "12. Construire des routes.",
        }

    path = samples.as_lines(
        tmp_path / "a.jsonl", [from_site(1, "CEDAW/C/XAA/CO/1"), from_site(2, "A/HRC/41/X")]
    )
    labels = tmp_path / "labels.json"
    labels.write_text(
        json.dumps({"types": {samples.guid(70): "Recommendations", samples.guid(61): "probably UPR"}})
    )
    known = Labels()
    known.load(labels)

    first, second = read(path, labels=known)

    assert (first.body_label, second.body_label) == ("CEDAW", "")
    assert (first.annotation_type, second.states) == ("Recommendations", ("XAA",))
    assert (first.texts["fr"], first.text) == ("12. Construire des routes.", "12. Build roads.")
    assert set(second.unlabelled) == {"body_label", "themes"}
    assert "themes" not in first.carried


def test_a_page_of_the_sites_answers_is_read(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"countResult": {"n": 1}, "listOfRecommendations": RECORDS, "more": [1]}))

    assert len(read(path)) == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b"", "empty"),
        ("a.json", b"  \n ", "empty"),
        ("a.json", b"<!doctype html><html>", "html_page"),
        ("a.json", b'{"AnnotationId": 1}', "no_array"),
        ("a.json", b"null", "no_array"),
        ("a.json", b'[{"AnnotationId": 1}', "truncated"),
        ("a.json", b'[{"AnnotationId": 1}, {"Annot', "truncated"),
        ("a.json", b'[{"AnnotationId": "1', "truncated"),
        ("a.json", b'["half', "truncated"),
        ("a.json", b'[{"a": 1}] more', "after_end"),
        ("a.json", b'[{"a": 1} {"b": 2}]', "bad_json"),
        ("a.json", b"[,]", "bad_json"),
        ("a.json", b'[{"a": 1},]', "bad_json"),
        ("a.json", b'[{"a" 1}]', "bad_json"),
        ("a.json", '[{"a": "é"}]'.encode("latin-1"), "encoding"),
        ("a.json", '[{"a": 1}]'.encode("utf-16"), "encoding_utf16"),
        ("a.json", b"PK\x03\x04rest", "other_kind"),
        ("a.jsonl", b'{"a": 1}\n{"b": ', "truncated"),
        ("a.jsonl", b"not json\n", "bad_json"),
        ("a.csv", b"a,b\n1,2\n", "no_header"),
        ("a.csv", b'[{"a": 1}]', "other_kind"),
        ("a.xlsx", b"[]", "other_kind"),
        ("a.xlsx", b"PK\x03\x04garbage", "bad_workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0old", "old_workbook"),
        ("a.pdf", b"%PDF-1.7", "document"),
        ("thematic list.docx", b"PK\x03\x04rest", "document"),
        ("a.bin", b"%PDF-1.7", "unknown_kind"),
        ("a.json.gz", gzip.compress(b'[{"a": 1}]', mtime=0)[:-12], "truncated"),
        ("a.json.gz", gzip.compress(b"", mtime=0), "empty"),
    ],
)
def test_unreadable_sources_say_what_is_wrong(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)

    assert problem(path) == code


def test_a_missing_file_is_said_so(tmp_path):
    assert problem(tmp_path / "none.json") == "missing"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.json", samples.as_json),
        ("a.json.gz", samples.as_gzip),
        ("a.jsonl", samples.as_lines),
        ("a.xlsx", samples.as_workbook),
        ("a.csv", samples.as_table),
    ],
)
def test_a_source_that_breaks_off_is_unreadable(tmp_path, name, write, cut):
    path = write(tmp_path / name, [samples.record(number) for number in range(1, 60)])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])

    assert problem(path) in {"truncated", "bad_workbook", "bad_archive"}


def test_a_csv_cut_between_quotes_or_cells_is_noticed(tmp_path):
    path = samples.as_table(tmp_path / "a.csv", [samples.record(1)])
    text = path.read_text()

    path.write_text(text[: text.rindex(",") - 2])

    assert problem(path) == "truncated"


def test_archives_that_unpack_beyond_measure_are_refused(tmp_path):
    bomb = tmp_path / "a.json.gz"
    bomb.write_bytes(gzip.compress(b"[" + b" " * 4_000_000))
    small = Limits(ratio=10, ratio_from=100_000)

    assert problem(bomb, limits=small) == "too_large"

    book = samples.as_workbook(tmp_path / "a.xlsx", RECORDS)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 4_000_000)

    assert problem(book, limits=small) == "too_large"


def test_a_workbook_with_entities_is_not_opened(tmp_path):
    book = samples.as_workbook(tmp_path / "a.xlsx", RECORDS)
    evil = tmp_path / "b.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(evil, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + content
            target.writestr(member, content)

    assert problem(evil) == "xml_entities"


def test_rows_cells_and_nesting_have_limits(tmp_path):
    table = samples.as_table(tmp_path / "a.csv", [samples.record(number) for number in range(1, 10)])
    assert problem(table, limits=Limits(rows=3)) == "too_many_rows"
    assert problem(table, limits=Limits(cell_characters=50)) == "cell_too_long"

    book = samples.as_workbook(tmp_path / "a.xlsx", [samples.record(number) for number in range(1, 10)])
    assert problem(book, limits=Limits(rows=3)) == "too_many_rows"

    deep = samples.record(2)
    deep["Extra"] = json.loads("[" * 200 + "]" * 200)
    long = samples.record(3, Text="x" * 3000)
    path = samples.as_json(tmp_path / "a.json", [samples.record(1), deep, long])
    found = read(path, limits=Limits(cell_characters=2000))
    assert [getattr(one, "reason", "") for one in found] == ["", Reason.TOO_DEEP, Reason.TEXT_TOO_LONG]


@pytest.mark.parametrize("number", ["9" * 6000, "1e999", "-0.0", "NaN"])
def test_numbers_beyond_measure_do_no_harm(tmp_path, number):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([samples.record(1)])[:-2] + f', "Extra": {number}}}]')

    assert isinstance(read(path)[0], UhriRecord)


def test_half_characters_and_zeros_become_storable(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([samples.record(1, Text="a\ud800b\x00c")]))

    (one,) = read(path)

    assert one.text == "a\ufffdbc"
    assert "\x00" not in json.dumps(one.source)


def test_reading_goes_on_behind_a_place_and_still_knows_what_it_passed(tmp_path):
    path = samples.as_json(tmp_path / "a.json", [samples.record(1), samples.record(2), samples.record(1)])
    reading = Reading(Source(path), state="XAA")

    later = list(reading.records(start=2))

    assert [(one.place, one.reason) for one in later] == [(3, Reason.DOUBLED_ID)]


def test_progress_is_counted(tmp_path):
    path = samples.as_json(tmp_path / "a.json", [samples.record(number) for number in range(1, 2000)])
    source = Source(path)
    seen = [source.done for _value in source.values()]

    assert seen == sorted(seen)
    assert source.done == source.total == path.stat().st_size
