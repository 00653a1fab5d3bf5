"""A draft report: asked for, compiled by a worker, read with its sources, sent on as files."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.test_secretariat import LONG


def test_a_draft_is_compiled_opens_its_sources_and_downloads(signed_in: Callable[..., Person]):
    person = signed_in("secretariat")
    page = person.page
    person.clicks("Draft reports", "link")
    page.get_by_label("Mechanism").select_option("CEDAW")
    person.clicks("Compile")

    word = page.get_by_role("link", name="Word file")
    expect(word).to_be_visible(timeout=LONG)
    person.looks()
    sources = page.locator("details.sources:has(a)").first
    sources.locator("summary").click()
    expect(sources.get_by_role("link").first).to_be_visible()

    download, file = person.downloads("Word file")
    assert download.suggested_filename.endswith(".docx")
    paragraphs = [one.text for one in Document(BytesIO(file.read_bytes())).paragraphs]
    assert page.locator("h1").inner_text() in paragraphs

    download, file = person.downloads("PDF")
    content = file.read_bytes()
    assert download.suggested_filename.endswith(".pdf")
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-64:]
