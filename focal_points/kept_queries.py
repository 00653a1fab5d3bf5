"""Reads a kept query string as the search it stands for: what is saved, told of, and shown under a name."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from focal_points.models import SearchRow
from focal_points.search import Search
from focal_points.working import WorkingSearch
from nmrf.base.errors import Invalid

LONGEST = 4_000
NOT_PART_OF_IT = ("page", "pick", "scope", "done", "csrfmiddlewaretoken")


def read(query: str, person: Any) -> Search:
    """The search, as this person's own."""
    return WorkingSearch.from_query(QueryDict(query), person)


def matching(query: str, person: Any) -> tuple[QuerySet[SearchRow], list[str]]:
    """What it finds today, and what of it is not known any more."""
    search = read(query, person)
    return search.matching(), search.notes


def canonical(query: str, person: Any) -> str:
    """The query string without what is no part of the search. Raises Invalid where it is not understood."""
    asked = QueryDict(query.lstrip("?")[: 4 * LONGEST], mutable=True)
    for name in NOT_PART_OF_IT:
        asked.pop(name, None)
    search = WorkingSearch.from_query(asked, person)
    kept = search.query.urlencode()
    if len(kept) > LONGEST:
        raise Invalid(_("This search is too long to be kept. Narrow it by fewer values."))
    if search.notes:
        said = _("A part of this search is not understood, so it was not saved:")
        raise Invalid(" ".join([said, *search.notes]))
    return kept
