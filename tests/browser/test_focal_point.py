"""From an assignment to what the public reads, through every hand it goes through."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.writing import PROPOSED, is_saved, write_update

SignedIn = Callable[..., Person]
DONE = "Twelve shelters were opened in seven provinces, with 240 places between them."
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]>>endobj\n%%EOF\n"


def test_an_update_goes_from_draft_to_the_public_page(
    signed_in: SignedIn, somebody: Callable[..., Person], told: dict[str, Any], tmp_path: Path
):
    owner = signed_in("focal point")
    address = told["given"]["whole line"]["assignment"]
    _takes_it_on(owner, address)
    _writes_with_evidence(owner, tmp_path / "shelters.pdf")
    waiting = owner.page.url

    validator = signed_in("validator")
    validator.goes_to(waiting)
    validator.reads(DONE)
    validator.clicks("Sign and send")

    _verifies_otherwise(signed_in("secretariat"), waiting)
    _is_read_by_the_public(somebody(), told["given"]["whole line"]["public"])

    owner.goes_to(waiting)
    owner.reads(DONE)


def _takes_it_on(owner: Person, address: str) -> None:
    owner.goes_to(address)
    owner.clicks("Accept")
    owner.clicks("Log an update")


def _writes_with_evidence(owner: Person, paper: Path) -> None:
    """Writes, lets the page save by itself, comes back, adds a file, hands it in."""
    page = owner.page
    with page.expect_response(is_saved):
        write_update(page, DONE, status="implemented")
    expect(page.locator("[data-saved]")).not_to_contain_text("Version 1,")
    page.reload()
    expect(page.locator("[name=narrative]")).to_have_value(DONE)
    owner.looks()

    paper.write_bytes(PAPER)
    page.locator("[name=evidence-uploads]").set_input_files(paper)
    page.locator("[name=evidence-title]").fill("Opening of shelters, by province")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-evidence-list]")).to_contain_text("Opening of shelters, by province")
    owner.clicks("Send to Dorian Ardel for signature")
    expect(page.get_by_role("heading", name="With your validator")).to_be_visible()


def _verifies_otherwise(verifier: Person, update: str) -> None:
    page = verifier.page
    verifier.goes_to("/work/desk/verify/")
    page.goto(update)
    verifier.clicks("Verify or send back", "link")
    verifier.reads(DONE)
    page.get_by_label("Status you verify").select_option("partially_implemented")
    with verifier.expecting(422):
        page.locator("form.decide button.go").click()
        expect(page.locator("form.decide .why")).to_be_visible()
    page.get_by_label("Reason").fill("Two provinces still have no shelter.")
    verifier.looks()
    page.locator("form.decide button.go").click()
    page.wait_for_url("**/desk/verify/**")
    verifier.looks()
    verifier.reads("It counts from now on")


def _is_read_by_the_public(reader: Person, address: str) -> None:
    reader.goes_to(address)
    opinions = reader.page.locator(".opinions").first
    for words in ("Implemented", "Partially implemented", "Two provinces still have no shelter."):
        expect(opinions).to_contain_text(words)
    expect(opinions.locator(".main")).to_contain_text("Partially implemented")
    reader.reads(DONE)
    _, paper = reader.downloads("Opening of shelters, by province")
    assert paper.read_bytes() == PAPER


def test_an_update_comes_back_with_a_comment_and_is_handed_in_again(
    signed_in: SignedIn, told: dict[str, Any]
):
    author = signed_in("labour")
    author.goes_to(told["given"]["sent back"]["assignment"])
    author.clicks("Log an update")
    with author.page.expect_response(is_saved):
        write_update(author.page, "A working group was set up.", status="in_progress")
    author.clicks("Send to the secretariat")
    update = author.page.url

    verifier = signed_in("secretariat")
    verifier.goes_to(update)
    verifier.clicks("Verify or send back", "link")
    verifier.page.locator("summary", has_text="Send back with a comment").click()
    verifier.page.locator("[name=comment]").fill("Please say who is in it, and since when.")
    verifier.clicks("Send back to", "button")
    verifier.reads("Sent back with your comment.")

    author.goes_to("/work/mine/")
    author.reads("Please say who is in it")
    author.goes_to(update)
    author.reads("Please say who is in it, and since when.")
    author.page.locator("[name=narrative]").fill("A working group of six ministries was set up in March.")
    author.clicks("Send to the secretariat")
    author.reads("With the secretariat")

    verifier.goes_to(update)
    verifier.clicks("Verify or send back", "link")
    verifier.reads("of six ministries")


def test_two_tabs_with_the_same_update_show_both_texts(signed_in: SignedIn, told: dict[str, Any]):
    person = signed_in("focal point")
    person.goes_to(told["given"]["two tabs"]["assignment"])
    person.clicks("Log an update")
    first, second = person.page, person.context.new_page()
    second.goto(first.url)

    write_update(first, "From the first tab: three courses were held.", status=PROPOSED)
    person.clicks("Save and close")

    write_update(second, "From the second tab: four courses were held.", status=PROPOSED)
    person.page = second
    with person.expecting(409):
        person.find("Save and close").click()
        expect(second.get_by_role("heading", name="Both texts")).to_be_visible()
        person.looks()
    both = second.get_by_role("region", name="Both texts")
    expect(both).to_contain_text("From the first tab: three courses were held.")
    expect(both.locator("ins").first).to_be_visible()
    expect(second.locator("[name=narrative]")).to_have_value("From the second tab: four courses were held.")

    person.clicks("Save and close")
    second.goto(told["given"]["two tabs"]["assignment"])
    person.reads(re.compile("From the second tab: four courses"))
