"""Dividing a recommendation into the requests it holds. No import ever undoes a division."""

import hashlib
from collections.abc import Collection, Sequence
from typing import TypedDict

import pghistory.models
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry
from recommendations.models import Part, Recommendation
from recommendations.permissions import Can
from recommendations.sentences import beginnings, pieces
from recommendations.uhri.parts import Span, propose_parts


class Wanted(TypedDict):
    """One part as somebody wants it; `starts` and `ends` count characters of the original text."""

    label: str
    title: str
    starts: int
    ends: int


def propose(recommendation: Recommendation) -> list[Span]:
    """The lettered requests found in the original text, for a person to confirm."""
    original = recommendation.original
    return propose_parts(original.text) if original else []


def sentences(recommendation: Recommendation) -> list[tuple[int, str]]:
    """The sentences of the original text with where each begins, for texts that have no letters."""
    original = recommendation.original
    return pieces(original.text) if original else []


def begun_at(recommendation: Recommendation, starts: Collection[int]) -> list[Wanted]:
    """Parts that begin with these sentences, lettered in order; what stands before the first is the opening.

    Raises Invalid where a place is not the beginning of a sentence of the text as it is now.
    """
    original = recommendation.original
    text = original.text if original else ""
    chosen = sorted(set(starts))
    if not set(chosen) <= set(beginnings(text)):
        raise Invalid(_("The text was changed since. Look at it again."))
    ends = [*chosen[1:], len(text)]
    spans = [(start, start + len(text[start:end].rstrip())) for start, end in zip(chosen, ends, strict=True)]
    return [
        Wanted(label=f"({_letter(place)})", title="", starts=start, ends=end)
        for place, (start, end) in enumerate(spans)
    ]


def out_of_step(recommendation: Recommendation) -> list[Part]:
    """Parts whose words the text no longer has in their place: a later import or a correction changed it."""
    return list(Part.objects.filter(recommendation=recommendation).out_of_step())


def placed_anew(recommendation: Recommendation) -> list[Wanted]:
    """Its parts where their words stand in the text today, else where the same letter does, for a person."""
    original = recommendation.original
    text = original.text if original else ""
    lettered = {f"({span.letter})": span for span in propose(recommendation)}
    found = []
    for part in current(recommendation):
        starts, ends = part.starts, part.ends
        if text[starts:ends] != part.quoted:
            at, span = text.find(part.quoted), lettered.get(part.label)
            if at >= 0:
                starts, ends = at, at + len(part.quoted)
            elif span:
                starts, ends = span.start, span.end
        found.append(Wanted(label=part.label, title=part.title, starts=starts, ends=ends))
    return found


def current(recommendation: Recommendation) -> list[Part]:
    """Its parts today, in order."""
    return list(recommendation.parts.filter(removed_at=None))


@transaction.atomic
def divide(
    *, recommendation: Recommendation, parts: Sequence[Wanted], by: User, door: str = ""
) -> list[Part]:
    """Divide, or divide anew: parts with the same label keep their identity, their lead and their status.

    Raises Invalid where labels are doubled or spans overlap or leave the text, and NotNow when a part
    that would go has work resting on it.
    """
    require(by, Can.DIVIDE, recommendation)
    locked = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if not locked.is_home:
        raise NotNow(_("Only recommendations to this State are divided."), code="not_home")
    original = locked.original
    wanted = _checked(parts, original.text if original else "")
    standing = {part.label: part for part in current(locked)}
    going = [part for label, part in standing.items() if label not in {part["label"] for part in wanted}]
    with history.recorded(by=by, action="recommendation.divide", door=door):
        _remove(going)
        for position, part in enumerate(wanted, start=1):
            _place(locked, standing.get(part["label"]), position, part, original.text)
        registry.changed([locked.pk])
    return current(locked)


@transaction.atomic
def undivide(*, recommendation: Recommendation, by: User, door: str = "") -> None:
    """Make it one again, while nothing rests on its parts."""
    require(by, Can.DIVIDE, recommendation)
    locked = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    with history.recorded(by=by, action="recommendation.undivide", door=door):
        _remove(current(locked))
        registry.changed([locked.pk])


@transaction.atomic
def keep_wording(*, recommendation: Recommendation, by: User, door: str = "") -> None:
    """The text was changed, and the parts keep the words by which they were made: somebody looked."""
    require(by, Can.DIVIDE, recommendation)
    original = recommendation.original
    seen = hashlib.md5((original.text if original else "").encode(), usedforsecurity=False).hexdigest()
    with history.recorded(by=by, action="recommendation.keep_parts", door=door):
        Part.objects.filter(pk__in=[part.pk for part in out_of_step(recommendation)]).update(kept_of=seen)


def rests_on(part: Part) -> list[str]:
    """What rests on it, in words; tables of rooms above are asked through their relations."""
    return [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in Part._meta.related_objects
        if not issubclass(relation.related_model, pghistory.models.Event)
        and relation.related_model._base_manager.filter(**{relation.field.name: part}).exists()
    ]


def _checked(parts: Sequence[Wanted], text: str) -> list[Wanted]:
    wanted = [
        Wanted(
            label=part["label"].strip(), title=part["title"].strip(), starts=part["starts"], ends=part["ends"]
        )
        for part in sorted(parts, key=lambda part: part["starts"])
    ]
    if len(wanted) < 2:
        raise Invalid(_("Dividing needs at least two parts."), fields={"parts": _("Keep two parts or more.")})
    labels = [part["label"] for part in wanted]
    if not all(labels) or len(set(labels)) < len(labels):
        raise Invalid(
            _("Each part needs a letter of its own."), fields={"parts": _("Give each its own letter.")}
        )
    reached = 0
    for part in wanted:
        if not reached <= part["starts"] < part["ends"] <= len(text):
            raise Invalid(
                _("The text was changed, or the parts overlap. Look at them again."),
                fields={"parts": _("Part %(label)s does not fit the text.") % {"label": part["label"]}},
            )
        reached = part["ends"]
    return wanted


def _place(
    recommendation: Recommendation, standing: Part | None, position: int, part: Wanted, text: str
) -> None:
    """Write one part where it is new or differs."""
    quoted = text[part["starts"] : part["ends"]]
    values = {**part, "position": position, "quoted": quoted, "kept_of": ""}
    if standing is None:
        Part.objects.create(recommendation=recommendation, **values)
    elif any(getattr(standing, name) != value for name, value in values.items()):
        Part.objects.filter(pk=standing.pk).update(**values)


def _remove(parts: Sequence[Part]) -> None:
    for part in parts:
        resting = rests_on(part)
        if resting:
            raise NotNow(
                _("Part %(label)s stays: %(what)s rest on it.")
                % {"label": part.label, "what": ", ".join(resting)},
                code="in_use",
            )
    Part.objects.filter(pk__in=[part.pk for part in parts]).update(removed_at=timezone.now())


def _letter(place: int) -> str:
    """a, b, … z, aa, bb, …"""
    return chr(ord("a") + place % 26) * (place // 26 + 1)
