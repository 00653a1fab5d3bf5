"""History for people: rows of the event tables as sentences, each with what was before and what came."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import references
from nmrf.base.references import Pair, Referred
from nmrf.base.templatetags.house import day, moment
from nmrf.base.words import Words, diff

LONG = 60
SILENT = {
    "id",
    "public_id",
    "version",
    "source_digest",
    "recorded_at",
    "paragraph_order",
    "at",
    "national_fields",
    "kept_of",
}


@dataclass
class Difference:
    """One field: short values before and after, or marked words where it is a text."""

    name: str
    before: str = ""
    after: str = ""
    words: Words = field(default_factory=list)


@dataclass
class Change:
    """One version of one row: who, when, by which door, why, and what differs from the one before."""

    at: datetime
    who: str
    door: str
    because: str
    action: str
    label: str
    thing: str
    name: str
    operation: str
    differences: list[Difference]
    context: Any = None
    told: date | None = None


@dataclass
class Act:
    """All changes that one person made in one go."""

    at: datetime
    who: str
    door: str
    because: str
    told: date | None
    operation: str
    changes: list[Change]


def acts_of(changes: Iterable[Change]) -> list[Act]:
    """Changes put together by the act that made them; order is kept."""
    acts = []
    for _key, group in groupby(changes, key=lambda one: (one.context, one.who, one.operation)):
        members = list(group)
        first = members[0]
        acts.append(Act(first.at, first.who, first.door, first.because, first.told, first.operation, members))
    return acts


def of(
    rows: Iterable[models.QuerySet[Any]],
    *,
    names: Mapping[Any, Callable[[Any], str]] | None = None,
    most: int = 80,
) -> list[Change]:
    """Changes of all rows in these event querysets, newest first; `names` says what a row is called."""
    pairs: list[Pair] = []
    for events in rows:
        before: dict[Any, Any] = {}
        for event in events.select_related("pgh_context").order_by("pgh_id"):
            pairs.append((event, before.get(event.pgh_obj_id)))
            before[event.pgh_obj_id] = event
    found = told(pairs, names)
    found.sort(key=lambda change: change.at, reverse=True)
    return found[:most]


def told(pairs: Sequence[Pair], names: Mapping[Any, Callable[[Any], str]] | None = None) -> list[Change]:
    """Versions, each with the one before it (or None), as changes; those that differ in nothing are left out.

    What they refer to is named in one query a kind of thing.
    """
    referred = references.fetch(pairs, SILENT, names or {})
    found = [_change(event, before, names or {}, referred) for event, before in pairs]
    return [change for change in found if change.differences or change.label != "update"]


def _change(event: Any, before: Any, names: Mapping[Any, Callable[[Any], str]], referred: Referred) -> Change:
    model = event.pgh_tracked_model
    said = event.pgh_context.metadata if event.pgh_context else {}
    return Change(
        at=event.pgh_created_at,
        who=said.get("name", ""),
        door=said.get("door", ""),
        because=said.get("because", ""),
        action=said.get("action", ""),
        label=event.pgh_label,
        thing=_word(model._meta.verbose_name),
        name=names[model](event) if model in names else references.name_of(event, model, referred),
        operation=said.get("operation", ""),
        differences=list(_differences(event, before, model, referred)) if event.pgh_label == "update" else [],
        context=event.pgh_context_id,
        told=_told(said.get("at", "")),
    )


def _told(moment: str) -> date | None:
    """The day on which it happened, where it was entered here later."""
    return datetime.fromisoformat(moment).date() if moment else None


def _differences(
    event: Any, before: Any, model: type[models.Model], referred: Referred
) -> Iterable[Difference]:
    if before is None:
        return
    for column in model._meta.concrete_fields:
        if column.name in SILENT or not hasattr(event, column.attname):
            continue
        old, new = getattr(before, column.attname), getattr(event, column.attname)
        if old == new:
            continue
        name = _word(column.verbose_name)
        if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > LONG:
            yield Difference(name, words=diff(old, new))
        else:
            yield Difference(name, _said(column, old, referred), _said(column, new, referred))


def _word(name: Any) -> str:
    """A name in the reader's language, also where it was given without one."""
    return _(str(name)) if str(name) else ""


def _said(column: Any, value: Any, referred: Referred) -> str:
    """A value in words: choices by their label, days as days, references by name."""
    if value in (None, "", []):
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.is_relation:
        return referred.get((column.related_model, value), f"#{value}")
    if isinstance(value, datetime):
        return moment(value) if timezone.is_aware(value) else str(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return _(", ").join(str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def name_of(event: Any, model: type[models.Model]) -> str:
    """What the row is called; rows that are gone are made again from their last version, in memory."""
    return references.made_again(event, model)
