"""Texts that are safe to open in a spreadsheet, whoever wrote them."""

import re

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def neutral(text: str) -> str:
    """What a spreadsheet shows as text, never runs as a formula; without characters it cannot hold."""
    clean = CONTROL.sub("", text)
    return "'" + clean if clean.startswith(RISKY) else clean
