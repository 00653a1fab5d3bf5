"""Requests as plain lists, to be kept beside a text; and the mark of the rules by which they were made."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from recommendations.recurring import vocabulary
from recommendations.recurring.normalise import Request

_RULES = ("chinese.py", "clauses.py", "folding.py", "normalise.py", "treaties.py", "vocabulary.py")


@cache
def rules() -> str:
    """Changes whenever a text would be taken apart otherwise."""
    here = Path(__file__).parent
    digest = hashlib.md5(vocabulary.FILE.read_bytes(), usedforsecurity=False)
    for name in _RULES:
        digest.update((here / name).read_bytes())
    return digest.hexdigest()


def plain(request: Request) -> list[Any]:
    """Of lists and words alone."""
    return [
        " ".join(request.words),
        " ".join(request.tail),
        " ".join(request.general),
        *(sorted(marks) for marks in (request.treaties, request.groups, request.acts, request.numbers)),
        sorted(request.forms),
        request.lead,
        request.negated,
    ]


def request(kept: list[Any]) -> Request:
    """As it was."""
    words, tail, general, treaties, groups, acts, numbers, forms, lead, negated = kept
    return Request(
        tuple(words.split()),
        tuple(tail.split()),
        tuple(general.split()),
        frozenset(treaties),
        frozenset(groups),
        frozenset(acts),
        frozenset(numbers),
        frozenset(forms),
        lead,
        negated,
    )
