"""The few words by which a recommendation without a short title is known."""

import pytest

from recommendations.short_titles import in_one_line, short_title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Publish the figures every year (Chile) (Nepal, Togo);", "Publish the figures every year"),
        (
            "Education\nThe Committee recommends that the State party:\n(a) Address drop-out;\n(b) Pay.",
            "Address drop-out",
        ),
        ("Redress\nThe State party should pay what its courts award.", "Pay what its courts award"),
        ("Birth registration\nThe Committee is concerned that fees are charged.", "Birth registration"),
        ("The Special Rapporteur recommends that the Assembly vote the bill.", "The Assembly vote the bill"),
        (
            "Women\nThe Committee urges the State party, with those concerned, to close it. It thanks it.",
            "With those concerned, to close it",
        ),
        ("Annex", "Annex"),
        (
            "As regards evictions, the Government and the provinces should: (a) prohibit them; (b) repair.",
            "Prohibit them",
        ),
        ("The respondent State shall, within a year, pay.", "Within a year, pay"),
        ("إنشاء هيئة مستقلة للشكاوى؛", "إنشاء هيئة مستقلة للشكاوى"),
    ],
)
def test_a_title_says_what_is_asked(text: str, expected: str) -> None:
    assert short_title(text) == expected


def test_a_long_request_is_cut_at_a_word() -> None:
    assert short_title("Ensure " + "word " * 30, words=5) == "Ensure word word word word…"
    assert (
        short_title("Guarantee access to counsel: (a) soon; (b) free.", words=5)
        == "Guarantee access to counsel…"
    )


def test_a_heading_is_set_off_in_one_line() -> None:
    assert (
        in_one_line("Redress\nThe State party should pay.\n(a) Soon.")
        == "Redress: The State party should pay. (a) Soon."
    )
    assert in_one_line("Pay what is owed;\nand soon.") == "Pay what is owed; and soon."
