"""A search as an answer for programs: its rows and counts, found in one statement as for the page."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from focal_points.facets import facets_of
from focal_points.filters import FILTERS, FLAGS
from focal_points.listing import page_of
from focal_points.models import SearchRow
from focal_points.search import Search
from nmrf.base.pagination import Pages

Lines = Callable[[QuerySet[SearchRow]], QuerySet[SearchRow]]


class FoundRows:
    """The rows of one page, and how many there are in all; what a paginator asks of a list."""

    def __init__(self, search: Search, number: str | None, size: int, lines: Lines) -> None:
        self.found, page = page_of(search, number, size, lines)
        self.rows = list(page.object_list)
        self.ordered = True

    def count(self) -> int:
        """All that are found."""
        return self.found.total

    def __len__(self) -> int:
        return self.found.total

    def __getitem__(self, wanted: slice) -> list[SearchRow]:
        return self.rows


def facets(search: Search, rows: FoundRows) -> dict[str, list[dict[str, Any]]]:
    """Filter → its values with their codes, names and counts under the other filters."""
    answer: dict[str, list[dict[str, Any]]] = {}
    for facet in facets_of(search, rows.found):
        for one in facet.options:
            value = {"code": one.value, "name": one.label, "count": one.count, "chosen": one.chosen}
            answer.setdefault(one.name, []).append(value)
    return answer


_VALUE_SCHEMA = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "As the filter takes it."},
        "name": {"type": "string"},
        "count": {"type": "integer", "description": "Recommendations it would leave."},
        "chosen": {"type": "boolean"},
    },
}
FACETS_SCHEMA = {
    "type": "object",
    "description": "With `facets=1`: each filter's values, counted under the other filters.",
    "properties": {
        name: {"type": "array", "items": _VALUE_SCHEMA} for name in (*FILTERS, *FLAGS) if name != "document"
    },
}


class FoundPages(Pages):
    """Pages of a search, with what else its answer says."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of the answer, for its description."""
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        described["properties"] |= {
            "asks": {"type": "integer", "description": "Distinct asks among all that is found."},
            "notes": {"type": "array", "items": {"type": "string"}, "description": "What was left out."},
            "facets": FACETS_SCHEMA,
        }
        return described
