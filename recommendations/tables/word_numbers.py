"""The numbers that Word puts before paragraphs by itself: they stand in no text, but a reader sees them."""

from collections import defaultdict
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECIMAL = {"decimal", "decimalZero", "none", ""}
LEVELS = 9


class Numbering:
    """Counts numbered paragraphs as Word does, for lists that number in decimals; other lists get a dash."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * LEVELS)

    @classmethod
    def of(cls, root: Any) -> "Numbering":
        """From `numbering.xml`, or an empty one."""
        found = cls()
        if root is None:
            return found
        abstract = {one.get(f"{W}abstractNumId"): _levels(one) for one in root.iter(f"{W}abstractNum")}
        for one in root.iter(f"{W}num"):
            base = one.find(f"{W}abstractNumId")
            levels = dict(abstract.get(base.get(f"{W}val") if base is not None else "", {}))
            for override in one.iter(f"{W}lvlOverride"):
                level = _int(override.get(f"{W}ilvl"))
                start = override.find(f"{W}startOverride")
                if start is not None and level in levels:
                    shape, text, _start = levels[level]
                    levels[level] = (shape, text, _int(start.get(f"{W}val"), 1))
            found._levels[one.get(f"{W}numId", "")] = levels
        return found

    def mark_of(self, paragraph: Any) -> str:
        """The number before this paragraph, "-" where it is a bullet, nothing where it is none of a list."""
        given = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if given is None:
            return ""
        key = given.get(f"{W}val", "")
        levels = self._levels.get(key)
        level = _int(getattr(paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl"), "attrib", {}).get(f"{W}val"))
        if not levels or level not in levels:
            return ""
        shape, text, start = levels[level]
        if shape not in _DECIMAL:
            return "-" if shape == "bullet" else ""
        counts = self._counts[key]
        before = counts[level]
        counts[level] = start if before is None else before + 1
        for deeper in range(level + 1, LEVELS):
            counts[deeper] = None
        for number in range(level + 1):
            value = counts[number]
            text = text.replace(
                f"%{number + 1}", str(levels.get(number, ("", "", 1))[2] if value is None else value)
            )
        return text.strip()


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    for level in abstract.iter(f"{W}lvl"):
        number = _int(level.get(f"{W}ilvl"), -1)
        if 0 <= number < LEVELS:
            found[number] = (
                _value(level, "numFmt", "decimal"),
                _value(level, "lvlText", ""),
                _int(_value(level, "start", "1"), 1),
            )
    return found


def _value(level: Any, name: str, default: str) -> str:
    element = level.find(f"{W}{name}")
    return default if element is None else str(element.get(f"{W}val", default))


def _int(text: Any, default: int = 0) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        return default
