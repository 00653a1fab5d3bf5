"""Which recommendations an operation touched: for refreshing what is made of them when it is undone."""

from collections.abc import Iterable

from nmrf.base.services.putting_back import Touched
from recommendations.models import Recommendation


def recommendations_of(touched: Iterable[Touched]) -> set[int]:
    """Keys of the recommendations among these rows, and of those that the rows belong to."""
    keys: set[int] = set()
    for one in touched:
        if one.model is Recommendation:
            keys.add(one.pk)
        elif getattr(one.last, "recommendation_id", None):
            keys.add(one.last.recommendation_id)
    return keys
