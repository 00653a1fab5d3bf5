"""Each signs in and lands where their work is; so does whoever has none."""

from collections.abc import Callable

import pytest

from tests.browser.person import Person

LANDS = [
    ("secretariat", "/work/desk/", "Work waiting"),
    ("administrator", "/work/desk/", "Work waiting"),
    ("focal point", "/work/mine/", "My work"),
    ("validator", "/work/mine/", "My work"),
    ("nhri", "/work/views/", "Commission"),
    ("stakeholder", "/", "The public record is open to you here."),
]


@pytest.mark.parametrize(("role", "address", "words"), LANDS)
def test_each_lands_at_their_work(signed_in: Callable[..., Person], role: str, address: str, words: str):
    person = signed_in(role)
    assert person.page.url == person.house.url + address
    person.reads(words)
    if address == "/":  # public pages lead to the one that asks
        person.clicks("Sign out", "link")
    person.presses(person.page.locator("form[action$='/logout/'] button").last)
    person.page.goto("/work/")
    assert "/accounts/login/" in person.page.url
