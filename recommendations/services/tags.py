"""The vocabularies as the house keeps them: entries added, named, placed and retired."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import require
from recommendations import registry
from recommendations.models import RecommendationTag, Tag, TagName
from recommendations.permissions import Can
from recommendations.uhri import vocab

DEEPEST = 6


@transaction.atomic
def create(
    *,
    kind: str,
    names: Mapping[str, str],
    by: User,
    parent: Tag | None = None,
    aliases: Iterable[str] = (),
    code: str = "",
    door: str = "",
) -> Tag:
    """A new entry of a vocabulary; its code is made from its name unless given."""
    require(by, Can.EDIT_REGISTER)
    named = _named(names)
    _check_parent(None, kind, parent)
    with history.recorded(by=by, action="tag.create", door=door):
        last = Tag.objects.filter(kind=kind).order_by("-position").first()
        tag = Tag.objects.create(
            kind=kind,
            code=_free_code(kind, code or next(iter(named.values()))),
            parent=parent,
            position=last.position + 1 if last else 0,
        )
        _write_names(tag, names, aliases)
    return tag


@transaction.atomic
def describe(
    *,
    tag: Tag,
    names: Mapping[str, str],
    aliases: Iterable[str],
    parent: Tag | None,
    by: User,
    door: str = "",
) -> Tag:
    """Name it, list what else it is called, and place it. Its recommendations follow in lists and figures."""
    require(by, Can.EDIT_REGISTER, tag)
    _named(names)
    locked = Tag.objects.select_for_update().get(pk=tag.pk)
    _check_parent(locked, locked.kind, parent)
    with history.recorded(by=by, action="tag.describe", door=door):
        is_moved = locked.parent_id != (parent.pk if parent else None)
        if is_moved or locked.is_unmapped:
            Tag.objects.filter(pk=locked.pk).update(parent=parent, is_unmapped=False)
        _write_names(locked, names, aliases)
        if is_moved:
            registry.changed(carrying(locked))
    locked.refresh_from_db()
    return locked


@transaction.atomic
def retire(*, tag: Tag, by: User, door: str = "") -> None:
    """No longer offered. What carries it keeps it, and imports still know it."""
    require(by, Can.EDIT_REGISTER, tag)
    with history.recorded(by=by, action="tag.retire", door=door):
        Tag.objects.filter(pk=tag.pk, retired_at=None).update(retired_at=timezone.now())


@transaction.atomic
def bring_back(*, tag: Tag, by: User, door: str = "") -> None:
    """Offer it again. Raises NotNow for one that was merged: undo that instead."""
    require(by, Can.EDIT_REGISTER, tag)
    if tag.merged_into_id:
        raise NotNow(_("It was merged into another. Undo that operation instead."), code="merged")
    with history.recorded(by=by, action="tag.bring_back", door=door):
        Tag.objects.filter(pk=tag.pk, merged_into=None).update(retired_at=None)


def carrying(tag: Tag) -> set[int]:
    """Keys of the recommendations that carry it, or an entry under it."""
    return set(
        RecommendationTag.objects.filter(tag__in=with_those_under(tag)).values_list(
            "recommendation_id", flat=True
        )
    )


def with_those_under(tag: Tag) -> set[int]:
    """Its key and those of everything under it."""
    found, edge = {tag.pk}, {tag.pk}
    while edge:
        edge = set(Tag.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found


def _named(names: Mapping[str, str]) -> dict[str, str]:
    named = {language: name.strip()[:400] for language, name in names.items() if name.strip()}
    if not named:
        raise Invalid(_("It needs a name in one language at least."), fields={"name_en": _("Name it.")})
    return named


def _check_parent(tag: Tag | None, kind: str, parent: Tag | None) -> None:
    """Of the same vocabulary, and not under itself."""
    if parent is None:
        return
    if parent.kind != kind:
        wrong = _("Choose an entry of the same vocabulary.")
        raise Invalid(wrong, fields={"parent": wrong})
    above: Tag | None = parent
    for _step in range(DEEPEST):
        if above is None:
            return
        if tag is not None and above.pk == tag.pk:
            break
        above = above.parent
    wrong = _("It cannot stand under itself, nor deeper than %(most)s.") % {"most": DEEPEST}
    raise Invalid(wrong, fields={"parent": wrong})


def _free_code(kind: str, wish: str) -> str:
    base = slugify(wish)[:60] or "own"
    taken = set(Tag.objects.filter(kind=kind, code__startswith=base).values_list("code", flat=True))
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def _write_names(tag: Tag, names: Mapping[str, str], aliases: Iterable[str]) -> None:
    """Rows of the languages given, written only where they differ; a name that is given up is an alias."""
    standing = {row.language: row for row in TagName.objects.filter(tag=tag, is_alias=False)}
    wanted = {vocab.fold(alias): alias.strip()[:400] for alias in aliases if alias.strip()}
    new = {language: name.strip()[:400] for language, name in names.items()}
    for language in new.keys() & standing.keys():
        row = standing[language]
        if new[language] == row.name:
            continue
        wanted.setdefault(vocab.fold(row.name), row.name)
        if new[language]:
            TagName.objects.filter(pk=row.pk).update(name=new[language])
        else:
            TagName.objects.filter(pk=row.pk).delete()
    TagName.objects.bulk_create(
        TagName(tag=tag, language=language, name=name)
        for language, name in new.items()
        if name and language not in standing
    )
    _write_aliases(tag, wanted, {vocab.fold(name) for name in new.values()})


def _write_aliases(tag: Tag, wanted: Mapping[str, str], shown: set[str]) -> None:
    rows: dict[str, Any] = {
        vocab.fold(row.name): row for row in TagName.objects.filter(tag=tag, is_alias=True)
    }
    gone = [row.pk for folded, row in rows.items() if folded not in wanted]
    TagName.objects.filter(pk__in=gone).delete()
    TagName.objects.bulk_create(
        TagName(tag=tag, language="en", name=alias, is_alias=True)
        for folded, alias in wanted.items()
        if folded not in rows and folded not in shown
    )
