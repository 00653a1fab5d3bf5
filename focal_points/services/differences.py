"""Where two texts of one update differ, word by word, so that a person can bring them together."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import Need, Obstacle, Status, StatusUpdate
from focal_points.services import update_fields
from focal_points.services.update_fields import UpdateFields
from nmrf.base.words import Words, diff


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
            found.append(Difference(label, before, diff(before, after) if mine else [("=", before)]))
    return found


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
