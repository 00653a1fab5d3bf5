"""Which recommendations an operation touched: for refreshing what is made of them when it is undone."""

from nmrf.base.models import Operation
from nmrf.base.services import operations
from recommendations.models import Recommendation


def recommendations_of(operation: Operation) -> set[int]:
    """Keys of the recommendations whose rows, or whose rows' recommendation, the operation wrote."""
    keys: set[int] = set()
    for touched in operations.touched_by(operation):
        if touched.model is Recommendation:
            keys.add(touched.pk)
        elif getattr(touched.last, "recommendation_id", None):
            keys.add(touched.last.recommendation_id)
    return keys
