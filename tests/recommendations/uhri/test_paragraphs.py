"""Paragraph numbers: the forms that UHRI's texts take, and what only looks like one."""

import random

import pytest

from recommendations.uhri.paragraph_order import order_of
from recommendations.uhri.paragraphs import take_number


@pytest.mark.parametrize(
    ("given", "paragraph", "rest"),
    [
        ("127.179 Continue efforts", "127.179", "Continue efforts"),
        ("115.85 .Continue", "115.85", "Continue"),
        ("66.67. Explicitly recognise", "66.67", "Explicitly recognise"),
        ("126.31Intensify", "126.31", "Intensify"),
        ("157. To actively seek", "157", "To actively seek"),
        ("4.The Committee reminds", "4", "The Committee reminds"),
        ("Recommendation No. 93, para. 95:93. Pass a law", "93.95", "Pass a law"),
        ("Recommendations contained in para. 79(a): 79(a). Take steps", "79(a)", "Take steps"),
        ("Recommendation contained in 25(a): Ratify", "25(a)", "Ratify"),
        ("paragraph 28: Consider", "28", "Consider"),
        ("r) ratify the Covenant", "(r)", "ratify the Covenant"),
        ("R 1. Adopt a plan", "R 1", "Adopt a plan"),
        ("\r\n        127-179\r\n        معالجة الأسباب", "127.179", "معالجة الأسباب"),
        ("٦٦- تلاحظ اللجنة", "66", "تلاحظ اللجنة"),
        ("١٥٥-٢٤\nتعزيز", "155.24", "تعزيز"),
        ("١١٤-\n٨٦\nمواصلة", "114.86", "مواصلة"),
        ("131.237解决儿童", "131.237", "解决儿童"),
        ("34.委员会建议", "34", "委员会建议"),
        ("139.188 пересмотреть Закон", "139.188", "пересмотреть Закон"),
    ],
)
def test_take_number_reads_the_forms(given, paragraph, rest):
    found = take_number(given)

    assert (found.paragraph, found.text, found.heading) == (paragraph, rest, "")


@pytest.mark.parametrize(
    ("given", "heading", "paragraph"),
    [
        ("Business and human rights \n12.The Committee", "Business and human rights", "12"),
        ("Right to education66.While welcoming", "Right to education", "66"),
        ("Accessibility (art. 9) 19.The Committee", "Accessibility (art. 9)", "19"),
        ("J.Ratification of treaties58. The Committee", "J.Ratification of treaties", "58"),
        ("Corruption24. The Committee", "Corruption", "24"),
        ("统计和数据收集(第三十一条)52.委员会", "统计和数据收集(第三十一条)", "52"),
        ("مكافحة التطرف\n30 - إن اللجنة", "مكافحة التطرف", "30"),
    ],
)
def test_take_number_finds_it_behind_a_heading(given, heading, paragraph):
    found = take_number(given)

    assert (found.heading, found.paragraph) == (heading, paragraph)


@pytest.mark.parametrize(
    "given",
    [
        "2030 Agenda for Sustainable Development",
        "2015. The year",
        "16.3 - Promote the rule of law",
        "5.2 per cent of the budget",
        "1.5 million children",
        "0.7 per cent",
        "10.000 persons",
        "24.12.2015 was the day",
        "2 million people",
        "The State party should: 1. Adopt a law",
        "The Committee, in paragraph 12. It adds",
        "See general comment No. 5. The Committee",
        "12",
        "",
        "Annex",
        "10-15 per cent of children",
    ],
)
def test_take_number_leaves_it_empty_when_unsure(given):
    found = take_number(given)

    assert (found.paragraph, found.heading, found.text) == ("", "", given)


def test_paragraphs_sort_part_by_part():
    for in_order in (
        ["9", "9(b)", "50.9", "50.10", "79", "79(a)", "79(b)", "79(b)(ii)", "118.2", "118.12"],
        ["(a)", "(h)", "(i)", "(j)", "(z)", "(aa)", "(bb)"],
        ["(i)", "(ii)", "(iii)", "(iv)", "(v)", "(viii)", "(ix)", "(x)", "(xi)", "(xix)", "(xxi)"],
        ["٦", "٦٦", "٦٦(أ)", "٦٦(ب)", "٦٦(ج)", "127"],
    ):
        shuffled = random.Random(1).sample(in_order, len(in_order))
        assert sorted(shuffled, key=order_of) == in_order


def test_a_number_past_all_bounds_still_fits_the_column():
    assert order_of("9" * 400 + ".1") == [2_000_000_000, 1]
