"""What a UN document symbol says by itself: the body, the State, whether it is a reissue."""

from __future__ import annotations

import re

from recommendations.uhri.countries import COUNTRIES

# The longest prefix that fits wins.
_BODIES = {
    "CRC/C/OPSC/": "CRC-OP-SC",
    "CRC/C/OPAC/": "CRC-OP-AC",
    "CRC/C/": "CRC",
    "CEDAW/C/": "CEDAW",
    "CCPR/C/": "CCPR",
    "E/C.12/": "CESCR",
    "CAT/OP/": "SPT",
    "CAT/C/": "CAT",
    "CERD/C/": "CERD",
    "CRPD/C/": "CRPD",
    "CMW/C/": "CMW",
    "CED/C/": "CED",
    "A/HRC/WG.6/": "UPR",
}
_REISSUE = re.compile(r"/(?:REV|CORR)\.?\s*\d+\Z")
_SPACES = re.compile(r"\s+")


def tidy(symbol: str) -> str:
    """Upper case, no spaces: `CEDAW/C/IRQ/CO/8/Rev.1` and `CEDAW/C/IRQ/CO/8/REV.1` are one symbol."""
    return _SPACES.sub("", symbol).upper()


def body_of(symbol: str) -> str:
    """UHRI's label of the body, where the symbol tells it; reports to the Council (`A/HRC/…`) do not."""
    symbol = tidy(symbol)
    for prefix, body in _BODIES.items():
        if symbol.startswith(prefix):
            return body
    return ""


def state_of(symbol: str) -> str:
    """The ISO3 code inside a treaty body's symbol (`CRPD/C/AZE/CO/1`), or nothing."""
    for part in tidy(symbol).split("/")[2:]:
        if len(part) == 3 and part.isalpha() and COUNTRIES.is_code(part):
            return part
    return ""


def without_reissue(symbol: str) -> str:
    """The symbol of the document that a reissue or corrigendum replaces: itself without `/REV.1`."""
    return _REISSUE.sub("", tidy(symbol))


def is_reissue_of(newer: str, older: str) -> bool:
    """Whether `newer` is a later issue of the document `older`."""
    newer, older = tidy(newer), tidy(older)
    return (
        newer != older
        and _REISSUE.search(newer) is not None
        and without_reissue(newer) == without_reissue(older)
    )
