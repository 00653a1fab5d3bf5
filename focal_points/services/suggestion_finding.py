"""Finds suggestions for one State's recommendations and keeps them; what was decided is left alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from focal_points.models import Suggestion
from focal_points.services import suggestion_switch
from focal_points.services.suggestion_material import Material, gather
from focal_points.services.suggestion_tasks import rights_by_theme, tasks_of, told_in_updates
from focal_points.suggesting import need_words
from focal_points.suggesting.engine import suggest
from focal_points.suggesting.things import Found, Measured, Proposal, Reason
from recommendations.models import Tag

Kind = Suggestion.Kind
Note = Callable[[int, int], None]
BATCH = 1_000
COLUMN = {
    Kind.CLUSTER: "cluster_id",
    Kind.LEAD: "institution_id",
    Kind.SUPPORTING: "institution_id",
    Kind.THEME: "tag_id",
    Kind.PERSONS: "tag_id",
    Kind.SDG: "tag_id",
    Kind.RIGHT: "tag_id",
}


@dataclass
class Outcome:
    """What one look found."""

    stored: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)


def find(*, iso3: str, note: Note | None = None) -> Outcome:
    """Look through everything addressed to this State. Keeping alone needs a transaction.

    Raises NotNow where the house has switched suggestions off.
    """
    suggestion_switch.require_on()
    material = gather(iso3)
    tasks = tasks_of(material)
    found = suggest([*material.asked, *material.others], material.asked, tasks, note)
    _needs_told(material, found)
    if material.is_home:
        found[Kind.RIGHT] = Found(list(_rights(material)))
    rows = [_row(kind, proposal) for kind, of_kind in found.items() for proposal in of_kind.proposals]
    stored = _keep(material, rows, [*found])
    return Outcome(
        len(stored),
        dict(Counter(row.kind for row in stored)),
        {kind: of_kind.measured for kind, of_kind in found.items()},
    )


def _needs_told(material: Material, found: dict[str, Found]) -> None:
    """Needs told in an update; while nothing is learned, also those that lists of words find."""
    for kind in (Kind.LAW, Kind.BUDGET):
        if kind not in found:
            continue
        said, _quiet = told_in_updates(material, kind)
        found[kind].proposals += [
            Proposal(key, kind, 1.0, True, Suggestion.Basis.LEARNED, (Reason(key, ()),)) for key in said
        ]
        if not found[kind].measured.is_better:
            rest = [thing for thing in material.asked if thing.key not in said]
            found[kind].proposals += need_words.proposals(kind, rest)


def _rights(material: Material) -> Iterator[Proposal]:
    """The rights under whose themes a recommendation is filed, where no right is on it yet."""
    rights = rights_by_theme()
    held = material.tags.get(Tag.Kind.RIGHT, {})
    for thing in material.asked:
        if thing.key not in held:
            for right in sorted({one for theme in thing.hints for one in rights.get(theme, ())}):
                yield Proposal(thing.key, right, 0.0, False, Suggestion.Basis.THEMES)


def _row(kind: str, proposal: Proposal) -> Suggestion:
    column = COLUMN.get(Kind(kind))
    target: dict[str, Any] = {column: proposal.label} if column else {}
    return Suggestion(
        recommendation_id=proposal.key,
        kind=kind,
        strength=Suggestion.Strength.LIKELY if proposal.is_likely else Suggestion.Strength.POSSIBLE,
        score=round(proposal.score, 4),
        basis=proposal.basis,
        reasons=[_reason(reason) for reason in proposal.reasons],
        **target,
    )


def _reason(reason: Reason) -> dict[str, Any]:
    return {"recommendation": reason.key, "words": list(reason.words)}


@transaction.atomic
def _keep(material: Material, rows: list[Suggestion], kinds: list[str]) -> list[Suggestion]:
    """Open ones become these, and are answered; what somebody decided on stays decided."""
    standing = Suggestion.objects.filter(recommendation__in=material.keys, kind__in=kinds)
    decided = {_pair(row) for row in standing.exclude(state=Suggestion.State.OPEN).select_for_update()}
    wanted = {_pair(row): row for row in rows if _pair(row) not in decided}
    before = {_pair(row): row for row in standing.open().select_for_update()}
    gone = [row.pk for pair, row in before.items() if pair not in wanted]
    Suggestion.objects.filter(pk__in=gone).delete()
    changed = []
    for pair, row in before.items():
        new = wanted.get(pair)
        if new and any(getattr(row, name) != getattr(new, name) for name in _FOUND):
            for name in _FOUND:
                setattr(row, name, getattr(new, name))
            changed.append(row)
    Suggestion.objects.bulk_update(changed, _FOUND, batch_size=BATCH)
    added = [row for pair, row in wanted.items() if pair not in before]
    Suggestion.objects.bulk_create(added, batch_size=BATCH, ignore_conflicts=True)
    return list(wanted.values())


_FOUND = ("strength", "score", "basis", "reasons")


def _pair(row: Suggestion) -> tuple[Any, ...]:
    return (row.recommendation_id, row.kind, row.cluster_id, row.institution_id, row.tag_id)
