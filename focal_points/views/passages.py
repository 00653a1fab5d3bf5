"""A recommendation's text cut into passages, so that one's own parts can be marked in it."""

from typing import NamedTuple

from focal_points.models import Assignment


class Passage(NamedTuple):
    """A stretch of the text, and whether it is the assignment's own part."""

    words: str
    is_mine: bool


def passages(assignment: Assignment) -> list[Passage]:
    """The original text around the assignment's part; one passage where there is no part to mark.

    A part keeps the words it was cut from: where the text reads otherwise there by now, nothing is marked.
    """
    original = assignment.recommendation.original if assignment.recommendation else None
    if original is None:
        return []
    part, text = assignment.part, original.text
    if part is None or text[part.starts : part.ends] != part.quoted:
        return [Passage(text, False)]
    cut = [
        Passage(text[: part.starts], False),
        Passage(text[part.starts : part.ends], True),
        Passage(text[part.ends :], False),
    ]
    return [passage for passage in cut if passage.words]
