"""`manage.py import_table`: its last line, its exit codes, and that a refusal leaves nothing."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from recommendations.models import ImportRun, Recommendation, Tag
from tests.recommendations.tables import samples
from tests.recommendations.tables.word_samples import WordList, row

pytestmark = pytest.mark.usefixtures("reference")


def run(path, kind: str, country: str = "Halvora", **options) -> str:
    out = io.StringIO()
    call_command("import_table", str(path), kind=kind, country=country, stdout=out, **options)
    return out.getvalue().strip().splitlines()[-1]


def refused(capsys, path, kind: str, country: str = "Halvora", **options) -> str:
    """The one line that a refusal says, once nothing is left of it."""
    before = Tag.objects.count()
    with pytest.raises(SystemExit) as left:
        call_command("import_table", str(path), kind=kind, country=country, **options)
    assert left.value.code == 2
    assert not ImportRun.objects.exists()
    assert not Recommendation.objects.exists()
    assert Tag.objects.count() == before
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


@pytest.fixture
def a_list(tmp_path):
    made = WordList()
    made.add(row(1))
    made.add(row(2))
    made.add(["118.3", "Supported", "", ""])
    return made.save(tmp_path)


@pytest.mark.parametrize("country", ["Halvora", "XAA", " halvora* "])
def test_the_last_line_counts_recommendations_of_the_state(a_list, country):
    assert run(a_list, "thematic-list", country) == "created=2 changed=0 unchanged=0 gone=0 rejected=1"
    assert run(a_list, "thematic-list", country) == "created=0 changed=0 unchanged=2 gone=0 rejected=1"


def test_dry_run_counts_the_same_and_writes_nothing(a_list):
    line = run(a_list, "thematic-list", dry_run=True)

    assert line == "created=2 changed=0 unchanged=0 gone=0 rejected=1"
    assert not ImportRun.objects.exists()
    assert not Recommendation.objects.exists()


def test_upr_info_as_a_workbook_counts_the_same(tmp_path):
    rows = [samples.upr_row(), samples.upr_row(**{"From": "Peru", "From-Org": ""})]
    path = samples.upr_info_workbook(tmp_path, [*rows, samples.upr_row(Text="Open schools", Session="")])

    assert run(path, "upr-info") == "created=1 changed=0 unchanged=0 gone=0 rejected=1"
    csv = samples.upr_info(tmp_path, rows)
    assert run(csv, "upr-info") == "created=0 changed=0 unchanged=1 gone=0 rejected=0"


def test_upr_info_counts_recommendations_not_rows(tmp_path):
    rows = [samples.upr_row(), samples.upr_row(From="Guinea Bissau"), samples.upr_row(To="Peru")]
    path = samples.upr_info(tmp_path, rows)

    assert run(path, "upr-info") == "created=1 changed=0 unchanged=0 gone=0 rejected=0"
    assert run(path, "upr-info", "all") == "created=1 changed=0 unchanged=1 gone=0 rejected=0"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_upr_info_in_any_encoding_with_any_line_ends(tmp_path, encoding, end):
    path = samples.upr_info(tmp_path, [samples.upr_row(Text="Libérer l’école")], encoding=encoding, end=end)

    assert run(path, "upr-info").startswith("created=1 ")
    assert Recommendation.objects.get().texts.get().text == "Libérer l’école"


def test_a_symbol_names_the_document_of_one_session_only(tmp_path, capsys):
    path = samples.upr_info(tmp_path, [samples.upr_row(), samples.upr_row(Session="7", Text="Close prisons")])

    assert "2 sessions" in refused(capsys, path, "upr-info", symbol="A/HRC/28/9")
    path = samples.upr_info(tmp_path, [samples.upr_row()])
    run(path, "upr-info", symbol="a/hrc/28/9")
    assert Recommendation.objects.get().document.symbol == "A/HRC/28/9"


def test_the_template_from_the_command_line(tmp_path):
    path = samples.filled(tmp_path, [samples.order(), samples.order(paragraph="5", mechanism="Nobody")])

    assert run(path, "template") == "created=1 changed=0 unchanged=0 gone=0 rejected=1"


def bomb(folder):
    path = folder / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (300 << 20) + b"</a>")
    return path


def with_entities(folder):
    path = folder / "entities.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
        )
    return path


def content(name: str, given: bytes):
    def write(folder):
        (folder / name).write_bytes(given)
        return folder / name

    return write


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "none.docx", "There is no file none.docx"),
        (content("a.docx", b""), "empty"),
        (content("a.docx", b"%PDF-1.7 ..."), "it holds PDF"),
        (content("a.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600), "save it as .docx"),
        (content("a.docx", b"PK\x03\x04 broken"), "damaged"),
        (content("a.docx", b"<!DOCTYPE html><html>"), "web page"),
        (content("a.docx", b"a,b\n1,2\n"), "no Word file"),
        (content("a.docx", b"%PDF-1.7"), "no Word file"),
        (bomb, "larger than"),
        (with_entities, "XML entities"),
    ],
)
def test_what_cannot_be_taken_exits_2_with_one_line(tmp_path, capsys, make, words):
    assert words in refused(capsys, make(tmp_path), "thematic-list")


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("upr-info", b"a,b\n1,2\n", "Missing: To, Text, From, Response, Session"),
        ("upr-info", b"To,Text,From,Response\n1,2,3,4\n", "Missing: Session"),
        ("upr-info", b"\xff\xfe\x00", "cannot be read"),
        ("template", b"a,b\n1,2\n", "not the columns of our template"),
        ("template", b"\x00\x01\x02\x03" * 40, "not the columns of our template"),
    ],
)
def test_other_tables_exit_2_with_one_line(tmp_path, capsys, kind, given, words):
    assert words in refused(capsys, content("a.csv", given)(tmp_path), kind)


def test_an_unknown_state_symbol_or_kind_exits_2(a_list, capsys):
    assert "Narnia" in refused(capsys, a_list, "thematic-list", "Narnia")
    assert "no symbol" in refused(capsys, a_list, "thematic-list", symbol="nonsense")
    assert "not of Peru" in refused(capsys, a_list, "thematic-list", "Peru")
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_table", str(a_list), "--kind", "other", "--country", "XAA")
