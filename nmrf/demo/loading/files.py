"""The invented State as it stands in `nmrf/demo/data/`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("fr", "es", "ar", "ru", "zh")


@cache
def read(name: str) -> Any:
    """The content of `<name>.json`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def export() -> Path:
    """The full export in UHRI's shape, in English."""
    return DATA / "export-full-en.json"


def exports_in_other_languages() -> list[Path]:
    """The texts that exist in other languages, one record a line: not complete, as UHRI's are not."""
    return [DATA / f"export-{language}.jsonl" for language in LANGUAGES]
