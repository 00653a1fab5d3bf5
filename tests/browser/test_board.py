"""The board: a card is dragged into another cluster, by keyboard its form does the same, and it is undone."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

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


def test_without_a_mouse_the_form_below_a_card_moves_it(signed_in: Callable[..., Person]):
    person = signed_in("secretariat")
    page = person.page
    person.goes_to("/work/recommendations/board/")
    card = page.locator("[data-column]").nth(1).locator(".card").first

    card.locator("summary").press("Enter")
    card.get_by_role("combobox").select_option(index=1)
    card.get_by_role("button", name="Put there").press("Enter")

    person.reads(re.compile("Moved from"))
