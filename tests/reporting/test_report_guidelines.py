"""The data behind the structure: what it names exists, in every language, and places as it should."""

import csv
from pathlib import Path

import pytest

from reporting import guidelines

CODES = Path(guidelines.__file__).parents[1] / "recommendations" / "data"


@pytest.mark.parametrize(
    ("code", "key", "limit"),
    [
        ("UPR", "upr-national-report", 10700),
        ("CEDAW", "treaty-periodic-report", 21200),
        ("cedaw", "treaty-periodic-report", 21200),
        ("SPT", "general", None),
        ("SR-TORTURE", "general", None),
    ],
)
def test_a_mechanism_gets_its_own_guideline(code, key, limit):
    guideline = guidelines.for_mechanism(code)

    assert (guideline.key, guideline.word_limit) == (key, limit)


def test_every_title_is_worded_in_every_language_of_a_report():
    for guideline in guidelines._guidelines().values():
        for titles in [guideline.titles, *(section.titles for section in guideline.sections)]:
            assert set(guidelines.REPORT_LANGUAGES) <= set(titles)
    for groups in guidelines._maps().values():
        assert all(set(guidelines.REPORT_LANGUAGES) <= set(group.titles) for group in groups)


def test_every_treaty_body_with_a_periodic_report_has_a_treaty_and_a_map_of_articles():
    guideline = guidelines.by_key("treaty-periodic-report")
    for code in guideline.mechanisms:
        section = next(section for section in guideline.sections if section.map_name)
        assert guidelines.treaty_of(code)
        assert all(group.articles for group in guidelines.groups(section, code))


def test_every_theme_of_a_map_is_one_that_the_register_knows():
    with (CODES / "tags.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file) if row["kind"] == "theme"}

    named = {theme for groups in guidelines._maps().values() for group in groups for theme in group.themes}

    assert named - known == set()


def test_the_particular_article_wins_over_the_general_one():
    section = guidelines.by_key("treaty-periodic-report").sections[1]
    groups = guidelines.groups(section, "CEDAW")

    assert guidelines.place(["equality-nondiscrimination", "women-violence"], groups).key == "5"
    assert guidelines.place(["equality-nondiscrimination"], groups).key == "1-4"
    assert guidelines.place(["unheard-of"], groups) is None


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Open shelters — in every province.", "en", 5),
        ("L’État partie", "fr", 2),
        ("儿童权利委员会 CRC 2024", "zh", 9),
        ("", "en", 0),
    ],
)
def test_words_are_counted_as_a_word_processor_does(text, language, words):
    assert guidelines.words_in(text, language) == words
