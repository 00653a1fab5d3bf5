"""Everything that a row is counted under, as numbers in one array: one pass over what is found counts it all.

A number is the value's key times sixteen and the place of its facet. The array is made by the database from
other columns (`search_facets`, a function of `migrations/_search.py`), so that it cannot differ from them.
The numbers stand in stored rows: add to these tables, and never change what one of them means.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func

PLACES = {
    "status": 1,
    "mechanism": 2,
    "institution": 3,
    "cluster": 4,
    "theme": 5,
    "persons": 6,
    "sdg": 7,
    "right": 8,
    "need": 9,
    "position": 10,
    "year": 11,
    "cycle": 12,
}
KEYS = {
    "status": (
        *("implemented", "implemented_continuing", "partially_implemented", "in_progress", "not_started"),
        *("not_implemented", "no_longer_applicable", "not_assessed"),
    ),
    "need": ("law", "budget"),
    "position": ("supported", "noted", "pending"),
}
"""Values that are words: their keys count from one."""
COLUMNS = (
    *("status", "mechanism", "institutions", "clusters", "themes", "persons", "sdgs", "rights"),
    *("needs", "upr_position", "year", "cycle"),
)
_BY_PLACE = {place: name for name, place in PLACES.items()}


def facets_field() -> models.GeneratedField:
    """The column of the search table."""
    numbers: Any = ArrayField(models.BigIntegerField())
    made = Func(*COLUMNS, function="search_facets", output_field=numbers)
    return models.GeneratedField(expression=made, output_field=numbers, db_persist=True)


def number(name: str, held: Any) -> int:
    """As the array has it: the reverse of `read`, of a value as its column holds it."""
    return (KEYS[name].index(held) + 1 if name in KEYS else int(held)) << 4 | PLACES[name]


def read(number: int) -> tuple[str, str]:
    """The facet, and its value as the facet's own column holds it, in letters."""
    name, key = _BY_PLACE[number & 15], number >> 4
    return name, KEYS[name][key - 1] if name in KEYS else str(key)
