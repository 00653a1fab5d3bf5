"""From a mail's link to an answer in three clicks, without signing in; what people choose about reminders."""

import re
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.person import PHONE, Person
from tests.running import House

REMIND = Path(__file__).parent / "remind.py"
SENTENCE = "A working group of six ministries was set up."
MOST_CLICKS = 3
END_OF_MAIL = re.compile(rb"^-{79}$", re.MULTILINE)
LINK = re.compile(r"http\S+/answer/\S+")


def mails_to(house: House, address: str) -> list[str]:
    """The texts of what was mailed to somebody."""
    found = []
    for file in sorted((house.folder / "mail").glob("*.log")):
        for one in END_OF_MAIL.split(file.read_bytes()):
            mail = message_from_bytes(one.strip())
            if mail["To"] == address:
                found.append(mail.get_payload(decode=True).decode())
    return found


def link_in_mail(house: House, assignment: str) -> str:
    """What stands in the mail under one thing."""
    address = house.python(REMIND, assignment.strip("/").rpartition("/")[2])
    told = mails_to(house, address)[-1]
    after = told[told.index(assignment) :]
    return LINK.search(after).group(0)  # type: ignore[union-attr]


def counting_clicks(page: Page) -> list[int]:
    """A list that grows by one with each press of a button or finger, on whatever page."""
    pressed: list[int] = []
    page.expose_function("pressed", lambda: pressed.append(1))
    page.add_init_script("addEventListener('pointerdown', () => window.pressed(), true)")
    return pressed


def test_a_mails_link_leads_to_an_answer_in_three_clicks(
    house: House, somebody: Callable[..., Person], signed_in: Callable[..., Person], told: dict[str, Any]
) -> None:
    given = told["given"]["by link"]["assignment"]
    link = link_in_mail(house, given)
    person = somebody()
    pressed = counting_clicks(person.page)

    person.goes_to(link)
    person.page.locator("label:has(input[value=in_progress])").click()
    person.page.get_by_label("What was done").fill(SENTENCE)
    person.clicks("Send")

    person.reads("Thank you.")
    assert 1 + len(pressed) <= MOST_CLICKS  # one in the mail

    other_device = somebody(viewport={"width": PHONE[0], "height": PHONE[1]})
    other_device.goes_to(f"{link}?in=ar")
    expect(other_device.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(other_device.page.get_by_role("button")).to_have_count(0)

    colleague = signed_in("labour")
    colleague.goes_to(given)
    colleague.reads(SENTENCE)


def test_the_link_is_for_phones_and_the_keyboard_and_says_what_is_missing(
    house: House, somebody: Callable[..., Person], told: dict[str, Any]
) -> None:
    link = link_in_mail(house, told["given"]["by link, on a phone"]["assignment"])
    person = somebody(viewport={"width": PHONE[0], "height": PHONE[1]})
    person.goes_to(link)
    with person.expecting(422):
        person.clicks("Send")
    person.reads("Say how far it is.")
    person.goes_to(f"{link}?in=ar")

    without_script = somebody(java_script_enabled=False)
    without_script.page.goto(link)
    expect(without_script.page.get_by_role("button", name="Send")).to_be_visible()

    person.expected = {410}
    person.page.goto(link)
    person.page.locator("summary", has_text="This is not for me").click()
    person.clicks("End this link")
    person.reads("This link was revoked.")


def test_somebody_chooses_how_often_and_takes_the_calendar_along(signed_in: Callable[..., Person]) -> None:
    person = signed_in("labour")
    person.goes_to("/work/reminders/")
    person.page.locator("label", has_text="every day").click()
    person.clicks("Save", inside=person.page.locator("form.form"))
    expect(person.page.get_by_label("every day")).to_be_checked()

    person.page.locator("form[action='/work/reminders/calendar/renew/'] button").click()
    address = person.page.locator("#feed-own").input_value()
    calendar = person.page.request.get(address)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text().startswith("BEGIN:VCALENDAR\r\n")
    person.goes_to("/work/links/")


def test_the_secretariat_keeps_the_days_and_sees_what_did_not_leave(signed_in: Callable[..., Person]) -> None:
    person = signed_in("secretariat")
    person.goes_to("/work/mail/")
    person.clicks("Days and ladder", "link")
    person.page.locator("[name=head_after]").fill("3")
    with person.expecting(422):
        person.clicks("Save")
    person.reads("The head hears of it after the validator, not before.")
    person.page.locator("[name=head_after]").fill("22")
    person.clicks("Save")
    person.reads("Saved.")
