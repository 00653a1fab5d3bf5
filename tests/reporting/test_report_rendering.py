"""The Word file and the PDF: what is in them, in which direction, and that they open."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
from docx import Document
from lxml import etree

from nmrf.base.strips import segments
from reporting.rendering.docx import render_docx
from reporting.rendering.draft import Draft, Kind
from reporting.rendering.pdf import NothingFromOutside, render_html, render_pdf
from reporting.rendering.pictures import strip_png
from tests.reporting.report_sample import COUNTS, QUOTED, draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def pdf_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


@pytest.fixture(scope="module")
def english() -> tuple[Draft, bytes]:
    made = draft("en", repeat=1)
    return made, render_docx(made)


def test_the_word_file_opens_and_says_what_the_draft_says(english):
    made, content = english
    document = Document(BytesIO(content))

    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for section in made.sections:
        assert section.title in said
        for paragraph in section.paragraphs:
            assert paragraph.text in said
    assert document.core_properties.title == made.title[:255]
    assert document.core_properties.language == "en-GB"


def test_sources_are_real_footnotes_in_their_order(english):
    made, content = english
    notes = part(content, "word/footnotes.xml").findall(f"{W}footnote")
    body = part(content, "word/document.xml")

    expected = [note for s in made.sections for p in s.paragraphs for note in p.printed_notes]
    written = ["".join(note.itertext(f"{W}t")).strip() for note in notes[2:]]
    assert written == [note.text for note in expected]
    references = [e.get(f"{W}id") for e in body.iter(f"{W}footnoteReference")]
    assert references == [str(note.number) for note in expected]
    assert [note.get(f"{W}type") for note in notes[:2]] == ["separator", "continuationSeparator"]


def test_paragraphs_are_numbered_by_word_and_every_one_has_the_number_that_the_draft_gave_it(english):
    made, content = english
    body = part(content, "word/document.xml")

    numbered = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}numPr") is not None]
    names = [p.find(f"{W}bookmarkStart").get(f"{W}name") for p in numbered]
    assert names == [f"_Para_{p.number}" for s in made.sections for p in s.paragraphs]


def test_the_contents_are_filled_in_and_word_is_not_asked_to_update_fields(english):
    made, content = english
    document = Document(BytesIO(content))

    entries = [p for p in document.element.body.iter(f"{W}p") if _style(p) in {"TOC1", "TOC2"}]
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in entries]
    assert any(section.title in texts[i] for i, section in enumerate(made.sections))
    assert len(entries) >= len(made.sections) + 1
    assert part(content, "word/settings.xml").find(f"{W}updateFields") is None


def test_tables_repeat_their_head_and_the_annex_lies_on_its_side(english):
    made, content = english
    body = part(content, "word/document.xml")

    heads = list(body.iter(f"{W}tblHeader"))
    assert len(heads) == 1 + bool(made.quoted)
    sizes = [e.get(f"{W}orient") for e in body.iter(f"{W}pgSz")]
    assert sizes == [None, "landscape"]


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def test_an_arabic_word_file_runs_from_right_to_left_and_its_quotes_do_not():
    content = render_docx(draft("ar", repeat=1))
    body, styles = part(content, "word/document.xml"), part(content, "word/styles.xml")

    normal = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    assert normal.find(f"{W}pPr/{W}bidi").get(f"{W}val") == "1"
    assert all(table.find(f"{W}bidiVisual") is not None for table in body.iter(f"{W}tblPr"))
    assert len(list(body.iter(f"{W}bidi"))) >= 2
    quote = next(p for p in body.iter(f"{W}p") if QUOTED in "".join(p.itertext(f"{W}t")))
    assert quote.find(f"{W}pPr/{W}bidi").get(f"{W}val") == "0"
    assert not any("\u2066" in (t.text or "") for t in body.iter(f"{W}t"))


def test_text_that_xml_cannot_hold_does_not_break_the_word_file():
    made = draft("en", repeat=1)
    section = made.sections[0]
    nasty = section.blocks[0].paragraphs[0]
    object.__setattr__(nasty, "text", "bell\x07 and <script>alert(1)</script> & more")

    content = render_docx(made)

    assert "bell and <script>alert(1)</script> & more" in "\n".join(
        p.text for p in Document(BytesIO(content)).paragraphs
    )
    assert "&lt;script&gt;" in render_html(made)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_text_of_the_pdf_can_be_read(language):
    made = draft(language, repeat=1)

    said = pdf_text(render_pdf(made))

    for section in made.sections:
        assert section.title in said
    gaps = [p.text for s in made.sections for p in s.paragraphs if p.kind is Kind.GAP]
    assert all(re.sub(r"\s+", " ", gap) in said for gap in gaps)


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is not installed")
def test_the_pdf_is_tagged_and_knows_its_title_and_language():
    made = draft("ar", repeat=1)
    content = render_pdf(made)

    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    facts = dict(re.findall(r"^(\w[\w ]*?): +(.*)$", done.stdout.decode(), flags=re.MULTILINE))
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == made.title


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/x.png", "file:///etc/passwd", "https://example.org/a.css"]
)
def test_the_pdf_fetches_nothing(address):
    with pytest.raises(ValueError, match="fetch nothing"):
        NothingFromOutside().fetch(address)


def test_the_strip_keeps_its_order_and_shows_what_is_rare():
    drawn = segments({"im": 1, "na": 999, "ip": 0}, exact=True)

    assert [s.code for s in drawn] == ["na", "im"]
    assert drawn[1].width >= 1.1
    assert abs(sum(s.width for s in drawn) - 100) < 0.1


def test_the_picture_of_the_strip_is_mirrored_where_one_reads_from_the_right():
    from PIL import Image

    straight, mirrored = (strip_png(COUNTS, width=200, height=10, mirrored=m) for m in (False, True))
    one, other = (Image.open(BytesIO(png)).convert("RGB") for png in (straight, mirrored))

    assert one.size == (200, 10)
    assert one.getpixel((150, 5)) == other.transpose(Image.Transpose.FLIP_LEFT_RIGHT).getpixel((150, 5))
