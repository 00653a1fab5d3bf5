"""What a list can be narrowed by, as people read it: each facet with its values, counted by `found`."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from focal_points.filters import FILTERS, FLAGS
from focal_points.found import COUNTED, Found
from focal_points.labels import Label, labels
from focal_points.models import NationalNeed, Status
from focal_points.search import Search
from recommendations.models import Recommendation

NAMED = {
    "mechanism": "mechanism",
    "institution": "institution",
    "cluster": "cluster",
    "theme": "tag",
    "persons": "tag",
    "sdg": "tag",
    "right": "tag",
}
"""Facets whose values have names, and the kind of thing that they are."""


@dataclass(frozen=True)
class Option:
    """One value of a facet, as it stands in an address, with the count it would bring."""

    value: str
    label: str
    count: int
    chosen: bool
    name: str
    short: str = ""

    @property
    def selected(self) -> bool:
        """As components call it."""
        return self.chosen


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list."""

    name: str
    title: str
    options: list[Option]

    @property
    def is_open(self) -> bool:
        """Shown unfolded: where something is chosen, and the first ones."""
        return self.name in {"status", "mechanism", "institution"} or any(o.chosen for o in self.options)


def facets_of(search: Search, found: Found) -> list[Facet]:
    """Every facet that has something to offer, in the order of the page."""
    counts = {name: _with_chosen(search, name, found.counts.get(name, {})) for name in COUNTED}
    names = labels(_wanted(counts))
    facets = []
    for name in COUNTED:
        options = _options(search, name, counts[name], names)
        if options:
            facets.append(Facet(name, str(FILTERS[name].title), options))
    flags = [
        Option("1", str(title), found.counts.get(name, {}).get("true", 0), name in search.flags, name)
        for name, (title, _condition) in FLAGS.items()
    ]
    shown = [option for option in flags if option.count or option.chosen]
    if shown and search.is_home:
        facets.insert(3, Facet("work", _("Work on it"), shown))
    return facets


def _with_chosen(search: Search, name: str, counts: dict[str, int]) -> dict[str, int]:
    """What is chosen stays offered, though nothing may be left of it."""
    chosen = {str(choice.held) for choice in search.chosen_values.get(name, [])}
    return counts | {held: counts.get(held, 0) for held in chosen}


def _wanted(counts: dict[str, dict[str, int]]) -> dict[str, set[int]]:
    """Kind → keys of all that needs a name."""
    wanted: dict[str, set[int]] = {}
    for name, kind in NAMED.items():
        wanted.setdefault(kind, set()).update(int(key) for key in counts.get(name, {}))
    return wanted


def _options(
    search: Search, name: str, held: dict[str, int], names: dict[tuple[str, int], Label]
) -> list[Option]:
    chosen = {choice.code: choice for choice in search.chosen_values.get(name, [])}
    if name == "status":
        return [
            Option(code, str(Status(code).label), held[code], code in chosen, name, Status(code).short)
            for code in Status.values
            if code in held
        ]
    if name == "position":
        return [
            Option(code, str(Recommendation.Position(code).label), held[code], code in chosen, name)
            for code in Recommendation.Position.values
            if code in held
        ]
    if name == "need":
        return [
            Option(need.value, str(need.label), held[need.value], need.value in chosen, name)
            for need in NationalNeed.Kind
            if need.value in held
        ]
    if name in {"year", "cycle"}:
        numbers = sorted(held, key=int, reverse=name == "year")
        return [Option(number, number, held[number], number in chosen, name) for number in numbers]
    kind = NAMED[name]
    options = [
        Option(label.code, label.name, count, label.code in chosen, name)
        for key, count in held.items()
        if (label := names.get((kind, int(key))))
    ]
    return sorted(options, key=lambda option: (not option.chosen, -option.count, option.label))
