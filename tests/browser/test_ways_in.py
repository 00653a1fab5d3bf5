"""The same work by phone, by keyboard alone, and from right to left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import PHONE, Person
from tests.browser.writing import TODAY, is_saved, write_update

SignedIn = Callable[..., Person]
WIDTH, HEIGHT = PHONE
ON_A_PHONE = {"viewport": {"width": WIDTH, "height": HEIGHT}, "is_mobile": True, "has_touch": True}


def test_an_update_is_written_on_a_phone(
    signed_in: SignedIn, somebody: Callable[..., Person], told: dict[str, Any]
):
    person = signed_in("focal point", **ON_A_PHONE)
    page = person.page
    person.find("Menu").click()
    expect(page.locator("nav.side")).to_be_visible()
    person.looks()
    person.clicks("My work", "link", inside=page.locator("nav.side"))
    person.goes_to(told["given"]["phone"]["assignment"])
    person.clicks("Log an update")
    with page.expect_response(is_saved):
        write_update(page, "Written on the way home.", status="in_progress")
    person.clicks("Save and close")
    person.goes_to(told["given"]["phone"]["assignment"])
    person.reads("Written on the way home.")

    reader = somebody(**ON_A_PHONE)
    for address in ("/", "/recommendations/?q=women&status=not_assessed", told["given"]["phone"]["public"]):
        reader.goes_to(address)
    reader.find("Menu").click()
    expect(reader.page.locator("nav#menu")).to_be_visible()
    reader.clicks("Documents", "link", inside=reader.page.locator("nav#menu"))


def test_everything_runs_from_right_to_left_in_arabic(
    signed_in: SignedIn, somebody: Callable[..., Person], told: dict[str, Any]
):
    reader = somebody(locale="ar")
    for address in ("/", "/recommendations/", told["given"]["arabic"]["public"], "/figures/", "/documents/"):
        reader.goes_to(address)
        expect(reader.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(reader.page.locator("html")).to_have_attribute("lang", "ar")

    person = signed_in("focal point (Arabic)", locale="ar", **ON_A_PHONE)
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
    person.goes_to(told["given"]["arabic"]["assignment"])
    due = person.page.locator("dl.facts dd").first
    expect(due).to_contain_text("ديسمبر")
    person.presses(person.page.locator("section.pane form[action$='/start/'] button"))
    expect(person.page.locator("[name=narrative]")).to_be_visible()


def _tabs_to(page: Page, selector: str, most: int = 120) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} tabs")


def test_an_update_is_handed_in_by_keyboard_alone(signed_in: SignedIn, told: dict[str, Any]):
    person = signed_in("labour")
    page = person.page
    page.goto(told["given"]["keyboard"]["assignment"])
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    _tabs_to(page, "form[action$='/start/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/updates/**")
    person.looks()

    _tabs_to(page, "[name=narrative]")
    page.keyboard.type("Inspectors were hired in every region.")
    _tabs_to(page, "#proposals input[type=radio]")
    page.keyboard.press("ArrowDown")
    for _ in range(4):
        if page.locator("#proposals input[value=in_progress]").is_checked():
            break
        page.keyboard.press("ArrowDown")
    _tabs_to(page, "[name=next_step]")
    page.keyboard.type("Train them.")
    _tabs_to(page, "[name=next_step_on]")
    page.keyboard.type(f"{TODAY + timedelta(days=90):%m%d%Y}")
    _tabs_to(page, "button[formaction$='/submit/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="With the secretariat")).to_be_visible()
    person.looks()
