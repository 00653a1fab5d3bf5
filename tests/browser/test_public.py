"""Anyone, without an account: searches, reads, takes the list along; with and without JavaScript."""

import csv
import io
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

PAGES = ["documents/", "clusters/", "institutions/", "figures/", "about/statuses/", "open-data/"]


@pytest.mark.parametrize("with_script", [True, False])
def test_anyone_searches_reads_and_takes_the_list_along(somebody: Callable[..., Person], with_script: bool):
    reader = somebody(java_script_enabled=with_script)
    page = reader.page
    reader.goes_to("/")
    page.locator("main input[name=q]").first.fill("women")
    reader.presses(page.locator("main form[role=search] button").first)
    reader.reads("women")

    asked_by = page.locator("#facets input[name=mechanism][value=CEDAW]")
    if not asked_by.is_visible():
        page.locator("#facets summary", has_text="Mechanism").click()
    asked_by.check()
    reader.clicks("Apply")
    assert "mechanism=CEDAW" in page.url
    shown = int(page.locator("h1").inner_text().split()[0])
    assert 0 < shown < 40

    _, file = reader.downloads("CSV")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == shown

    reader.presses(page.locator(".hits a").first)
    expect(page.locator("main")).to_contain_text("CEDAW/C/XAA/CO/")
    expect(page.get_by_role("link", name="This symbol on the UN’s own pages")).to_have_attribute(
        "href", "https://undocs.org/CEDAW/C/XAA/CO/6"
    )


def test_every_public_page_holds(somebody: Callable[..., Person]):
    reader = somebody()
    for address in PAGES:
        reader.goes_to(f"/{address}")
    reader.goes_to("/documents/")
    reader.presses(reader.page.locator("main .hits a, main table a, main li a").first)
    reader.goes_to("/institutions/")
    reader.clicks("Ministry of Justice", "link")
    with reader.expecting(404):
        reader.page.goto("/recommendations/00000000-0000-4000-8000-000000000000/")
        reader.looks()
