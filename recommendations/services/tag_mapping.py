"""One entry of a vocabulary becomes another: a label nobody knew is mapped, or two entries are merged.

All uses move, the label becomes an alias, so that the next import matches it, and the whole is one operation.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import (
    RecommendationTag,
    RightTheme,
    Tag,
    TagExclusion,
    TagName,
)
from recommendations.permissions import Can
from recommendations.services.tags import with_those_under
from recommendations.services.touching import recommendations_of
from recommendations.uhri import vocab

KIND = "tag.merge"


@transaction.atomic
def merge(*, tag: Tag, into: Tag, by: User, door: str = "") -> Operation:
    """Move every use of `tag` to `into`. Raises NotNow when it was merged meanwhile."""
    require(by, Can.EDIT_REGISTER)
    rows = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk])}
    tag, into = rows[tag.pk], rows[into.pk]
    _check(tag, into)
    label = _("Mapped “%(label)s” to “%(tag)s”") % {"label": tag.name, "tag": into.name}
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    with history.recorded(by=by, action=KIND, door=door, operation=operation.pk):
        keys = _move_uses(
            RecommendationTag.objects.filter(tag=tag), RecommendationTag, tag, into, ("origin",)
        )
        _move_uses(TagExclusion.objects.filter(tag=tag), TagExclusion, tag, into, ())
        _move_links(tag, into)
        Tag.objects.filter(parent=tag).update(parent=into)
        _take_names(tag, into)
        Tag.objects.filter(merged_into=tag).update(merged_into=into)
        Tag.objects.filter(pk=tag.pk).update(merged_into=into, retired_at=timezone.now(), is_unmapped=False)
        registry.changed(keys)
    return operations.note(operation, size=max(len(keys), 1), skipped=[])


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Part them again; what somebody touched since stays."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(touched)
    return undone


def _check(tag: Tag, into: Tag) -> None:
    if tag.merged_into_id:
        raise NotNow(_("Somebody mapped it already."), code="merged")
    wrong = ""
    if tag.kind != into.kind:
        wrong = _("Choose an entry of the same vocabulary.")
    elif into.pk in with_those_under(tag):
        wrong = _("Choose an entry that does not stand under it.")
    elif into.merged_into_id or into.retired_at:
        wrong = _("That entry is retired. Choose another.")
    if wrong:
        raise Invalid(wrong, fields={"into": wrong})


def _move_uses(uses: Any, model: Any, tag: Tag, into: Tag, alike: tuple[str, ...]) -> set[int]:
    """To the other tag; where that stands already, the row goes. Set-based, whatever their number."""
    fields = ("recommendation_id", *alike)
    keys = set(uses.values_list("recommendation_id", flat=True))
    there = set(model.objects.filter(tag=into, recommendation__in=keys).values_list(*fields))
    doubled = [row[0] for row in uses.values_list("pk", *fields) if row[1:] in there]
    model.objects.filter(pk__in=doubled).delete()
    model.objects.filter(tag=tag).update(tag=into)
    return keys


def _move_links(tag: Tag, into: Tag) -> None:
    """What rights and themes say of each other."""
    for own, other in (("right", "theme"), ("theme", "right")):
        there = set(RightTheme.objects.filter(**{own: into}).values_list(f"{other}_id", flat=True))
        RightTheme.objects.filter(**{own: tag, f"{other}__in": there}).delete()
        RightTheme.objects.filter(**{own: tag}).update(**{own: into})


def _take_names(tag: Tag, into: Tag) -> None:
    """What the one was called, the other answers to."""
    known = {vocab.fold(name) for name in TagName.objects.filter(tag=into).values_list("name", flat=True)}
    new = {
        vocab.fold(row.name): TagName(tag=into, language=row.language, name=row.name, is_alias=True)
        for row in TagName.objects.filter(tag=tag)
    }
    TagName.objects.bulk_create(row for folded, row in new.items() if folded not in known)
