"""Words that are nowhere found as they were typed, asked for as old conversions may have left them: "b ill".

Only for a search that finds nothing: an unknown word is then also looked for broken in two by a space, or as
one word with its neighbour. What is shown of a text is never repaired.
"""

from collections.abc import Callable
from itertools import pairwise

from focal_points.languages import script_of
from focal_points.search_words import Asked, Term

SHORTEST, LONGEST = 4, 30

Found = Callable[[list[Term]], list[bool]]


def widened(asked: Asked, are_found: Found) -> tuple[Asked, list[str]]:
    """The same question with its unknown words joined or broken, and these words; none: nothing to widen.

    `are_found` says of each term whether anything of this State holds it.
    """
    single = [group[0] if len(group) == 1 and _may_be_broken(group[0]) else None for group in asked.groups]
    words = [term for group in asked.groups for term in group if _may_be_broken(term)]
    known = dict(zip(words, are_found(words), strict=True)) if words else {}
    unknown = {term for term, is_known in known.items() if not is_known}
    if not unknown:
        return asked, []
    joined = _joined(single, unknown, are_found)
    groups: list[list[Term]] = []
    place = 0
    while place < len(asked.groups):
        if place in joined:
            groups.append([joined[place]])
            place += 2
            continue
        groups.append([one for term in asked.groups[place] for one in _with_breaks(term, unknown)])
        place += 1
    return Asked(groups, asked.without), [term.text for term in words if term in unknown]


def _may_be_broken(term: Term) -> bool:
    return term.kind == "word" and term.text.isalpha() and script_of(term.text) != "han"


def _joined(single: list[Term | None], unknown: set[Term], are_found: Found) -> dict[int, Term]:
    """Place of the first of two neighbours that are one word together: "gov ernment"."""
    pairs = {
        place: Term("word", first.text + second.text)
        for place, (first, second) in enumerate(pairwise(single))
        if first and second and (first in unknown or second in unknown)
    }
    if not pairs:
        return {}
    held = dict(zip(pairs, are_found(list(pairs.values())), strict=True))
    taken: dict[int, Term] = {}
    for place, term in pairs.items():
        if held[place] and place - 1 not in taken:
            taken[place] = term
    return taken


def _with_breaks(term: Term, unknown: set[Term]) -> list[Term]:
    text = term.text
    if term not in unknown or not SHORTEST <= len(text) <= LONGEST:
        return [term]
    return [term, *(Term("phrase", f"{text[:cut]} {text[cut:]}") for cut in range(1, len(text)))]
