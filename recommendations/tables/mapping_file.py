"""A mapping of columns as JSON: which heading is what, what values mean, what holds for every row."""

import json
from dataclasses import dataclass, field
from typing import Any

from recommendations.tables.columns import BY_KEY
from recommendations.tables.errors import UnreadableTable
from recommendations.tables.mapped import NOTHING
from recommendations.uhri.vocab import fold

LARGEST = 1 << 20
DATES = {"": None, "day-first": True, "month-first": False}
_KNOWN = frozenset(["columns", "values", "constants", "sheet", "heading", "dates"])


@dataclass(frozen=True)
class WrittenMapping:
    """`columns`: heading → key; `values`: key → folded value → ours; `sheet` by name, `heading` by row."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    heading: int | None = None
    day_first: bool | None = None


def read(content: bytes) -> WrittenMapping:
    """The mapping in a file: these parts, or heading → key alone. Raises UnreadableTable."""
    if len(content) > LARGEST:
        raise UnreadableTable("bad_mapping", detail="…")
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as wrong:
        raise UnreadableTable("bad_mapping", detail=str(wrong)[:120]) from wrong
    if isinstance(given, dict) and given and not _KNOWN & given.keys():
        given = {"columns": given}
    if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
        raise UnreadableTable("bad_mapping", detail="columns")
    if strange := sorted(given.keys() - _KNOWN):
        raise UnreadableTable("bad_mapping", detail=strange[0][:80])
    heading = given.get("heading")
    if heading is not None and (not isinstance(heading, int) or isinstance(heading, bool) or heading < 1):
        raise UnreadableTable("bad_mapping", detail="heading")
    dates = given.get("dates") or ""
    if not isinstance(dates, str) or dates not in DATES:
        raise UnreadableTable("bad_mapping", detail="dates")
    values = _texts(given.get("values") or {}, "values", depth=2)
    return WrittenMapping(
        columns=_keys(_texts(given["columns"], "columns", depth=1)),
        values={
            key: {fold(value): ours or NOTHING for value, ours in meant.items()}
            for key, meant in _known(values).items()
        },
        constants=_known(_texts(given.get("constants") or {}, "constants", depth=1)),
        sheet=str(given.get("sheet") or ""),
        heading=heading,
        day_first=DATES[dates],
    )


def _texts(given: Any, where: str, *, depth: int) -> dict[str, Any]:
    """Names → texts, or names → names → texts."""
    if not isinstance(given, dict):
        raise UnreadableTable("bad_mapping", detail=where)
    found: dict[str, Any] = {}
    for name, value in given.items():
        if depth > 1:
            found[name] = _texts(value, f"{where} / {name[:40]}", depth=depth - 1)
        elif value is None or isinstance(value, str | int):
            found[name] = "" if value is None else str(value)
        else:
            raise UnreadableTable("bad_mapping", detail=f"{where} / {name[:40]}")
    return found


def _keys(columns: dict[str, str]) -> dict[str, str]:
    """Headings that stand for something of ours."""
    _known({key: "" for key in columns.values() if key})
    return {heading: key for heading, key in columns.items() if key}


def _known(by_key: dict[str, Any]) -> dict[str, Any]:
    for key in by_key:
        if key not in BY_KEY:
            raise UnreadableTable("no_column", name=key[:60], known=", ".join(BY_KEY))
    return by_key
