"""Codes and names of what the search table holds as numbers: any number of things in one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from recommendations.models import Mechanism

# kind → (table, table of names, its key to the thing, whether some names are only for matching)
_KINDS = {
    "mechanism": ("recommendations_mechanism", "recommendations_mechanismname", "mechanism_id", True),
    "institution": ("focal_points_institution", "focal_points_institutionname", "institution_id", True),
    "cluster": ("recommendations_cluster", "recommendations_clustertext", "cluster_id", False),
    "tag": ("recommendations_tag", "recommendations_tagname", "tag_id", True),
}


@dataclass(frozen=True)
class Label:
    """A thing's key and code, and what people call it."""

    key: int
    code: str
    name: str


def labels(wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], Label]:
    """(kind, key) → label in the reader's language, for the keys of each kind."""
    chosen = {kind: _array(keys) for kind, keys in wanted.items() if keys}
    return dict(_read([_Asked(kind, kind, _WITH_KEYS, keys) for kind, keys in chosen.items()]))


def by_codes(
    asked: Iterable[tuple[str, str, Mapping[str, Any], Iterable[str]]],
) -> dict[str, dict[str, Label]]:
    """Name → code in capitals → label, of the things with these codes in any case; one statement for all.

    Asked is a name of the caller's, the kind of thing, what narrows it by a column, and the codes.
    """
    parts = []
    for name, kind, fixed, codes in asked:
        narrowed = "".join(
            f" AND t.{column} IS NULL" if value is None else f" AND t.{column} = '{value}'"
            for column, value in fixed.items()
        )
        condition = f"upper(t.code) = ANY(%s){narrowed}"
        parts.append(_Asked(name, kind, condition, [code.upper() for code in codes]))
    found: dict[str, dict[str, Label]] = {}
    for (name, _key), one in _read(parts):
        found.setdefault(name, {})[one.code.upper()] = one
    return found


_WITH_KEYS = "t.id = ANY(%s::bigint[])"


@dataclass(frozen=True)
class _Asked:
    """Things of a kind that meet a condition; `name` tells them from others of that kind."""

    name: str
    kind: str
    condition: str
    value: Any


def _array(keys: Iterable[int]) -> str:
    """As PostgreSQL writes it: hundreds of keys are quicker sent as one text than one by one."""
    return "{" + ",".join(map(str, keys)) + "}"


def _read(parts: list[_Asked]) -> Iterable[tuple[tuple[str, int], Label]]:
    if not parts:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    preferred = list(dict.fromkeys((language, language.split("-")[0], "en")))
    rows = _rows(parts, preferred)
    nameless = {
        part.name: [row[1] for row in rows if row[0] == part.name and row[4] is None] for part in parts
    }
    others = [
        _Asked(part.name, part.kind, _WITH_KEYS, _array(nameless[part.name]))
        for part in parts
        if nameless[part.name]
    ]
    if others:
        rows = [row for row in rows if row[4] is not None] + _rows(others, None)
    kinds = {part.name: part.kind for part in parts}
    best: dict[tuple[str, int], tuple[Any, ...]] = {}
    for row in sorted(rows, key=lambda row: preferred.index(row[4]) if row[4] in preferred else 9):
        best.setdefault((row[0], row[1]), row)
    return [(which, _label(kinds[which[0]], row[1:], preferred)) for which, row in best.items()]


def _rows(parts: list[_Asked], languages: list[str] | None) -> list[tuple[Any, ...]]:
    """Name, key, code, family, language, name, acronym: one row a name in these languages (None: in any)."""
    values = [value for part in parts for value in (languages, languages, part.value)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_statement(part) for part in parts), values)
        return cursor.fetchall()


def _label(kind: str, row: tuple[Any, ...], preferred: list[str]) -> Label:
    key, code, family, language, name, acronym = row
    shown = name or code
    if kind == "mechanism":
        own = acronym if language in preferred[:2] else ""
        shown = own or Mechanism.short_of(code, family, shown, preferred[0].split("-")[0])
    return Label(key, code, shown)


def _statement(asked: _Asked) -> str:
    """Each thing of one kind with its names."""
    table, names, key, has_aliases = _KINDS[asked.kind]
    is_mechanism = asked.kind == "mechanism"
    family, acronym = ("t.kind", "n.acronym") if is_mechanism else ("NULL", "NULL")
    return (
        f"SELECT '{asked.name}', t.id, t.code::text, {family}::text, n.language::text, n.name::text, "  # noqa: S608
        f"{acronym}::text FROM {table} t LEFT JOIN {names} n ON n.{key} = t.id "
        f"AND (n.language = ANY(%s::text[]) OR %s::text[] IS NULL) "
        f"{'AND NOT n.is_alias' if has_aliases else ''} WHERE {asked.condition}"
    )
