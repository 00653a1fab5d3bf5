"""Attached files: read in a process apart, found by their words under the file's own visibility."""

import io
import re
import time
import warnings
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from weasyprint import HTML

from focal_points.models import Evidence, FilePassage, FileText, StatusUpdate
from focal_points.services import evidence, file_reading
from nmrf.base import filewords
from nmrf.base.filewords import here, limits, plain
from nmrf.base.models import Job
from recommendations.services import document_files
from tests.factories import DocumentFactory

ODT_XML = (
    '<?xml version="1.0"?><o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><t:h>Shelters</t:h>'
    "<t:p>Every <t:span>province</t:span> has<t:s/>one.</t:p></o:text></o:body></o:document-content>"
)


def pdf(*pages):
    body = "".join(f'<section style="page-break-after: always">{text}</section>' for text in pages)
    return HTML(string=body).write_pdf()


def word(*paragraphs):
    made, stream = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(stream)
    return stream.getvalue()


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


PDF, WORD = pdf("Open shelters."), word("Open shelters.")


def read(tmp_path, content, media_type, seconds=30):
    path = tmp_path / "file"
    path.write_bytes(content)
    return filewords.read(path, media_type, seconds=seconds)


def test_a_pdf_is_read_page_by_page(tmp_path):
    found = read(tmp_path, pdf("Open shelters.", "", "Train judges."), filewords.PDF)

    assert found.why == ""
    assert found.has_pages
    assert found.passages == [(1, "Open shelters."), (3, "Train judges.")]


def test_a_word_file_is_read_in_its_order_with_tables(tmp_path):
    made, stream = docx.Document(), io.BytesIO()
    made.add_paragraph("First.")
    made.add_table(1, 2).rows[0].cells[1].text = "In a table."
    made.add_paragraph("Last.")
    made.save(stream)

    found = read(tmp_path, stream.getvalue(), filewords.DOCX)

    assert found.passages == [(1, "First.\nIn a table.\nLast.")]


def test_odt_and_plain_text_are_read_too(tmp_path):
    odt = archive(content_xml=ODT_XML)

    assert read(tmp_path, odt, filewords.ODT).passages == [(1, "Shelters\nEvery province has one.")]
    for coded in ("Écoles", "Écoles".encode("utf-16"), "Écoles".encode("cp1252")):
        content = coded.encode() if isinstance(coded, str) else coded
        assert read(tmp_path, content, "text/plain").passages == [(1, "Écoles")]


def test_a_protected_pdf_says_so(tmp_path):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Secret."))))
    writer.encrypt("password", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    assert read(tmp_path, stream.getvalue(), filewords.PDF).why == "encrypted"
    assert read(tmp_path, b"\xd0\xcf\x11\xe0" + b"x" * 999, filewords.DOCX).why == "encrypted"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000, b"not at all"])
def test_a_broken_pdf_says_so(tmp_path, content):
    assert read(tmp_path, content, filewords.PDF).why == "broken"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no archive",
        archive(other="x"),
        archive(word__document_xml="<w:p"),
        archive(word__document_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)
def test_a_broken_word_file_says_so(tmp_path, content):
    assert read(tmp_path, content, filewords.DOCX).why == "broken"


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    bomb = archive(word__document_xml=b"<a>" + b" " * (limits.MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000

    started = time.monotonic()
    assert read(tmp_path, bomb, filewords.DOCX).why == "too_large"
    assert time.monotonic() - started < 20


def test_an_archive_that_lies_about_its_size_is_stopped_too(tmp_path):
    honest = archive(word__document_xml=b"<a>" + b" " * 5_000_000)
    lying = honest.replace((5_000_003).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest

    assert read(tmp_path, lying, filewords.DOCX).why == "broken"


def test_reading_that_never_ends_is_ended(tmp_path):
    """Four hundred pages that all show the same endless content: the limit of processor time stops it."""
    writer, stream = PdfWriter(), DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf " + b"(a) Tj 1 0 0 1 0 0 cm " * 100_000 + b" ET")
    content = writer._add_object(stream)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
    )
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    for _ in range(400):
        page = writer.add_blank_page(100, 100)
        page[NameObject("/Contents")], page[NameObject("/Resources")] = content, fonts
    made = io.BytesIO()
    writer.write(made)

    assert read(tmp_path, made.getvalue(), filewords.PDF, seconds=2).why == "too_slow"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000), st.integers(0, 3000), st.sampled_from(sorted(filewords.READABLE)))
def test_whatever_is_broken_in_a_file_reading_it_ends_with_an_answer(tmp_path, noise, at, media_type):
    """Bytes of real files with other bytes written over them, and bytes of nothing."""
    whole = {filewords.PDF: PDF, filewords.DOCX: WORD}.get(media_type, b"")
    path = tmp_path / "file"
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = here.read(path, media_type)

    assert found.why in FileText.Why.values
    assert all("\x00" not in text for _number, text in found.passages)


def test_control_characters_and_half_letters_are_left_out(tmp_path):
    (tmp_path / "a").write_bytes("a\x00b\x07 \u202e c".encode())

    assert plain.read(tmp_path / "a").passages == [(1, "ab \u202e c")]


# --- kept and found ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The State party should open shelters in each of the provinces and train the police.", "en"),
        ("Le gouvernement a ouvert des foyers dans toutes les provinces et forme la police.", "fr"),
        ("El Estado abrió refugios en todas las provincias y forma a la policía del país.", "es"),
        ("Государство открыло приюты во всех провинциях и обучает полицию.", "ru"),
        ("فتحت الدولة ملاجئ في جميع المقاطعات ودربت الشرطة", "ar"),
        ("国家在各省开设了庇护所并培训警察", "zh"),
        ("12 34 56", ""),
    ],
)
def test_the_language_is_guessed(text, language):
    from focal_points.word_guess import language_of

    assert language_of(text) == language


@pytest.fixture
def attached(draft, owner):
    """A public piece of evidence on an update that is still a draft."""
    upload = SimpleUploadedFile("Act 12.pdf", pdf("Nothing here.", "Every province has refuges for women."))
    return evidence.add_file(update=draft, upload=upload, title="Shelters Act", is_public=True, by=owner)


def verify(update, by, *, is_public=True):
    from django.utils import timezone

    now = timezone.now()
    people = {"submitted_by": update.author, "submitted_at": now, "decided_by": by, "decided_at": now}
    StatusUpdate.objects.filter(pk=update.pk).update(state="verified", is_public=is_public, **people)


@pytest.mark.django_db
def test_attaching_asks_a_worker_who_reads_all_that_waits(attached):
    job = Job.objects.get(task=file_reading.TASK)
    assert attached.file.text.state == "waiting"

    file_reading.run(job.pk)
    file_reading.run(job.pk)  # a second worker finds it done

    text = FileText.objects.get(file=attached.file)
    assert (text.state, text.language, text.pages) == ("read", "en", 2)
    assert list(FilePassage.objects.values_list("number", "text")) == [
        (1, "Nothing here."),
        (2, "Every province has refuges for women."),
    ]
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db
def test_a_file_whose_bytes_are_gone_and_one_without_text_say_so(attached, draft, owner):
    attached.file.content.storage.delete(attached.file.content.name)
    assert file_reading.read_now(attached.file).why == "gone"

    scanned = SimpleUploadedFile("Scan.pdf", pdf("<hr>"))
    other = evidence.add_file(update=draft, upload=scanned, title="Scan", is_public=True, by=owner)
    assert file_reading.read_now(other.file).state == "empty"


@pytest.mark.django_db
def test_read_files_reads_what_is_missing(attached, capsys):
    from django.core.management import call_command

    call_command("read_files")
    call_command("read_files")
    call_command("read_files", "--all")

    assert capsys.readouterr().out.splitlines() == [
        "files=1 read=1 empty=0 unreadable=0",
        "files=0 read=0 empty=0 unreadable=0",
        "files=1 read=1 empty=0 unreadable=0",
    ]


def shown(client, address, words="refuge"):
    return "Shelters Act" in client.get(address, {"q": words, "files": "1"}).content.decode()


@pytest.mark.django_db
def test_a_file_is_found_by_whoever_may_open_it_and_by_nobody_else(
    client, attached, owner, stranger, secretariat, nhri
):
    """A draft's file is its institution's alone; then the house's; public with the verified update."""
    file_reading.read_now(attached.file)
    people = {"nobody": None, "owner": owner, "stranger": stranger, "house": secretariat, "nhri": nhri}

    def finders():
        found = set()
        for name, person in people.items():
            client.logout()
            if person:
                client.force_login(person)
            if shown(client, "/recommendations/"):
                found.add(name)
        return found

    assert finders() == {"owner"}
    verify(attached.update, secretariat, is_public=False)
    assert finders() == {"owner", "house"}
    verify(attached.update, secretariat)
    assert finders() == set(people)
    Evidence.objects.update(is_public=False)
    assert finders() == {"owner", "house"}


@pytest.mark.django_db
def test_an_internal_file_moves_nothing_public_to_the_byte(client, attached):
    def answer(address):
        return re.sub(rb'token" value="[^"]+', b"", client.get(address).content)

    before = {
        address: answer(address)
        for address in ("/recommendations/?q=refuge&files=1", "/api/v1/recommendations/?q=refuge&facets=1")
    }
    file_reading.read_now(attached.file)

    for address, content in before.items():
        assert answer(address).splitlines() == content.splitlines()


@pytest.mark.django_db
def test_what_is_found_is_shown_with_page_and_marks_and_only_when_asked(client, attached, secretariat):
    file_reading.read_now(attached.file)
    verify(attached.update, secretariat)

    page = client.get("/recommendations/?q=refuge&files=1").content.decode()

    assert "<mark>refuges</mark>" in page
    assert "page 2" in page
    assert f"/files/{attached.file.public_id}/" in page
    assert "Shelters Act" not in client.get("/recommendations/?q=refuge").content.decode()
    assert not shown(client, "/recommendations/", "elephant")


@pytest.mark.django_db
def test_words_on_two_pages_find_the_file(client, attached, secretariat):
    file_reading.read_now(attached.file)
    verify(attached.update, secretariat)

    assert shown(client, "/recommendations/", "nothing refuge")


@pytest.mark.django_db
def test_filters_narrow_the_files_too(client, attached, secretariat):
    from focal_points.services import search_table

    file_reading.read_now(attached.file)
    verify(attached.update, secretariat)
    search_table.refresh(None)
    code = attached.update.assignment.recommendation.document.mechanism.code

    narrowed = {"q": "refuge", "files": "1"}
    assert "Shelters Act" in client.get("/recommendations/", narrowed | {"mechanism": code}).content.decode()
    assert "Shelters Act" not in client.get("/recommendations/", narrowed | {"year": "1999"}).content.decode()


@pytest.mark.django_db
def test_a_documents_own_file_is_everybodys_until_taken_off(client, secretariat):
    document = DocumentFactory()
    upload = SimpleUploadedFile("co.docx", word("The Committee recommends refuges."))
    kept = document_files.add(document=document, upload=upload, title="Observations", by=secretariat)
    again = SimpleUploadedFile("co.docx", upload.file.getvalue())
    assert document_files.add(document=document, upload=again, by=secretariat) == kept
    file_reading.read_now(kept.file)

    assert b"".join(client.get(f"/files/{kept.file.public_id}/").streaming_content)[:2] == b"PK"
    assert "Observations" in client.get("/recommendations/?q=refuge&files=1").content.decode()
    assert "Observations" in client.get(document.get_absolute_url()).content.decode()

    document_files.remove(attached=kept, by=secretariat)
    document_files.remove(attached=kept, by=secretariat)

    assert client.get(f"/files/{kept.file.public_id}/").status_code == 404
    assert "Observations" not in client.get("/recommendations/?q=refuge&files=1").content.decode()
