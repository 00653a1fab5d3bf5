"""What of UHRI waits for the secretariat: rows with a column `since`, the oldest first."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from recommendations.models import ImportConflict, ImportRun, Replacement, StagedRecord


def imports() -> QuerySet[ImportRun]:
    """Scheduled imports of which something was not written."""
    waits = StagedRecord.objects.filter(run=OuterRef("pk"), settled=StagedRecord.Settled.WAITS)
    to_confirm = Q(state=ImportRun.State.PREVIEW, is_scheduled=True)
    rows = ImportRun.objects.filter(to_confirm | Q(state=ImportRun.State.APPLIED) & Q(Exists(waits)))
    return rows.annotate(since=TruncDate("at")).order_by("at", "pk")


def conflicts() -> QuerySet[ImportConflict]:
    """Those that nobody decided."""
    rows = ImportConflict.objects.open().for_list()
    return rows.annotate(since=TruncDate("found_at")).order_by("found_at", "pk")


def replacements() -> QuerySet[Replacement]:
    """Proposals that nobody decided."""
    rows = Replacement.objects.waiting().for_list()
    return rows.annotate(since=TruncDate("found_at")).order_by("found_at", "pk")
