"""Where a paragraph stands in its document: "10" after "9 (b)", which sorting as text gets wrong."""

import re
import unicodedata

from recommendations.uhri.parts import ALPHABETS

_PIECES = re.compile(r"\d+|[^\W\d_]+")
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_LARGEST = 2_000_000_000


def order_of(paragraph: str) -> list[int]:
    """Numbers that sort as the document reads: `118.42` → [118, 42], `19 (b)` → [19, 2]."""
    order: list[int] = []
    for piece in _PIECES.findall(_plain(paragraph)):
        order += [min(int(piece[:12]), _LARGEST)] if piece.isdecimal() else _letters(piece)
    return order


def _plain(paragraph: str) -> str:
    """In small letters, with every script's digits made plain."""
    lower = paragraph.lower()
    if lower.isascii():
        return lower
    return "".join(str(unicodedata.decimal(one, one)) for one in lower)


def _letters(piece: str) -> list[int]:
    """One letter is its place in its alphabet, and (aa) follows (z).

    Roman numbers begin with the letter they begin with, so that (i) (ii) … (v) (vi) … (ix) (x) stand in
    order, and (h) (i) (j) too.
    """
    if len(piece) == 1:
        return [_place(piece)]
    if (value := _roman(piece)) and value > 1:
        first = "i" if value < 5 else "v" if value < 10 else "x"
        return [_place(first), value]
    if len(set(piece)) == 1:
        return [26 * (len(piece) - 1) + _place(piece[0])]
    return [0]


def _place(letter: str) -> int:
    found = next((alphabet.index(letter) + 1 for alphabet in ALPHABETS if letter in alphabet), 0)
    return found or ord(letter)


def _roman(piece: str) -> int:
    found = _ROMAN.fullmatch(piece)
    return 10 * len(found[1]) + _ROMAN_VALUES[found[2]] if found else 0
