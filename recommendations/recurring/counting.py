"""Distinct asks among recommendations: those that make one confirmed request count once."""

from typing import Any

from django.db.models import Count, QuerySet


def distinct_asks(recommendations: QuerySet[Any]) -> int:
    """How many distinct asks these recommendations make; one query."""
    counted = recommendations.order_by().aggregate(
        rows=Count("pk", distinct=True),
        members=Count("ask_member", distinct=True),
        groups=Count("ask_member__ask", distinct=True),
    )
    return int(counted["rows"] - counted["members"] + counted["groups"])
