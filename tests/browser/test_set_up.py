"""A State's first day: from the one-time code through the second factor to the page of institutions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, expect

from tests import schema
from tests.browser.person import PHONE, Person
from tests.browser.test_reminders import mails_to
from tests.filled import Filled
from tests.running import House

FRESH = Path(__file__).parent / "set_up.py"
ADDRESS, WORDS = "ada.lind@nmirf.halvora.example", "A long way from here to there"


@pytest.fixture
def fresh(filled_database: Filled, tmp_path: Path, worker_id: str) -> Iterator[House]:
    """A house that nobody has set up, which asks administrators for a second factor as production does."""
    house = House(f"{filled_database.database}_fresh_{worker_id}", tmp_path, {"MFA_REQUIRED": "1"})
    schema.make_database(house.database)
    house.start_broker()
    house.start_web()
    house.wait_for_web()
    yield house
    house.stop()


def code_of_today(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[-1]))


def test_a_fresh_house_is_set_up_to_the_end(fresh: House, browser: Browser) -> None:
    one_time_code = fresh.python(FRESH)
    width, height = PHONE
    person = Person.arrives(fresh, browser, viewport={"width": width, "height": height})
    page = person.page
    person.goes_to("/setup/")
    with person.expecting(422):
        page.get_by_label("One-time code").fill("AAAAA-AAAAA")
        person.clicks("Begin")
    person.reads("This is not the code.")
    page.get_by_label("One-time code").fill(one_time_code)
    person.clicks("Begin")

    page.get_by_label("Name of the site").fill("The Record of Halvora")
    person.clicks("Save and go on")
    page.locator("[name=languages][value=fr]").check()
    page.get_by_label("Time zone").select_option("Africa/Dakar")
    person.clicks("Save and go on")
    page.get_by_label("No logo").check()
    person.clicks("Save and go on")
    page.get_by_label("Send a test to").fill(ADDRESS)
    person.clicks("Send a test")
    assert mails_to(fresh, ADDRESS)
    person.clicks("It arrived: go on")

    _makes_the_administrator(person)
    person.clicks("Go on with the set-up", "link")
    person.clicks("Finish the set-up")
    person.reads("The house is set up.")
    expect(page.locator(".name")).to_contain_text("The Record of Halvora")
    with person.expecting(404):
        page.goto("/setup/")
    person.leaves()


def _makes_the_administrator(person: Person) -> None:
    """The account, the app that gives codes, and the recovery codes that come with it."""
    page = person.page
    page.get_by_label("Name", exact=True).fill("Ada Lind")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password, again").fill(WORDS)
    person.clicks("Save and go on")
    person.goes_to("/work/desk/")  # nothing else is open yet
    assert "/accounts/2fa/" in page.url
    person.clicks("Set up an app", "link")
    page.locator("[name=code]").fill(code_of_today(page.locator("#authenticator_secret").input_value()))
    person.presses(page.locator("main form button").last)
    assert len(page.locator("#recovery_codes").input_value().split()) >= 8
