"""One row of a table beside what the register holds: what it adds, what it changes, what both changed.

A table may only change what it brought itself and nobody touched since. What the house changed stays and is
shown; a recommendation of UHRI's is given what it lacks, and its words are never touched.
"""

from collections.abc import Mapping
from typing import Any

from recommendations.models import Tag
from recommendations.services.table_register import Here, Match
from recommendations.services.table_words import TableWords
from recommendations.tables.asked import asked
from recommendations.tables.records import TableRecord, content_of, from_json
from recommendations.uhri.clean import comparable

CHANGED_HERE, OTHER_TEXT = "changed_here", "other_text"
TAG_FIELDS = {"themes": Tag.Kind.THEME, "persons": Tag.Kind.PERSONS, "sdgs": Tag.Kind.SDG}
SCALARS = (
    "paragraph", "kind", "title", "position_on", "position_source", "remark", "followup_due_on", "due_on",
)  # fmt: skip
Differences = dict[str, dict[str, Any]]
Looks = list[dict[str, str]]


def differences(
    record: TableRecord, here: Here, match: Match, words: TableWords
) -> tuple[Differences, Looks]:
    """Field → what was and what would be; and what a person should look at."""
    before = from_json(match.entry.said | {"place": 0, "at": "", "key": ""}) if match.entry else None
    found: Differences = {}
    looks: Looks = []
    if match.is_own:
        return _own_differences(record, here, words), looks
    for name in SCALARS:
        _scalar(name, record, before, here, found, looks)
    _position(record, before, here, found, looks)
    _text(record, before, here, found, looks)
    _recommending(record, before, here, found)
    _tags(record, before, here, words, found)
    if record.document.symbol and not here.symbol and not here.is_uhri:
        found["symbol"] = {"old": "", "new": record.document.symbol}
    if record.extra and (before is None or dict(record.extra) != dict(before.extra)):
        found["extra"] = {"old": in_words(before.extra if before else {}), "new": in_words(record.extra)}
    return found, looks


def _own_differences(record: TableRecord, here: Here, words: TableWords) -> Differences:
    """Of a row that was taken out of this house and mended: everything that differs and is not empty."""
    found: Differences = {}
    for name in SCALARS:
        new, ours = getattr(record, name), getattr(here, name)
        if new and new != ours:
            found[name] = {"old": _plain(ours), "new": _plain(new)}
    position = said(record.position, record.is_partly_supported)
    if position and position != said(here.position, here.is_partly_supported):
        found["position"] = {"old": said(here.position, here.is_partly_supported), "new": position}
    present = here.texts.get((record.language, "national"), (0, ""))[1]
    if comparable(record.text) != comparable(present):
        found[f"text:{record.language}"] = {"old": present, "new": record.text}
    states = set(record.recommending)
    if states and states != here.recommending:
        found["recommending"] = {
            "removed": sorted(here.recommending - states),
            "added": sorted(states - here.recommending),
        }
    wanted = words.tags_of(record)
    for name, kind in TAG_FIELDS.items():
        added = [label for key, label in wanted[kind].items() if key not in here.tags[kind]]
        removed = [words.words.tag_names.get(key, "") for key in here.own_tags[kind] - wanted[kind].keys()]
        if wanted[kind] and (added or removed):
            found[name] = {"removed": sorted(removed), "added": sorted(added)}
    return found


def says_something_new(record: TableRecord, match: Match) -> bool:
    """Whether the table says anything else than when it was last written."""
    return match.entry is None or match.entry.said != content_of(record)


def _scalar(
    name: str, record: TableRecord, before: TableRecord | None, here: Here, found: Differences, looks: Looks
) -> None:
    new, ours = getattr(record, name), getattr(here, name)
    last = getattr(before, name) if before else None
    if not new or new == ours or (before and new == last):
        return
    if not ours or (before and ours == last and not here.is_uhri):
        found[name] = {"old": _plain(ours), "new": _plain(new)}
    elif before:
        looks.append({"code": CHANGED_HERE, "detail": name})


def _position(
    record: TableRecord, before: TableRecord | None, here: Here, found: Differences, looks: Looks
) -> None:
    new = (record.position, record.is_partly_supported)
    ours = (here.position, here.is_partly_supported)
    last = (before.position, before.is_partly_supported) if before else None
    if not new[0] or new in (ours, last):
        return
    if not ours[0] or ours == last:
        found["position"] = {"old": said(*ours), "new": said(*new)}
    else:
        looks.append({"code": CHANGED_HERE if before else "other_position", "detail": said(*ours)})


def _text(
    record: TableRecord, before: TableRecord | None, here: Here, found: Differences, looks: Looks
) -> None:
    """UHRI's words stay; a text in a language that is not here is added."""
    present = here.text_in(record.language)
    if present is None:
        found[f"text:{record.language}"] = {"old": "", "new": record.text}
        return
    ours = present[1]
    if comparable(record.text) == comparable(ours) or (
        before and comparable(record.text) == comparable(before.text)
    ):
        return
    if before and not here.is_uhri and comparable(ours) == comparable(before.text):
        found[f"text:{record.language}"] = {"old": ours, "new": record.text}
    elif asked(record.text) != asked(ours):
        looks.append({"code": OTHER_TEXT, "detail": record.text[:80]})


def _recommending(record: TableRecord, before: TableRecord | None, here: Here, found: Differences) -> None:
    if not record.recommending or (here.is_uhri and here.recommending):
        return
    new, last = set(record.recommending), set(before.recommending) if before else set()
    added, removed = new - last - here.recommending, (last - new) & here.recommending
    if added or removed:
        found["recommending"] = {"removed": sorted(removed), "added": sorted(added)}


def _tags(
    record: TableRecord, before: TableRecord | None, here: Here, words: TableWords, found: Differences
) -> None:
    """Added as the house's own, so that UHRI's stay UHRI's; a kind that UHRI filled is left alone."""
    wanted, last = words.tags_of(record), words.tags_of(before) if before else {}
    for name, kind in TAG_FIELDS.items():
        if not wanted[kind] or (here.is_uhri and here.tags[kind] - here.own_tags[kind]):
            continue
        if record.labels_are_mapped and before is None and here.tags[kind]:
            continue
        old = last.get(kind, {})
        added = [
            label for key, label in wanted[kind].items() if key not in old and key not in here.tags[kind]
        ]
        removed = [
            label for key, label in old.items() if key not in wanted[kind] and key in here.own_tags[kind]
        ]
        if added or removed:
            found[name] = {"removed": sorted(removed), "added": sorted(added)}


def said(position: str, partly: bool) -> str:
    """A position as it is shown."""
    return "supported/noted" if partly else position


def in_words(extra: Mapping[str, Any]) -> str:
    """What a table says beside the fields of the register, on one line."""
    return "; ".join(
        ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for value in extra.values()
        if value
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value or ""
