"""One act on many recommendations: an operation that says how much it did and what it left; with undo."""

from collections.abc import Callable, Iterable

from django.db import transaction

from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Recommendation
from recommendations.permissions import Can
from recommendations.services.touching import recommendations_of

Skipped = list[dict[str, str]]
Why = Callable[[Recommendation], str]


def chosen(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """Each once, locked, with what naming and judging them takes."""
    keys = {recommendation.pk for recommendation in recommendations}
    rows = Recommendation.objects.filter(pk__in=keys).select_related("document__mechanism")
    return list(rows.select_for_update(of=("self",)).in_document_order())


def sorted_out(rows: Iterable[Recommendation], why: Why) -> tuple[list[Recommendation], Skipped]:
    """Those to work on, and those to leave with the reason; `why` answers nothing for the first."""
    wanted: list[Recommendation] = []
    skipped: Skipped = []
    for row in rows:
        if reason := why(row):
            skipped.append({"what": str(row), "why": reason})
        else:
            wanted.append(row)
    return wanted, skipped


def noted(operation: Operation, *, size: int, skipped: Skipped) -> Operation:
    """Say on the operation how much it was and what it left."""
    operation.size, operation.skipped = size, skipped
    operation.save(update_fields=["size", "skipped"])
    return operation


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Undo an entering, a statement of positions or a marking; what was touched since stays and is listed."""
    require(by, Can.EDIT_REGISTER)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(Recommendation.objects.filter(pk__in=touched).values_list("pk", flat=True))
    return undone
