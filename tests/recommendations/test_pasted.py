"""A numbered text is taken apart by its numbers, and only by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.pasted import joined, split

CASES = {
    "numbers, lines broken by a page": (
        "12. The Court orders the State\nto pay.\n13. It orders the State to publish.",
        [("12", "The Court orders the State to pay."), ("13", "It orders the State to publish.")],
    ),
    "a list inside a paragraph stays in it": (
        "1. The State should:\n(a) Adopt a law;\n(b) Train judges.\n2. Pay.",
        [("1", "The State should:\n(a) Adopt a law;\n(b) Train judges."), ("2", "Pay.")],
    ),
    "a number that goes back is none": (
        "7. See the report.\n3. of the annex is repeated.\n8. Pay.",
        [("7", "See the report. 3. of the annex is repeated."), ("8", "Pay.")],
    ),
    "orders numbered in brackets": (
        "214 (1) Pay the families.\n214 (2) Publish the judgment.",
        [("214 (1)", "Pay the families."), ("214 (2)", "Publish the judgment.")],
    ),
    "of a review": (
        "118.2 Adopt a law (Peru);\n118.10 Continue (Chile);",
        [("118.2", "Adopt a law (Peru);"), ("118.10", "Continue (Chile);")],
    ),
    "letters where there are no numbers": (
        "(a) Pay;\n(b) Publish.",
        [("(a)", "Pay;"), ("(b)", "Publish.")],
    ),
    "Arabic digits": ("٦٦- تدفع الدولة\n٦٧- تنشر الدولة", [("66", "تدفع الدولة"), ("67", "تنشر الدولة")]),
    "Chinese": (
        "45.缔约国应支付赔偿。\n46.缔约国应公布判决。",
        [("45", "缔约国应支付赔偿。"), ("46", "缔约国应公布判决。")],
    ),
    "a year at the start of a line is none": (
        "3. By the end of\n2030 the State pays.\n4. Publish.",
        [("3", "By the end of 2030 the State pays."), ("4", "Publish.")],
    ),
    "no numbers at all": (
        "Pay the families.\n\nPublish the\njudgment.",
        [("", "Pay the families."), ("", "Publish the judgment.")],
    ),
    "a short heading before the first is left out": (
        "Orders\n1. Pay.\n2. Publish.",
        [("1", "Pay."), ("2", "Publish.")],
    ),
    "nothing": (" \n\t\r\n", []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_text_is_taken_apart(name):
    text, expected = CASES[name]

    assert [tuple(one) for one in split(text)] == expected
    assert [tuple(one) for one in split(text.replace("\n", "\r\n"))] == expected


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_over_is_found_again(name):
    found = split(CASES[name][0])

    assert split(joined(found)) == found


@given(st.text(max_size=600))
def test_no_text_breaks_it_and_no_paragraph_is_empty(text):
    assert all(one.text for one in split(text))


def test_a_letter_that_begins_a_text_stays_in_it():
    found = split("1. How many?\n2. (a) How many judges? (b) By whom?\n3 (b) And why?")

    assert [one.paragraph for one in found] == ["1", "2", "3(b)"]
    assert split(joined(found)) == found
