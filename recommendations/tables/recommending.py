"""The States that made a recommendation, as they stand in brackets at its end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recommendations.uhri.countries import COUNTRIES

_JOINERS = re.compile(r"\s*[,;،；，、]\s*|\s+(?:and|et|y|e|и)\s+(?!\S*\()")
_OPEN, _CLOSE = "(（", ")）"
_ENDS_GROUP = re.compile(r"\s*(?:[;；؛.。]|\Z)")
_LEAD_IN = re.compile(
    r"(?:recommendation (?:of|by)|on behalf of|recommandation d[ue]s?|recomendación de)\s+", re.I
)
MOST = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Codes of the States that are known, and names that are not."""

    codes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def states_at_end(text: str) -> Named:
    """Of every bracket at the text's end or before a semicolon that names States and nothing else.

    The last bracket may hold a name that nobody knows beside ones that are known: it is told apart.
    """
    found: dict[str, None] = {}
    unknown: list[str] = []
    groups = list(_groups(text))
    for start, end in groups:
        named = states_in(text[start + 1 : end - 1])
        closes = bool(_ENDS_GROUP.match(text, end)) or _touches(text, end, groups)
        if not named.codes or not closes:
            continue
        is_last = not text[end:].strip(" ;.；。؛,")
        if named.unknown and not is_last:
            continue
        found.update(dict.fromkeys(named.codes))
        unknown += named.unknown
    return Named(tuple(found), tuple(unknown))


def states_in(names: str) -> Named:
    """States in a list of names; commas inside a name ("Korea, Republic of") do not divide it."""
    names = _LEAD_IN.sub("", " ".join(names.split()).strip(" ;.,"))
    if code := COUNTRIES.find(names):
        return Named((code,))
    pieces = [piece for piece in _JOINERS.split(names) if piece and piece.strip()][:MOST]
    found: dict[str, None] = {}
    unknown: list[str] = []
    at = 0
    while at < len(pieces):
        for width in (3, 2, 1):
            code = COUNTRIES.find(", ".join(pieces[at : at + width])) or (
                COUNTRIES.find(" and ".join(pieces[at : at + width])) if width == 2 else ""
            )
            if code and at + width <= len(pieces):
                found[code] = None
                at += width
                break
        else:
            unknown.append(pieces[at].strip())
            at += 1
    return Named(tuple(found), tuple(unknown))


def _touches(text: str, end: int, groups: list[tuple[int, int]]) -> bool:
    """Whether another bracket follows at once: "(Maldives) (Portugal);"."""
    rest = text[end:]
    gap = len(rest) - len(rest.lstrip(" ,"))
    return any(start == end + gap for start, _end in groups)


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each outermost bracket."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        if sign in _OPEN:
            if depth == 0:
                start = at
            depth += 1
        elif sign in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1
