"""Where a paragraph stands in its document: "10" after "9 (b)", which sorting as text gets wrong."""

import re

_PIECES = re.compile(r"\d+|[^\W\d_]+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def order_of(paragraph: str) -> list[int]:
    """Numbers that sort as the document reads: `118.42` → [118, 42], `19 (b)` → [19, 2]."""
    order: list[int] = []
    for piece in _PIECES.findall(paragraph.lower()):
        if piece.isdecimal():
            order.append(min(int(piece), 2_000_000_000))
        elif len(piece) == 1:
            order.append(ord(piece) - ord("a") + 1 if piece.isascii() else ord(piece))
        else:
            order.append(_ROMAN.get(piece, 0))
    return order
