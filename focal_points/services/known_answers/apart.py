"""A question taken apart into what it asks, kept beside it, to be compared without reading it anew."""

import hashlib
from typing import Any

from recommendations.recurring import keeping, pairs
from recommendations.recurring.table import Asked


def taken(text: str, language: str) -> dict[str, Any]:
    """What is kept beside a question."""
    asked = pairs.asked(0, text, language)
    return {"digest": _digest(text, language), "requests": [keeping.plain(one) for one in asked.requests]}


def asked(key: int, kept: dict[str, Any], text: str, language: str) -> Asked:
    """As it is compared; taken apart again where the rules or the text changed since."""
    if kept.get("digest") != _digest(text, language):
        return pairs.asked(key, text, language)
    return Asked(key, tuple(keeping.request(row) for row in kept["requests"]))


def _digest(text: str, language: str) -> str:
    said = f"{keeping.rules()}\0{language}\0{text}"
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
