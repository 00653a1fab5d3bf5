"""What the site's GUIDs stand for: from a file of labels, or from the symbols that stand beside them.

UHRI's site answers with GUIDs instead of labels. A treaty body's symbol names body and State, so the records
themselves explain many of them; the rest needs a list (the site's own filter list, or one made from it).
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from recommendations.uhri import symbols
from recommendations.uhri.errors import UnreadableSource
from recommendations.uhri.shapes import fields_of
from recommendations.uhri.values import is_guid

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "uhri_site_labels.csv"
LARGEST_FILE = 32 << 20
_GUESS = re.compile(r"\b(?:probably|perhaps|unknown|guess)\b", re.IGNORECASE)
_BESIDE = ("*label*.json", "*vocabulary*.jsonl", "*vocabulary*.json")


@cache
def shipped() -> dict[str, str]:
    """The labels that this project knows: bodies, types, cycles, regions, States (as ISO3) and SDGs.

    UHRI publishes no list of its GUIDs; these were inferred from symbols and dates of its records, and
    what could not be inferred with certainty (themes, persons, positions) is left out.
    """
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return {row["guid"]: row["label"] for row in csv.DictReader(file)}


class Labels:
    """GUID → label. One table for all vocabularies: a GUID never stands in two of them."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._known = dict(shipped() if known is None else known)
        self._seen: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: list[str] = []

    def __len__(self) -> int:
        return len(self._known)

    def find(self, guid: str) -> str:
        """The label, or nothing. What all symbols agree upon counts; where they differ, nothing does."""
        guid = guid.lower()
        if guid in self._known:
            return self._known[guid]
        seen = self._seen.get(guid)
        return next(iter(seen)) if seen and len(seen) == 1 else ""

    def load(self, file: Path) -> None:
        """Add the labels of a file, JSON or JSON lines. Labels that call themselves a guess are left."""
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise ValueError("too large")
            content = file.read_bytes()
            if file.suffix == ".jsonl":
                data: Any = [orjson.loads(line) for line in content.splitlines() if line.strip()]
            else:
                data = orjson.loads(content)
        except (OSError, ValueError) as wrong:
            raise UnreadableSource("bad_labels", name=file.name, detail=wrong) from wrong
        for guid, label in _pairs(data):
            if label and not _GUESS.search(label):
                self._known.setdefault(guid.lower(), label)
        self.files.append(file.name)

    def load_beside(self, source: Path) -> None:
        """Add the label files that lie in the same folder as the source."""
        for pattern in _BESIDE:
            for file in sorted(source.parent.glob(pattern)):
                if file != source and file.is_file():
                    self.load(file)

    def learn(self, row: Mapping[str, Any]) -> None:
        """Take from one record of the site what its symbol says about its GUIDs."""
        fields = fields_of(row)
        symbol = fields.get("symbol")
        if not isinstance(symbol, str):
            return
        if (body := symbols.body_of(symbol)) and isinstance(guid := fields.get("body_label"), str):
            self._seen[guid.lower()][body] += 1
        guids = fields.get("countries")
        if (state := symbols.state_of(symbol)) and isinstance(guids, list) and len(guids) == 1:
            self._seen[str(guids[0]).lower()][state] += 1


def _pairs(data: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """GUID and label in any nesting of {"id", "text"} objects and GUID → label objects."""
    if depth > 6:
        return
    if isinstance(data, list):
        for part in data:
            yield from _pairs(part, depth + 1)
    elif isinstance(data, dict):
        guid, text = data.get("id"), data.get("text")
        if isinstance(guid, str) and isinstance(text, str) and is_guid(guid):
            yield guid, text
        for key, value in data.items():
            if isinstance(value, str):
                if is_guid(str(key)):
                    yield str(key), value
            else:
                yield from _pairs(value, depth + 1)
