"""What the house added to one recommendation, moved to another: row by row, so that nothing is written over.

A row that finds the same on the other side stays where it is and is listed. Rooms above move what is theirs
through the same `Carrying` (`registry.on_replaced`).
"""

from dataclasses import dataclass, field
from typing import Any

import pghistory.models
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from recommendations.models import (
    Contradiction,
    ImportConflict,
    Part,
    Recommendation,
    RecommendationTag,
    RecommendationText,
)
from recommendations.services import national_fields
from recommendations.uhri.clean import comparable

Origin = RecommendationText.Origin
OURS = (Origin.CORRECTION, Origin.TRANSLATION, Origin.PLAIN)
_ALONE = ("title", "followup_due_on", "due_on", "upr_position_on", "upr_position_source", "upr_remark")
"""Fields that the house alone fills: taken over where the other side has nothing."""


@dataclass
class Carrying:
    """One act of carrying over: from where, to where, what became of the parts, and what had to stay."""

    old: Recommendation
    new: Recommendation
    by: Any
    parts: dict[int, int] = field(default_factory=dict)
    left: list[dict[str, str]] = field(default_factory=list)

    def move(self, rows: models.QuerySet[Any], **instead: Any) -> None:
        """Point rows of the old one at the new one, and their part at its part there."""
        for row in rows:
            if not self.moved(row, **instead):
                self.leave(row, _("The other one has the same already."))

    def moved(self, row: Any, **instead: Any) -> bool:
        """Move one row, or answer False where the database refuses it beside what is there."""
        values: dict[str, Any] = {"recommendation": self.new, **instead}
        part = getattr(row, "part_id", None)
        if part:
            values["part"] = self.parts.get(part, part)
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**values)
        except IntegrityError:
            return False
        return True

    def leave(self, row: Any, why: str) -> None:
        """Say that a row stays, and why."""
        what = f"{row._meta.verbose_name}: {row}"
        self.left.append({"what": what[:300], "why": why})


def carry(one: Carrying) -> None:
    """Everything of this room: parts first, as other rows lean on them."""
    _parts(one)
    _texts(one)
    _tags(one)
    _fields(one)
    _contradictions(one)
    for model, name in _others():
        one.move(model._base_manager.filter(**{name: one.old}))


def _contradictions(one: Carrying) -> None:
    """What contradicts the old one contradicts the new one; of a pair the smaller key stands first."""
    rows = Contradiction.objects.filter(Q(one=one.old) | Q(other=one.old))
    for row in rows:
        opposite = row.other_id if row.one_id == one.old.pk else row.one_id
        first, second = sorted((one.new.pk, opposite))
        turned = (first == one.new.pk) != (row.one_id == one.old.pk)
        words = (row.other_words, row.words) if turned else (row.words, row.other_words)
        there = Contradiction.objects.filter(one=first, other=second).exists()
        if first == second or there:
            one.leave(row, _("The other one has the same already."))
        else:
            Contradiction.objects.filter(pk=row.pk).update(
                one=first, other=second, words=words[0], other_words=words[1]
            )


def _others() -> list[tuple[Any, str]]:
    """Models of this room that are not UHRI's own side: memberships, grades, follow-up, and the like."""
    apart = {Part, RecommendationText, RecommendationTag, ImportConflict, Recommendation}
    found = []
    for relation in Recommendation._meta.related_objects:
        model: Any = relation.related_model
        if (
            model._meta.app_label == Recommendation._meta.app_label
            and model not in apart
            and relation.field.name == "recommendation"
            and model.__name__ not in {"Addressee", "RecommendingState", "StagedRecord"}
            and not issubclass(model, pghistory.models.Event)
            and not getattr(model, "is_derived", False)
        ):
            found.append((model, relation.field.name))
    return found


def _parts(one: Carrying) -> None:
    """Parts go along with their spans found again; where the other is divided already, by their letters."""
    there = {part.label: part for part in one.new.parts.filter(removed_at=None)}
    original = one.new.original
    text = original.text if original else ""
    for part in one.old.parts.all():
        if there:
            if same := there.get(part.label):
                one.parts[part.pk] = same.pk
            continue
        at = text.find(part.quoted)
        spans = {"starts": at, "ends": at + len(part.quoted)} if at >= 0 else {}
        one.moved(part, **spans)


def _texts(one: Carrying) -> None:
    """Corrections, translations, plain wordings; what was written of other words becomes a conflict."""
    theirs = {text.language: text for text in one.new.texts.all() if text.origin == Origin.UHRI}
    before = {
        text.language: text for text in one.old.texts.all() if text.is_original or text.origin == Origin.UHRI
    }
    original = next((text.language for text in theirs.values() if text.is_original), "")
    for text in one.old.texts.filter(origin__in=OURS):
        if not one.moved(text):
            one.leave(text, _("The other one has such a text already."))
            continue
        language = text.language if text.origin == Origin.CORRECTION else original
        now, was = theirs.get(language), before.get(language)
        others = {comparable(other.text) for other in (was, text) if other}
        if was and now and now.run_id and comparable(now.text) not in others:
            _conflict(one, f"text:{language}", was.text, now.text, text.text, text.origin, text.language)


def _tags(one: Carrying) -> None:
    """Tags of the house; one that is there already needs no word."""
    for row in one.old.tags.filter(origin=RecommendationTag.Origin.NATIONAL):
        one.moved(row)


def _fields(one: Carrying) -> None:
    """What the house noted on the old row, where the new one says nothing."""
    old, new = one.old, one.new
    values: dict[str, Any] = {
        name: getattr(old, name) for name in _ALONE if getattr(old, name) and not getattr(new, name)
    }
    if old.is_followup and not new.is_followup:
        values["is_followup"] = True
    ours = old.annotation_id is None or "position" in old.national_fields
    if ours and old.upr_position and _position(old) != _position(new):
        position = {"upr_position": old.upr_position, "is_partly_supported": old.is_partly_supported}
        if not new.upr_position:
            values |= position
        elif run := _run_of(new):
            before = old.national_fields.get("position", {}).get("uhri", "")
            _conflict(one, "position", before, _position(new), _position(old), run=run)
    if values:
        noted = national_fields.noted(new, values, one.by)
        Recommendation.objects.filter(pk=new.pk).update(**values, national_fields=noted)


def _position(row: Recommendation) -> str:
    return national_fields.said(row, "position")


def _run_of(row: Recommendation) -> Any:
    return next((text.run for text in row.texts.all() if text.run), None)


def _conflict(
    one: Carrying,
    name: str,
    before: str,
    now: str,
    ours: str,
    rests_on: str = ImportConflict.RestsOn.FIELD,
    language: str = "",
    run: Any = None,
) -> None:
    """Have somebody choose: what was carried over was said of other words."""
    ImportConflict.objects.get_or_create(
        recommendation=one.new,
        field=name,
        rests_on=rests_on,
        language=language,
        state=ImportConflict.State.OPEN,
        defaults={"run": run or _run_of(one.new), "before": before, "now": now, "ours": ours},
    )
