"""Lettered requests, proposed as spans of the text."""

import pytest

from recommendations.uhri.parts import propose_parts


def spans(text: str) -> list[str]:
    return [text[span.start : span.end] for span in propose_parts(text)]


def test_propose_parts_follows_the_letters():
    text = "The State party should: (a) Adopt a law; (b) Train judges; and (c) Report (see para. 4 (a))."

    assert spans(text) == ["(a) Adopt a law;", "(b) Train judges; and", "(c) Report (see para. 4 (a))."]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("should:(a)The lack;(b)The absence", "ab"),
        ("should:\n( a )\nEnsure;\n( b )\nTrain", "ab"),
        ("debe:a) Adoptar; b) Formar; c) Velar", "abc"),
        ("следует:a) принять; b) обеспечить", "ab"),
        ("ينبغي: (أ) اتخاذ تدابير؛ (ب) ضمان؛ (ج) تعزيز", "أبج"),
        ("缔约国应：(a)确保；(b)加强", "ab"),
    ],
)
def test_propose_parts_knows_the_ways_of_lettering(text, letters):
    assert "".join(span.letter for span in propose_parts(text)) == letters


@pytest.mark.parametrize(
    "text",
    [
        "Nothing lettered here.",
        "In line with article 2 (a) and (b) of the Covenant.",
        "(b) first (c) second",
        "(a) one",
    ],
)
def test_propose_parts_proposes_nothing_without_a_run_from_the_first_letter(text):
    assert propose_parts(text) == []
