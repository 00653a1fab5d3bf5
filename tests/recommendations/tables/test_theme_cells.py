"""Cells of themes, persons and SDGs."""

import pytest

from recommendations.tables.theme_cells import SDGS, Labels


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("5, 16.3", ["5", "16.3"]),
        ("SDG 5; SDG 16.3 and 4.a", ["5", "16.3", "4.a"]),
        ("16 - PEACE, JUSTICE", ["16 - PEACE, JUSTICE"]),
        ("9" * 240 + "&118.1", ["9" * 240 + "&118.1"]),  # was tried in all its divisions, for hours
    ],
)
def test_codes_and_names_of_goals_are_told_apart(cell: str, wanted: list[str]) -> None:
    labels = Labels()
    labels.read(cell, SDGS)

    assert list(labels.sdgs) == wanted
