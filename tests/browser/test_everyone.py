"""Each signs in and lands where their work is; so does whoever has none."""

from collections.abc import Callable

import pytest

from tests.browser.person import Person

LANDS = [
    ("secretariat", "/work/desk/", "Work waiting"),
    ("administrator", "/work/desk/", "Work waiting"),
    ("focal point", "/work/mine/", "My work"),
    ("validator", "/work/mine/", "My work"),
    ("nhri", "/work/views/", ""),
    ("stakeholder", "/work/views/", ""),
]


@pytest.mark.parametrize(("role", "address", "words"), LANDS)
def test_each_lands_at_their_work(signed_in: Callable[..., Person], role: str, address: str, words: str):
    person = signed_in(role)
    assert person.page.url.removeprefix(person.house.url).startswith(address)
    person.reads(words)
    person.clicks("Sign out")
    person.goes_to("/work/")
    assert "/accounts/login/" in person.page.url
