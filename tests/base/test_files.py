"""Files are taken for what they contain, not for what they are called."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nmrf.base.errors import Invalid
from nmrf.base.services import files

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20


def archive(name, size=10):
    """A zip archive with one member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(name, b"x" * size)
    return packed.getvalue()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }


@pytest.mark.django_db
def test_a_file_is_kept_under_a_random_name_with_its_digest():
    stored = files.store(upload=SimpleUploadedFile("Report of May.pdf", PDF), by=None)

    assert (stored.name, stored.media_type, stored.size) == ("Report of May.pdf", "application/pdf", len(PDF))
    assert "Report" not in stored.content.name
    assert len(stored.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PNG),
        ("a.png", PDF),
        ("a.docx", b"PK\x03\x04 but no document inside"),
        ("a.docx", archive("holiday.jpg", size=400_000)),
        ("a.xlsx", archive("word/document.xml")),
        ("a.odt", b"PK\x03\x04 opendocument.text"),
        ("a.txt", b"<html><script>alert(1)</script>"),
        ("a.csv", b"\x00\x01binary"),
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg/>"),
        ("a.pdf", b""),
        ("noending", PDF),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(Invalid, match="“"):
        files.checked_type(name, SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "inside"),
    [("a.docx", "word/document.xml"), ("a.xlsx", "xl/workbook.xml"), ("a.odt", "content.xml")],
)
def test_an_office_file_is_known_by_what_it_holds(name, inside):
    assert "application/" in files.checked_type(name, SimpleUploadedFile(name, archive(inside)))


def test_a_file_over_the_limit_is_refused(settings):
    settings.EVIDENCE_MAX_BYTES = 10

    with pytest.raises(Invalid, match="larger"):
        files.checked_type("a.pdf", SimpleUploadedFile("a.pdf", PDF))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\a\\b.pdf", "b.pdf"), ("gnp\u202efdp.exe", "gnpfdp.exe")],
)
def test_a_name_says_nothing_but_the_last_part_of_a_path(given, kept):
    assert files.clean_name(given) == kept
