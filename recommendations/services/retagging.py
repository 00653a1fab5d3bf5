"""Tags put on, taken off or set aside for a whole selection: one operation, constant queries, with undo.

The source's own tags are never removed: the next import would bring them back. One that is wrong is *set
aside* instead: it stays as the source's, and counts nowhere.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Recommendation, RecommendationTag, Tag, TagExclusion
from recommendations.permissions import Can
from recommendations.services.touching import recommendations_of

ADD, REMOVE, EXCLUDE, INCLUDE = "tags.add", "tags.remove", "tags.exclude", "tags.include"
KINDS = (ADD, REMOVE, EXCLUDE, INCLUDE)
NATIONAL = RecommendationTag.Origin.NATIONAL


@transaction.atomic
def add(*, recommendations: Iterable[Recommendation], tag: Tag, by: User, door: str = "") -> Operation:
    """Put a tag of the house's own on all of these that do not carry it yet."""
    chosen = _chosen(recommendations, by)
    carry = _carrying(chosen, tag)
    new = [one for one in chosen if one not in carry]
    label = ngettext(
        "Tagged %(count)s recommendation: %(tag)s", "Tagged %(count)s recommendations: %(tag)s", len(new)
    )
    operation = _begin(ADD, label, new, tag, by)
    with history.recorded(by=by, action=ADD, door=door, operation=operation.pk):
        RecommendationTag.objects.bulk_create(
            [RecommendationTag(recommendation_id=key, tag=tag, origin=NATIONAL) for key in new],
            batch_size=1_000,
        )
        registry.changed(new)
    return _note(operation, new, len(chosen) - len(new), _("Carries it already."))


@transaction.atomic
def remove(*, recommendations: Iterable[Recommendation], tag: Tag, by: User, door: str = "") -> Operation:
    """Take a tag of the house's own off; the source's stay."""
    chosen = _chosen(recommendations, by)
    own = RecommendationTag.objects.filter(recommendation__in=chosen, tag=tag, origin=NATIONAL)
    touched = list(own.values_list("recommendation_id", flat=True))
    label = ngettext(
        "Took a tag off %(count)s recommendation: %(tag)s",
        "Took a tag off %(count)s recommendations: %(tag)s",
        len(touched),
    )
    operation = _begin(REMOVE, label, touched, tag, by)
    with history.recorded(by=by, action=REMOVE, door=door, operation=operation.pk):
        own.delete()
        registry.changed(touched)
    return _note(operation, touched, len(chosen) - len(touched), _("Carries no tag of this house's own."))


@transaction.atomic
def exclude(*, recommendations: Iterable[Recommendation], tag: Tag, by: User, door: str = "") -> Operation:
    """Have this tag count for none of these, although the source says so."""
    chosen = _chosen(recommendations, by)
    away = set(_away(chosen, tag).values_list("recommendation_id", flat=True))
    carrying = _carrying(chosen, tag)
    new = [key for key in chosen if key in carrying and key not in away]
    label = ngettext(
        "Set a tag aside for %(count)s recommendation: %(tag)s",
        "Set a tag aside for %(count)s recommendations: %(tag)s",
        len(new),
    )
    operation = _begin(EXCLUDE, label, new, tag, by)
    with history.recorded(by=by, action=EXCLUDE, door=door, operation=operation.pk):
        TagExclusion.objects.bulk_create(
            [TagExclusion(recommendation_id=key, tag=tag) for key in new], batch_size=1_000
        )
        registry.changed(new)
    return _note(operation, new, len(chosen) - len(new), _("Does not carry it, or it is set aside already."))


@transaction.atomic
def include(*, recommendations: Iterable[Recommendation], tag: Tag, by: User, door: str = "") -> Operation:
    """Let it count again."""
    chosen = _chosen(recommendations, by)
    away = _away(chosen, tag)
    touched = list(away.values_list("recommendation_id", flat=True))
    label = ngettext(
        "Let a tag count again for %(count)s recommendation: %(tag)s",
        "Let a tag count again for %(count)s recommendations: %(tag)s",
        len(touched),
    )
    operation = _begin(INCLUDE, label, touched, tag, by)
    with history.recorded(by=by, action=INCLUDE, door=door, operation=operation.pk):
        away.delete()
        registry.changed(touched)
    return _note(operation, touched, len(chosen) - len(touched), _("It was not set aside."))


@transaction.atomic
def set_aside(*, recommendation: Recommendation, tag: Tag, by: User, door: str = "") -> None:
    """Have this tag not count for one recommendation; a second time changes nothing."""
    require(by, Can.EDIT_REGISTER, recommendation)
    with history.recorded(by=by, action=EXCLUDE, door=door):
        if TagExclusion.objects.get_or_create(recommendation=recommendation, tag=tag)[1]:
            registry.changed([recommendation.pk])


@transaction.atomic
def let_count(*, recommendation: Recommendation, tag: Tag, by: User, door: str = "") -> None:
    """Take that back."""
    require(by, Can.EDIT_REGISTER, recommendation)
    with history.recorded(by=by, action=INCLUDE, door=door):
        if TagExclusion.objects.filter(recommendation=recommendation, tag=tag).delete()[0]:
            registry.changed([recommendation.pk])


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Undo any of these; what somebody touched since stays and is listed."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(touched)
    return undone


def _chosen(recommendations: Iterable[Recommendation], by: User) -> list[int]:
    """Their keys, locked, so that two people retagging the same wait for each other."""
    require(by, Can.EDIT_REGISTER)
    keys = {recommendation.pk for recommendation in recommendations}
    rows = Recommendation.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))


def _carrying(chosen: list[int], tag: Tag) -> set[int]:
    rows = RecommendationTag.objects.filter(recommendation__in=chosen, tag=tag)
    return set(rows.values_list("recommendation_id", flat=True))


def _away(chosen: list[int], tag: Tag) -> Any:
    return TagExclusion.objects.filter(recommendation__in=chosen, tag=tag)


def _begin(kind: str, label: str, keys: list[int], tag: Tag, by: User) -> Operation:
    said = label % {"count": len(keys), "tag": tag.name}
    return operations.begin(kind=kind, label=said[:300], by=by)


def _note(operation: Operation, keys: list[int], left: int, why: str) -> Operation:
    """How much was done, and how many were left and why."""
    text = ngettext("%(count)s recommendation", "%(count)s recommendations", left) % {"count": left}
    return operations.note(operation, size=len(keys), skipped=[{"what": text, "why": why}] if left else [])
