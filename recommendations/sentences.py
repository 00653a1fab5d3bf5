"""Where the sentences and clauses of a text begin, for dividing one that has no letters."""

import re

# A stop, semicolon or question mark of any script, or a line's end; the dot of a number or short word not.
_ENDS = re.compile(
    r"(?P<mark>[.;?!؛؟。\uff1b\uff01\uff1f])(?P<close>[\"”»\u2019)\]]*)(?=\s|[\u4e00-\u9fff]|\Z)|\n+"
)
_SHORT = re.compile(
    r"(?:\b(?:arts?|paras?|nos?|n|No|vol|St|Mr|Mrs|Ms|Dr|pp?|cf|al|\u0441\u0442|\u043f|\u043f\u043f|\u0433)|\b[A-Z\u0410-\u042f])\Z"
)


def beginnings(text: str) -> list[int]:
    """The places at which a sentence or clause begins; the first is where the text does."""
    found: list[int] = []
    start = _skip(text, 0)
    for match in _ENDS.finditer(text):
        if match["mark"] == "." and _SHORT.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        if start < match.start():
            found.append(start)
        start = _skip(text, match.end())
    if start < len(text):
        found.append(start)
    return found


def pieces(text: str) -> list[tuple[int, str]]:
    """Each sentence with the place at which it begins."""
    starts = beginnings(text)
    return [
        (start, text[start:end].strip()) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
