"""What the working list of recommendations can show."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from focal_points.columns import Column
from focal_points.models import Assignment, Institution, SearchRow, Status, Trend
from recommendations.models import Cluster, Recommendation

USUAL = ("lead", "status", "verified_on")


class Names:
    """What rows hold as numbers, by name; and the days given to those who lead. Read once a list."""

    def __init__(self, rows: Iterable[SearchRow] | None = None) -> None:
        self._rows = None if rows is None else list(rows)

    @cached_property
    def institutions(self) -> dict[int, Institution]:
        """All institutions."""
        return Institution.objects.for_list().in_bulk()

    @cached_property
    def clusters(self) -> dict[int, Cluster]:
        """All clusters."""
        return Cluster.objects.prefetch_related("texts").in_bulk()

    @cached_property
    def due(self) -> dict[int, Any]:
        """Recommendation → the soonest day given to whoever leads."""
        leads = Assignment.objects.current().leading().exclude(due_on=None).exclude(recommendation=None)
        if self._rows is not None:
            leads = leads.filter(recommendation__in=[row.pk for row in self._rows])
        found: dict[int, Any] = {}
        for key, due in leads.order_by("-due_on").values_list("recommendation_id", "due_on"):
            found[key] = due
        return found


def _joined(keys: Iterable[int], things: dict[int, Any]) -> str:
    return "; ".join(str(things[key]) for key in keys if key in things)


def _text(row: SearchRow) -> str:
    original = row.recommendation.original
    return original.text if original else ""


COLUMNS: tuple[Column, ...] = (
    Column("lead", _("Lead"), lambda row, names: _joined([row.lead] if row.lead else [], names.institutions)),
    Column(
        "others",
        _("Other institutions"),
        lambda row, names: _joined([key for key in row.institutions if key != row.lead], names.institutions),
    ),
    Column("status", _("Verified now"), lambda row, names: row.status, is_status=True),
    Column("verified_on", _("Verified on"), lambda row, names: row.verified_on),
    Column("status_on", _("In force since"), lambda row, names: row.status_on),
    Column("trend", _("Trend"), lambda row, names: str(Trend(row.trend).label) if row.trend else ""),
    Column("due", _("Due"), lambda row, names: names.due.get(row.pk)),
    Column("clusters", _("Clusters"), lambda row, names: _joined(row.clusters, names.clusters)),
    Column("mechanism", _("Mechanism"), lambda row, names: str(row.recommendation.document.mechanism)),
    Column("year", _("Year"), lambda row, names: row.year),
    Column(
        "position",
        _("Position of the State"),
        lambda row, names: str(Recommendation.Position(row.upr_position).label) if row.upr_position else "",
    ),
    Column("followup", _("Follow-up due"), lambda row, names: row.recommendation.followup_due_on),
    Column("parts", _("Parts"), lambda row, names: len(row.statuses) if len(row.statuses) > 1 else None),
    Column("text", _("Text"), lambda row, names: _text(row)),
)

ALWAYS: tuple[Column, ...] = (
    Column("record", _("Record"), lambda row, names: str(row.recommendation.public_id)),
    Column("document", _("Document"), lambda row, names: str(row.recommendation.document)),
    Column("paragraph", _("Paragraph"), lambda row, names: row.recommendation.paragraph),
    Column("title", _("Recommendation"), lambda row, names: row.recommendation.name),
)
"""What every download begins with: on the page it is the first column."""


def status_word(code: str) -> str:
    """In the reader's language."""
    return str(Status(code).label)
