"""Which fields of UHRI's records the house set itself, and what UHRI said of them: imports leave those alone.

Kept on the recommendation: name of the difference (as imports compare it) → what UHRI said, who set it
otherwise, and when. Where UHRI later says something new, that is a conflict for a person, not a change.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from recommendations.models import Recommendation

FIELDS: dict[str, tuple[str, ...]] = {
    "position": ("upr_position", "is_partly_supported"),
    "kind": ("kind",),
    "paragraph": ("paragraph",),
    "published_on": ("published_on",),
}
PARTLY = "supported/noted"


def said(row: Any, name: str) -> str:
    """The value of a field as imports compare and show it; `row` has the fields of a recommendation."""
    return _in_words(name, {column: getattr(row, column) for column in FIELDS[name]})


def _in_words(name: str, values: Mapping[str, Any]) -> str:
    if name == "position":
        return PARTLY if values["is_partly_supported"] else str(values["upr_position"])
    value = values[FIELDS[name][0]]
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def noted(row: Recommendation, values: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """What `national_fields` has to be once the house sets `values` on a row read before the change.

    The same as UHRI says is nothing of the house's own any more. Rows that UHRI does not have keep none.
    """
    found: dict[str, Any] = dict(row.national_fields)
    if row.annotation_id is None:
        return found
    for name, columns in FIELDS.items():
        if not values.keys() & set(columns):
            continue
        present = {column: getattr(row, column) for column in columns}
        uhri = found[name]["uhri"] if name in found else _in_words(name, present)
        if _in_words(name, {**present, **{key: values[key] for key in columns if key in values}}) == uhri:
            found.pop(name, None)
        else:
            found[name] = {"uhri": uhri, "by": str(by or ""), "at": timezone.now().isoformat()}
    return found


def known_to(row: Recommendation, name: str, uhri: str, by: Any) -> dict[str, Any]:
    """`national_fields` once the house knows what UHRI says now and keeps its own all the same."""
    return {
        **row.national_fields,
        name: {"uhri": uhri, "by": str(by), "at": timezone.now().isoformat()},
    }


def given_back(row: Recommendation, name: str) -> dict[str, Any]:
    """`national_fields` once the field is UHRI's again."""
    return {key: value for key, value in row.national_fields.items() if key != name}


def shield(differences: dict[str, dict[str, Any]], national: Mapping[str, Any]) -> None:
    """Take out of `differences` what the house set and UHRI did not change since; mark what both changed."""
    for name in FIELDS.keys() & differences.keys() & national.keys():
        found, before = differences[name], str(national[name].get("uhri", ""))
        if found["new"] == before:
            del differences[name]
        else:
            differences[name] = {**found, "old": before, "ours": found["old"], "national": True}


def is_national(difference: Mapping[str, Any]) -> bool:
    """Whether a difference is with something that the house set: never written without a person."""
    return bool(difference.get("national"))
