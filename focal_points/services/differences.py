"""Where two texts of one update differ, word by word, so that a person can bring them together."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import Need, Obstacle, Status, StatusUpdate
from focal_points.services import update_fields
from focal_points.services.update_fields import UpdateFields

Words = list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """One field: what stands now, and how the other text differs from it (`=`, `+`, `-`)."""

    label: str
    now: str
    words: Words


def between(current: StatusUpdate, mine: UpdateFields | None) -> list[Difference]:
    """Fields whose text in `current` is not that of `mine`; all that says something where `mine` is None."""
    now = _shown(update_fields.of(current))
    then = _shown(mine.tidy()) if mine else {}
    labels = {**now, **then}
    found = []
    for label in labels:
        before, after = now.get(label, ""), then.get(label, "")
        if before != after:
            found.append(Difference(label, before, compared(before, after) if mine else [("=", before)]))
    return found


def compared(before: str, after: str) -> Words:
    """`=` kept, `-` only before, `+` only after; whole words."""
    a, b = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    words: Words = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "equal":
            words.append(("=", "".join(a[i1:i2])))
            continue
        if i2 > i1:
            words.append(("-", "".join(a[i1:i2])))
        if j2 > j1:
            words.append(("+", "".join(b[j1:j2])))
    return words


def _shown(fields: UpdateFields) -> dict[str, str]:
    """Label → what a person would read there."""
    shown = {label_of(name): _as_text(getattr(fields, name)) for name in update_fields.PLAIN}
    shown[_("obstacles")] = _(", ").join(str(Obstacle(kind).label) for kind in fields.obstacles)
    shown[_("support needed")] = _(", ").join(str(Need(kind).label) for kind in fields.needs)
    for proposal in fields.proposals:
        name = str(proposal.part or proposal.recommendation)
        words = [str(Status(proposal.status).label), proposal.explanation]
        words += [_as_text(day) for day in (proposal.effective_on, proposal.next_review_on) if day]
        shown[_("status proposed: %(what)s") % {"what": name}] = ". ".join(filter(None, words))
    return shown


def label_of(name: str) -> str:
    """What people call a field of an update."""
    field: Any = StatusUpdate._meta.get_field(name)
    return str(field.verbose_name)


def _as_text(value: Any) -> str:
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    return "" if value is None else str(value)
