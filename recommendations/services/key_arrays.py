"""Thousands of keys handed to the database as one array: a list of parameters costs more than the answer."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def among(keys: Iterable[int]) -> RawSQL:
    """For `filter(field__in=among(keys))`, however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"])
