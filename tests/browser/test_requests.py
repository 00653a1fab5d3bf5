"""The secretariat asks, institutions answer in place, and what was verified once is offered the next time."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, expect

from tests.browser.person import PHONE, Person
from tests.browser.writing import TODAY

SignedIn = Callable[..., Person]
LABOUR = "Ministry of Labour"
QUESTIONS = """1. How many labour inspectors were at work in each region last year?

2. Which laws on forced labour were changed since the last dialogue?"""
INSPECTORS = "Ninety inspectors were at work, at least four in each region."


def test_a_question_is_asked_answered_kept_and_offered_again(signed_in: SignedIn):
    asking = signed_in("secretariat")
    first = _asks(asking, "List of issues, labour")
    asking.reads("Sent. The institutions were told.")

    answering = signed_in("labour", viewport={"width": PHONE[0], "height": PHONE[1]})
    answering.goes_to("/work/requests/")
    answering.clicks(re.compile("List of issues, labour"), "link")
    _answer_to(answering, 1).fill(INSPECTORS)
    answering.clicks("Send what is ready")
    answering.reads("1 of 2 answered")

    asking.goes_to(first)
    asking.reads("1 answer to check")
    asking.presses(asking.find(LABOUR, "link", asking.page.locator("main tbody")))
    part = asking.page.locator("section[id^=q-]").first
    part.get_by_label(re.compile("^Keep")).check()
    asking.clicks("Accept", inside=part)
    asking.reads("Accepted")
    asking.goes_to("/work/kept-answers/")
    asking.reads(INSPECTORS)

    _asks(asking, "The same, a year later")
    answering.goes_to("/work/requests/")
    answering.clicks(re.compile("The same, a year later"), "link")
    part = answering.page.locator("section[id^=q-]").first
    part.locator("summary", has_text="kept answer fits").click()
    answering.clicks("Take it into the answer", inside=part)
    expect(_answer_to(answering, 1)).to_have_value(INSPECTORS)


def _asks(person: Person, title: str) -> str:
    """Draft, questions, whom, sent; the address of the request."""
    page = person.page
    person.goes_to("/work/requests/")
    person.clicks("New request", "link")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Answers until").fill(f"{TODAY + timedelta(days=30)}")
    person.clicks("Save", inside=page.locator("main"))
    person.clicks("Write or paste questions", "link")
    page.get_by_label("The numbered questions").fill(QUESTIONS)
    person.clicks("Part it into questions")
    person.reads("2 questions found")
    person.clicks("Take these questions")
    page.get_by_label(LABOUR).check()
    person.clicks("Ask these")
    person.clicks("Send to the institutions")
    return page.url


def _answer_to(person: Person, number: int) -> Locator:
    return person.page.locator("section[id^=q-]").nth(number - 1).locator("textarea")
