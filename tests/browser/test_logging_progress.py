"""Progress is logged in a few clicks, a lost line eats nothing, and files show how far they are."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.writing import TODAY, is_saved

SignedIn = Callable[..., Person]
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]>>endobj\n%%EOF\n"
MOST_CLICKS, MOST_SECONDS = 5, 30
LEFT_BEHIND = "localStorage.setItem('nmrf-draft:somebody/something', JSON.stringify({at: Date.now()}))"
COUNT = """() => {
  const add = () => sessionStorage.setItem('clicks', Number(sessionStorage.getItem('clicks') || 0) + 1);
  addEventListener('pointerdown', add, true);
}"""


def test_in_progress_with_a_sentence_and_a_link_is_logged_in_five_clicks(
    signed_in: SignedIn, told: dict[str, Any]
):
    """Every press of the mouse counts, those into fields too; what is typed goes on by the Tab key."""
    person = signed_in("labour")
    page = person.page
    page.add_init_script(f"({COUNT})()")
    person.goes_to("/work/mine/")
    assignment = told["given"]["quick"]["assignment"]
    started = time.monotonic()

    row = page.locator("li", has=page.locator(f'a[href="{assignment}"]'))
    with page.expect_navigation():
        row.get_by_role("button", name="Log an update").click()
    page.locator("[name=narrative]").click()
    page.keyboard.type("A working group of six ministries was set up.")
    page.locator("#proposals label:has(input[value=in_progress])").click()
    page.keyboard.press("Tab")
    _tab_to(page, "next_step")
    page.keyboard.type("It meets in spring.")
    page.keyboard.press("Tab")
    page.locator("[name=next_step_on]").fill(f"{TODAY.replace(year=TODAY.year + 1)}")
    page.locator("[name=evidence-link]").click()
    page.keyboard.type("https://labour.halvora.example/working-group")
    person.clicks("Send to the secretariat")

    took, clicks = time.monotonic() - started, int(page.evaluate("sessionStorage.getItem('clicks')"))
    person.reads("With the secretariat")
    person.reads("In progress")
    person.reads("labour.halvora.example")
    assert clicks <= MOST_CLICKS, clicks
    assert took <= MOST_SECONDS, took


def _tab_to(page: Page, name: str) -> None:
    for _step in range(8):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by the Tab key")


def test_a_lost_line_eats_nothing_and_what_was_kept_goes_at_sign_out(
    signed_in: SignedIn, told: dict[str, Any]
):
    person = signed_in("focal point")
    page = person.page
    person.goes_to(told["given"]["lost line"]["assignment"])
    person.clicks("Log an update")
    with page.expect_response(is_saved):
        page.locator("[name=narrative]").fill("Typed while the line held.")
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('nmrf-draft:'))")

    person.wrong.clear()
    page.context.set_offline(True)
    page.locator("[name=narrative]").fill("Typed while the line was down.")
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser", timeout=20_000)
    assert len(_kept(page)) == 1

    # The window is closed, and another opened when the line is back.
    address = page.url
    second = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    person.page = second
    person.wrong.clear()
    person.goes_to(address)
    offer = second.locator("[data-kept-offer]")
    expect(offer).to_contain_text("Typed while the line was down.")
    with second.expect_response(is_saved):
        offer.get_by_role("button", name="Take this text").click()
    expect(second.locator("[name=narrative]")).to_have_value("Typed while the line was down.")
    assert _kept(second) == []

    second.evaluate(LEFT_BEHIND)
    assert len(_kept(second)) == 1
    person.presses(second.locator("form[action$='/logout/'] button").last)
    assert _kept(second) == []


def _kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nmrf-draft:'))")


def test_several_files_show_their_progress_and_one_that_is_refused(
    signed_in: SignedIn, told: dict[str, Any], tmp_path: Path
):
    person = signed_in("focal point")
    page = person.page
    person.goes_to(told["given"]["several files"]["assignment"])
    person.clicks("Log an update")
    page.locator("[name=narrative]").fill("Words that are not lost while files go.")
    files = [tmp_path / name for name in ("first.pdf", "second.pdf", "third.exe")]
    for file in files:
        file.write_bytes(PAPER)

    page.locator("[name=evidence-uploads]").set_input_files(files)
    with person.expecting(422):
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("[data-upload-lines]")).to_contain_text("is of a kind that is not taken")
    person.looks()

    expect(page.locator("[data-evidence-list]")).to_contain_text("first")
    expect(page.locator("[data-evidence-list]")).to_contain_text("second")
    expect(page.locator("[name=narrative]")).to_have_value("Words that are not lost while files go.")


def test_without_script_several_files_go_with_the_form(
    signed_in: SignedIn, told: dict[str, Any], tmp_path: Path
):
    person = signed_in("focal point", java_script_enabled=False)
    page = person.page
    page.goto(told["given"]["several files"]["assignment"])
    page.locator("section[aria-labelledby=do] :is(a, button).go").first.click()
    files = [tmp_path / name for name in ("fourth.pdf", "fifth.pdf")]
    for file in files:
        file.write_bytes(PAPER)
    page.locator("[name=evidence-uploads]").set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator("#evidence")).to_contain_text("fourth")
    expect(page.locator("#evidence")).to_contain_text("fifth")
