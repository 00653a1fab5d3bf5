"""The filters of every list of recommendations: their names in addresses, what they mean, what is chosen.

The names and codes are the same for page, download, feed, API and working list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.labels import Label, by_codes
from focal_points.models import NationalNeed, Status
from focal_points.models.status import NOTHING_LEFT
from recommendations.models import Document, Recommendation, Tag


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its code in the address, what the table holds for it, what people read."""

    code: str
    held: Any
    label: str


Find = Callable[[list[str]], dict[str, Choice]]


@dataclass(frozen=True)
class Filter:
    """One filter. `column` is the search table's; `find` turns codes into choices, without unknown ones."""

    name: str
    title: Any
    column: str
    find: Find
    is_array: bool = False

    def condition(self, choices: list[Choice]) -> Q:
        """Any of the chosen."""
        lookup = f"{self.column}__overlap" if self.is_array else f"{self.column}__in"
        return Q(**{lookup: [choice.held for choice in choices]})


@dataclass(frozen=True)
class Named:
    """Values that are things with a code and names: their kind, and what narrows it by a column."""

    thing: str
    fixed: Mapping[str, Any]

    def __call__(self, codes: list[str]) -> dict[str, Choice]:
        """The choices with these codes, without unknown ones."""
        return self.choices(codes, by_codes([("", self.thing, self.fixed, codes)]).get("", {}))

    @staticmethod
    def choices(codes: list[str], held: Mapping[str, Label]) -> dict[str, Choice]:
        """Code → choice, for those among `held`."""
        return {
            code: Choice(one.code, one.key, one.name) for code in codes if (one := held.get(code.upper()))
        }


def _named(thing: str, **fixed: Any) -> Find:
    return Named(thing, fixed)


def _listed(values: Any) -> Find:
    """Of a closed list."""

    def find(codes: list[str]) -> dict[str, Choice]:
        return {code: Choice(code, code, str(values(code).label)) for code in codes if code in values.values}

    return find


def _documents(codes: list[str]) -> dict[str, Choice]:
    """By symbol, or by the public id of one without."""
    wanted = {code: code.upper() for code in codes}
    ids = {code: public_id for code in codes if (public_id := _uuid(code))}
    rows = list(
        Document.objects.filter(Q(symbol__in=wanted.values(), symbol__gt="") | Q(public_id__in=ids.values()))
    )
    found: dict[str, Choice] = {}
    for code in codes:
        for row in rows:
            if wanted[code] == row.symbol or ids.get(code) == row.public_id:
                found[code] = Choice(code, row.pk, str(row))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _numbers(highest: int) -> Find:
    def find(codes: list[str]) -> dict[str, Choice]:
        good = [code for code in codes if code.isascii() and code.isdigit() and int(code[:6]) <= highest]
        return {code: Choice(code, int(code), code) for code in good if len(code) <= 5}

    return find


class _Positions:
    """The positions that can be filtered by; "" is none."""

    values = [value for value in Recommendation.Position.values if value]

    def __call__(self, code: str) -> Recommendation.Position:
        return Recommendation.Position(code)


FILTERS: dict[str, Filter] = {
    one.name: one
    for one in (
        Filter("status", _("Status"), "status", _listed(Status)),
        Filter("mechanism", _("Mechanism"), "mechanism", _named("mechanism")),
        Filter("institution", _("Institution"), "institutions", _named("institution"), is_array=True),
        Filter("cluster", _("Cluster"), "clusters", _named("cluster", archived_at=None), is_array=True),
        Filter("theme", _("Theme"), "themes", _named("tag", kind=Tag.Kind.THEME), is_array=True),
        Filter(
            "persons", _("People concerned"), "persons", _named("tag", kind=Tag.Kind.PERSONS), is_array=True
        ),
        Filter(
            "sdg", _("Sustainable Development Goal"), "sdgs", _named("tag", kind=Tag.Kind.SDG), is_array=True
        ),
        Filter("right", _("Right"), "rights", _named("tag", kind=Tag.Kind.RIGHT), is_array=True),
        Filter("need", _("Needed for it"), "needs", _listed(NationalNeed.Kind), is_array=True),
        Filter("position", _("Position of the State"), "upr_position", _listed(_Positions())),
        Filter("year", _("Year"), "year", _numbers(9999)),
        Filter("cycle", _("UPR cycle"), "cycle", _numbers(99)),
        Filter("document", _("Document"), "document", _documents),
    )
}


def find_all(wanted: Mapping[str, list[str]]) -> dict[str, dict[str, Choice]]:
    """Filter → code → choice, without unknown ones; what has names is read in one statement."""
    finders = {name: FILTERS[name].find for name in wanted}
    named = {name: find for name, find in finders.items() if isinstance(find, Named)}
    held = by_codes([(name, find.thing, find.fixed, wanted[name]) for name, find in named.items()])
    return {
        name: Named.choices(codes, held.get(name, {})) if name in named else finders[name](codes)
        for name, codes in wanted.items()
    }


def stale_before() -> date:
    """Verified before this day: old."""
    return timezone.localdate() - timedelta(days=settings.STALE_AFTER_DAYS)


def is_old(status: str, verified_on: date | None) -> bool:
    """As `stale`, of what one knows already."""
    return bool(verified_on and verified_on < stale_before() and status not in NOTHING_LEFT)


def stale() -> Q:
    """Old: not verified for a year, and something is left to be done. It turns so by itself, day by day."""
    return Q(verified_on__lt=stale_before()) & ~Q(status__in=NOTHING_LEFT)


NATIONAL = frozenset({"right", "need"})
"""Filters over what the house itself says: counted for its own State alone."""

FLAGS: dict[str, tuple[Any, Callable[[], Q]]] = {
    "stale": (_("Not updated for 12 months"), stale),
    "unassigned": (_("No institution yet"), lambda: Q(lead=None)),
}
"""Filters that are on or off: `stale=1`."""

ON = {"1", "true", "yes", "on"}
OFF = {"", "0", "false", "no", "off"}
