"""That a recommendation needs a law or money: marked by the secretariat, one by one or for a selection."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.models import NationalNeed
from focal_points.permissions import Can
from focal_points.services import search_table
from nmrf.base import history
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations.models import Recommendation
from recommendations.services.touching import recommendations_of

KIND = "need.mark"


@transaction.atomic
def mark(*, recommendation: Recommendation, kinds: Iterable[str], by: User, door: str = "") -> None:
    """Make exactly these the needs of one recommendation."""
    require(by, Can.MARK_NEEDS, recommendation)
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    wanted = {NationalNeed.Kind(kind) for kind in kinds}
    with history.recorded(by=by, action="need.mark", door=door):
        standing = set(recommendation.national_needs.values_list("kind", flat=True))
        recommendation.national_needs.exclude(kind__in=wanted).delete()
        NationalNeed.objects.bulk_create(
            NationalNeed(recommendation=recommendation, kind=kind) for kind in sorted(wanted - standing)
        )
        search_table.refresh([recommendation.pk])


@transaction.atomic
def mark_many(*, recommendations: Iterable[Recommendation], need: str, by: User, door: str = "") -> Operation:
    """Mark a whole selection; those marked already, or of other States, are left and listed."""
    require(by, Can.MARK_NEEDS)
    keys = {one.pk for one in recommendations}
    chosen = list(Recommendation.objects.filter(pk__in=keys).select_related("document"))
    marked = set(
        NationalNeed.objects.filter(recommendation__in=keys, kind=need).values_list(
            "recommendation_id", flat=True
        )
    )
    new = [one for one in chosen if one.is_home and one.pk not in marked]
    skipped = [
        {
            "what": str(one),
            "why": _("Marked already.") if one.is_home else _("Not addressed to this State."),
        }
        for one in chosen
        if not one.is_home or one.pk in marked
    ]
    word = NationalNeed.Kind(need).label
    label = ngettext(
        "Marked that %(count)s recommendation needs %(what)s",
        "Marked that %(count)s recommendations need %(what)s",
        len(new),
    ) % {"count": len(new), "what": word}
    operation = operations.begin(kind=KIND, label=label[:300], by=by)
    with history.recorded(by=by, action="need.mark", door=door, operation=operation.pk):
        write(new, need)
    return operations.note(operation, size=len(new), skipped=skipped)


def write(recommendations: Iterable[Recommendation], need: str) -> None:
    """The rows themselves, inside somebody's act."""
    rows = [NationalNeed(recommendation=one, kind=need) for one in recommendations]
    NationalNeed.objects.bulk_create(rows, batch_size=500)
    search_table.refresh([row.recommendation_id for row in rows])


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take the marks away again; what somebody touched since stays."""
    require(by, Can.MARK_NEEDS)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    search_table.refresh(touched)
    return undone
