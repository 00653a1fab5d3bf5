"""What lies with somebody who has left, or leaves, and how it is told apart from what is the institution's.

An assignment is an institution's and stays where it is. What lies with a *person* is what they began and
have not finished: each kind of such work is one line in CARRIED, each kind of text in typing one in TYPED.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.models import (
    AnswerBuffer,
    DraftBuffer,
    Institution,
    RequestAnswer,
    StatusUpdate,
    Term,
)
from focal_points.models.institution import below, over


@dataclass(frozen=True)
class Carried:
    """One kind of work that lies with a person: its open rows, who holds them, and whose they are."""

    title: Any
    rows: Callable[[], QuerySet[Any]]
    holder: str
    institution: str

    def of(self, person: int, institutions: Collection[int]) -> QuerySet[Any]:
        """What this person holds open at these institutions."""
        return self.rows().filter(**{self.holder: person, f"{self.institution}__in": institutions})


CARRIED = (
    Carried(
        _("updates that are not finished"),
        lambda: StatusUpdate.objects.filter(state__in=StatusUpdate.OPEN),
        "author",
        "assignment__institution",
    ),
    Carried(
        _("answers that are not finished"),
        lambda: RequestAnswer.objects.exclude(state=RequestAnswer.State.ACCEPTED),
        "author",
        "asked__institution",
    ),
)
TYPED: tuple[tuple[Any, str], ...] = (
    (DraftBuffer, "update__assignment__institution"),
    (AnswerBuffer, "asked__institution"),
)


@dataclass(frozen=True)
class Behind:
    """One piece of work that lies with somebody who cannot write for that institution any more."""

    what: Carried
    person: int
    institution: int


def scope(term: Term) -> set[int]:
    """Whose work a term holds: its institution and those below, but for what another running term holds."""
    own = {term.institution_id} | below({term.institution_id})
    others = set(
        Term.objects.held(timezone.localdate())
        .writing()
        .filter(person=term.person_id)
        .exclude(pk=term.pk)
        .values_list("institution_id", flat=True)
    )
    return own - others - below(others)


def writers(institutions: Collection[int], day: date) -> dict[int, list[Term]]:
    """Institution → terms of those who can write for it on this day, its own before those of bodies above."""
    parents = dict(Institution.objects.values_list("pk", "parent_id"))
    terms: dict[int, list[Term]] = {}
    rows = Term.objects.held(day).writing().select_related("person", "institution")
    for term in rows.order_by("-role", "starts_on", "pk"):  # focal points before alternates, longest first
        terms.setdefault(term.institution_id, []).append(term)
    found: dict[int, list[Term]] = {}
    for key in institutions:
        found[key], level = [], key
        while level:
            found[key] += terms.get(level, [])
            level = parents.get(level)  # type: ignore[assignment]
    return found


def behind(institutions: Collection[int] | None = None) -> list[Behind]:
    """All that lies with somebody who has left, of these institutions or of all; few queries."""
    candidates = [
        Behind(carried, person, institution)
        for carried in CARRIED
        for person, institution in _not_at_home(carried, institutions)
    ]
    if not candidates:
        return []
    able = writers({one.institution for one in candidates}, timezone.localdate())
    return [one for one in candidates if one.person not in {term.person_id for term in able[one.institution]}]


def _not_at_home(carried: Carried, institutions: Collection[int] | None) -> Iterable[tuple[int, int]]:
    """Holder and institution of open work whose holder has no running term right there."""
    here = Term.objects.held(timezone.localdate()).writing()
    at_home = here.filter(person=OuterRef(carried.holder), institution=OuterRef(carried.institution))
    rows = carried.rows().filter(Q(**{f"{carried.holder}__isnull": False}), ~Exists(at_home))
    rows = rows.filter(
        **{f"{carried.holder}__role": ""}
    )  # what the secretariat enters lies with the secretariat
    if institutions is not None:
        rows = rows.filter(**{f"{carried.institution}__in": institutions})
    return rows.order_by().values_list(carried.holder, carried.institution)


def held_by(person: int, institutions: Collection[int]) -> list[tuple[Carried, int]]:
    """How much of each kind lies with this person at these institutions; kinds with nothing are left out."""
    counts = [(carried, carried.of(person, institutions).count()) for carried in CARRIED]
    return [(carried, count) for carried, count in counts if count]


def carry(person: int, to: int, institutions: Collection[int]) -> int:
    """Give all of it to somebody else; how many rows moved. Call it inside the act that says whose it is."""
    moved = 0
    for carried in CARRIED:
        keys = list(carried.of(person, institutions).values_list("pk", flat=True))
        model = carried.rows().model
        moved += model._default_manager.filter(pk__in=keys).update(**{carried.holder: to})
    return moved


def carry_typed(person: int, to: int, institutions: Collection[int]) -> list[list[Any]]:
    """Give the texts in typing along; which ones, so that an undo can give them back."""
    found: list[list[Any]] = []
    for model, institution in TYPED:
        keys = list(
            model.objects.filter(by=person, **{f"{institution}__in": institutions}).values_list(
                "pk", flat=True
            )
        )
        model.objects.filter(pk__in=keys).update(by=to)
        found += [[model._meta.label, key] for key in keys]
    return found


def give_back_typed(typed: Iterable[Any], person: int) -> None:
    """The other way round; what was let go meanwhile is gone."""
    models = {model._meta.label: model for model, _institution in TYPED}
    for label, model in models.items():
        keys = [key for name, key in typed if name == label]
        model.objects.filter(pk__in=keys).update(by=person)


def ministries_of(institution: int) -> set[int]:
    """It and all above it: whoever writes there can take its work over."""
    return {institution} | over({institution})
