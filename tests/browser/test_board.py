"""The board: a card is dragged into another cluster, by keyboard its form does the same, and it is undone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.person import Person


def test_a_card_is_dragged_into_another_cluster_and_taken_back(signed_in: Callable[..., Person]):
    person = signed_in("secretariat")
    page = person.page
    person.goes_to("/work/recommendations/board/")
    person.looks()
    columns = page.locator("[data-column]")

    columns.nth(1).locator(".card").first.drag_to(columns.nth(2).get_by_role("heading"))

    expect(page).to_have_url(re.compile("done="))
    person.reads(re.compile("Moved from"))
    person.clicks("Undo", inside=page.get_by_role("status"))
    person.reads("Undone.")


def test_with_the_keyboard_alone_a_card_is_put_elsewhere_and_taken_back(signed_in: Callable[..., Person]):
    person = signed_in("secretariat")
    page = person.page
    person.goes_to("/work/recommendations/board/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the head and the navigation

    _tabs_to(page, ".card summary")
    page.keyboard.press("Enter")
    _tabs_to(page, ".card select")
    page.keyboard.press("ArrowDown")
    _tabs_to(page, ".card button")
    page.keyboard.press("Enter")
    person.reads(re.compile("Put 1 recommendation into|Moved from"))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _tabs_to(page, "[role=status] button")
    page.keyboard.press("Enter")
    person.reads("Undone.")


def _tabs_to(page: Page, wanted: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by the Tab key")
