"""Word-by-word differences of two texts, in any script: what stayed, what came, what went."""

import re

from diff_match_patch import diff_match_patch

_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")
_FIRST = 0xE000
_MOST = 6_000
Words = list[tuple[str, str]]


def diff(old: str, new: str) -> Words:
    """Pairs of `=`, `+` or `-` and words; `=` with `+` is the new text, `=` with `-` the old one."""
    if old == new:
        return [("=", new)] if new else []
    known: dict[str, str] = {}
    before, after = _coded(old, known), _coded(new, known)
    if before is None or after is None:
        return [pair for pair in (("-", old), ("+", new)) if pair[1]]
    differ = diff_match_patch()
    differ.Diff_Timeout = 2
    found = differ.diff_main(before, after, False)
    differ.diff_cleanupSemantic(found)
    pieces = {code: piece for piece, code in known.items()}
    marks = {0: "=", 1: "+", -1: "-"}
    return [(marks[what], "".join(pieces[code] for code in codes)) for what, codes in found]


def _coded(text: str, known: dict[str, str]) -> str | None:
    """One private character a word; None when there are more different words than characters for them."""
    codes = []
    for piece in _PIECES.findall(text):
        if piece not in known:
            if len(known) >= _MOST:
                return None
            known[piece] = chr(_FIRST + len(known))
        codes.append(known[piece])
    return "".join(codes)
