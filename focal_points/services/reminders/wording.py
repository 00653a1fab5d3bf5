"""Reminders in words: of a notice, and what a digest says, in the reader's language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.services.reminders.ladder import OWN, Nudge
from nmrf.base.models import User
from nmrf.base.templatetags.house import day

SHOWN = 25
"""Of each section so many are named in a mail; the rest is counted, and stands on the page."""


def notice(line: Nudge, reader: User) -> tuple[str, str]:
    """Text and address of one notice."""
    with translation.override(reader.language):
        said = _("%(when)s: %(what)s") % {"when": when(line).capitalize(), "what": line.due.what}
        return said if line.rung == OWN else f"{said} ({line.due.detail})", line.due.address


def many(lines: Sequence[Nudge], reader: User) -> tuple[str, str]:
    """One notice for all of them."""
    late = sum(_is_late(line) for line in lines)
    with translation.override(reader.language):
        said = [_waiting(len(lines))]
        if late:
            said.append(_late(late))
        return _(", ").join(said), reverse("focal_points:home")


def subject(count: int, late: int) -> str:
    """`3 things wait for you, 1 is late`, in the active language."""
    return _(", ").join([_waiting(count), *([_late(late)] if late else [])])


def counted(count: int, late: int) -> str:
    """`3 things, 1 of them is overdue`: for a list of mails."""
    things = ngettext("%(n)s thing", "%(n)s things", count) % {"n": count}
    return _(", ").join([things, *([_late(late)] if late else [])])


def content(lines: Sequence[Nudge], reader: User) -> dict[str, Any]:
    """What a digest tells, fixed before it is sent: sections with their lines, as words and paths."""
    with translation.override(reader.language):
        sections: dict[str, dict[str, Any]] = {}
        for line in sorted(lines, key=_order):
            title, name = _title(line)
            section = sections.setdefault(name, {"title": title, "lines": [], "more": 0})
            if len(section["lines"]) < SHOWN:
                section["lines"].append(_line(line))
            else:
                section["more"] += 1
        return {
            "sections": list(sections.values()),
            "count": len(lines),
            "late": sum(_is_late(line) for line in lines),
        }


def when(line: Nudge) -> str:
    """`due 3 March`, `5 days overdue`, or since when it waits; in the active language."""
    if line.due.due_on is None:
        return _("since %(day)s") % {"day": day(line.due.since)}
    if line.days > 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", line.days) % {"n": line.days}
    return _("due %(day)s") % {"day": day(line.due.due_on)}


def _line(line: Nudge) -> dict[str, Any]:
    said = {
        "what": str(line.due.what),
        "detail": str(line.due.detail),
        "when": when(line),
        "address": line.due.address,
        "is_late": _is_late(line),
    }
    if line.due.answer and line.rung == OWN and line.due.institution:
        kind, about = line.due.answer
        said["answer"] = {"kind": kind, "about": str(about), "institution": line.due.institution}
    return said


def _title(line: Nudge) -> tuple[str, str]:
    """Of the section; what people hear of because others are late stands apart, last."""
    if line.rung != OWN:
        return _("Late, and not answered by those who have to"), "above"
    if line.due.due_on is None:
        return str(line.source.title), line.source.name
    if _is_late(line):
        return _("Overdue"), "late"
    return _("Due soon"), "soon"


def _order(line: Nudge) -> tuple[Any, ...]:
    """What is late first, then by day; the ladder last; in a section the oldest first."""
    place = 2 if line.rung != OWN else 0 if line.due.due_on else 1
    return (
        place,
        0 if place == 1 else not _is_late(line),
        line.source.order if place == 1 else 0,
        line.due.due_on or line.due.since or date.max,
        line.due.key,
    )


def _is_late(line: Nudge) -> bool:
    return line.due.due_on is not None and line.days > 0


def _waiting(number: int) -> str:
    return ngettext("%(n)s thing waits for you", "%(n)s things wait for you", number) % {"n": number}


def _late(number: int) -> str:
    return ngettext("%(n)s of them is overdue", "%(n)s of them are overdue", number) % {"n": number}
