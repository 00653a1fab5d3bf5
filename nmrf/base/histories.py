"""Whose history can be read page by page: each room registers its things, with who may see them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import IntegerField, OuterRef, Subquery, Value

from nmrf.base import changes

PER_PAGE = 40


@dataclass(frozen=True)
class Kept:
    """One kind of thing with a history.

    `find(user, key)` answers the thing, or None where this person may not see it. `events(user, thing)`
    answers querysets of event rows: of the thing itself, and of every row about it. `title(thing)` and
    `address(thing)` say what and where it is.
    """

    what: str
    word: Any
    find: Callable[[Any, str], Any]
    events: Callable[[Any, Any], Sequence[models.QuerySet[Any]]]
    address: Callable[[Any], str]
    title: Callable[[Any], str] = str


KINDS: dict[str, Kept] = {}


def register(kinds: Iterable[Kept]) -> None:
    """Called from `AppConfig.ready()`."""
    for kind in kinds:
        if kind.what in KINDS:
            raise ValueError(f"{kind.what} has a history already.")
        KINDS[kind.what] = kind


@dataclass(frozen=True)
class Told:
    """One page of acts, the newest first."""

    page: Page
    acts: list[changes.Act]


def read(sources: Sequence[models.QuerySet[Any]], number: str | None = None) -> Told:
    """One page of what these event rows tell; a fixed number of queries for as many kinds of rows.

    What came before a version is looked for among the same rows: what a person may not see of a thing
    does not show as a difference either.
    """
    asked = [
        events.order_by()
        .annotate(kind_of=Value(at, IntegerField()))
        .values("kind_of", "pgh_id", "pgh_created_at")
        for at, events in enumerate(sources)
    ]
    rows: Any = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    page = Paginator(rows.order_by("-pgh_created_at", "-kind_of", "-pgh_id"), PER_PAGE).get_page(number)
    wanted = [(row["kind_of"], row["pgh_id"]) for row in page.object_list]
    found: dict[tuple[int, int], changes.Pair] = {}
    for at in sorted({kind for kind, _key in wanted}):
        for event, before in _pairs(sources[at], [key for kind, key in wanted if kind == at]):
            found[at, event.pgh_id] = event, before
    told = changes.told([found[one] for one in wanted if one in found])
    return Told(page, changes.acts_of(told))


def _pairs(events: models.QuerySet[Any], keys: list[int]) -> list[changes.Pair]:
    """These versions, each with the one before it."""
    earlier = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = list(
        events.filter(pgh_id__in=keys)
        .annotate(pgh_before=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .select_related("pgh_context")
    )
    before = events.model._default_manager.in_bulk([row.pgh_before for row in rows if row.pgh_before])
    return [(row, before.get(row.pgh_before)) for row in rows]
