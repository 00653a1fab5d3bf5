"""The list of assignments: what the address narrows it by, its order, and the columns it can show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.columns import Column
from focal_points.models import Assignment, Contest, Institution, StatusUpdate
from focal_points.rows import subject_of

SOON = 30
ABOUT = {
    "recommendation": (_("A whole recommendation"), Q(cluster=None, part=None)),
    "part": (_("A part"), Q(part__isnull=False)),
    "cluster": (_("A cluster"), Q(cluster__isnull=False)),
}
DUE: dict[str, tuple[Any, Callable[[], Q]]] = {
    "late": (_("Overdue"), lambda: Q(due_on__lt=timezone.localdate())),
    "soon": (
        _("Due within thirty days"),
        lambda: Q(
            due_on__range=(timezone.localdate(), timezone.localdate() + timedelta(days=SOON)),
        ),
    ),
    "none": (_("Without a date"), lambda: Q(due_on=None)),
}
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "due": (_("Soonest due first"), (F("due_on").asc(nulls_last=True), "pk")),
    "newest": (_("Newest first"), ("-assigned_at", "-pk")),
    "institution": (_("By institution"), ("institution__code", F("due_on").asc(nulls_last=True), "pk")),
    "silent": (_("Longest silent"), (F("said_at").asc(nulls_first=True), "pk")),
}
USUAL = ("institution", "role", "state", "due", "status", "said")
NAMES = ("institution", "role", "state", "about", "due", "without", "sort", "columns")
"""Everything that an address of the list may say; the rest is no part of a saved view."""


def usual_for(institutions: Sequence[Any]) -> tuple[str, ...]:
    """The columns at first: nobody needs to read the name of their one institution in every row."""
    return USUAL if len(institutions) != 1 else tuple(name for name in USUAL if name != "institution")


@dataclass
class Listed:
    """One reading of the address; what it does not understand it leaves aside."""

    query: QueryDict
    chosen: dict[str, str] = field(default_factory=dict)
    institution: Institution | None = None
    is_without: bool = False
    sort: str = "due"

    @classmethod
    def read(cls, query: QueryDict, user: Any) -> "Listed":
        """What is asked for; an institution that the person has no part in is none."""
        made = cls(query)
        for name, known in (
            ("role", Assignment.Role.values),
            ("state", Assignment.State.values),
            ("about", ABOUT),
            ("due", DUE),
        ):
            if (value := query.get(name, "")) in known:
                made.chosen[name] = value
        if code := query.get("institution", "").replace("\x00", ""):
            rows = Institution.objects if user.is_house else Institution.objects.of(user)
            made.institution = rows.filter(code=code).first()
        made.is_without = "update" in query.getlist("without")
        made.sort = query.get("sort", "") if query.get("sort", "") in SORTS else "due"
        return made

    def rows(self, user: Any) -> QuerySet[Assignment]:
        """What this person may see of it, in order, with what its columns show."""
        rows = Assignment.objects.visible_to(user).for_list()
        state = self.chosen.get("state")
        rows = rows.filter(state=state) if state else rows.current()
        if role := self.chosen.get("role"):
            rows = rows.filter(role=role)
        if about := self.chosen.get("about"):
            rows = rows.filter(ABOUT[about][1])
        if due := self.chosen.get("due"):
            rows = rows.filter(DUE[due][1]())
        if self.institution:
            rows = rows.filter(institution=self.institution)
        left = StatusUpdate.objects.filter(assignment=OuterRef("pk"), submitted_at__isnull=False)
        if self.is_without:
            rows = rows.filter(~Exists(left))
        said = left.order_by().values("assignment").annotate(at=Max("submitted_at")).values("at")
        opened = Contest.objects.filter(assignment=OuterRef("pk"), is_upheld=None).values("at")[:1]
        return (
            rows.select_related("recommendation__search_row")
            .annotate(said_at=Subquery(said), contested_at=Subquery(opened))
            .order_by(*SORTS[self.sort][1])
        )

    def address(self) -> str:
        """The query string of this list, without page; begins with `?`."""
        return "?" + canonical(self.query)


def canonical(query: QueryDict) -> str:
    """What of an address belongs to the list."""
    kept = QueryDict(mutable=True)
    for name in NAMES:
        values = [value.replace("\x00", "")[:120] for value in query.getlist(name)[:40] if value.strip()]
        if values:
            kept.setlist(name, values)
    return str(kept.urlencode())


def decided_by(contested_at: Any) -> Any:
    """The day by which the secretariat decides on a contest of that moment."""
    return timezone.localdate(contested_at) + timedelta(days=settings.CONTEST_DECIDED_WITHIN_DAYS)


def status_of(one: Assignment) -> str:
    """The verified status of the recommendation it is about; nothing for a part or a cluster."""
    row = getattr(one.recommendation, "search_row", None) if one.recommendation else None
    if row is None or one.part_id:
        return ""
    return str(row.status)


COLUMNS: tuple[Column, ...] = (
    Column("institution", _("Institution"), lambda one, names: str(one.institution)),
    Column("role", _("Role"), lambda one, names: str(one.get_role_display())),
    Column("state", _("Answer"), lambda one, names: str(one.get_state_display())),
    Column("due", _("Due"), lambda one, names: one.due_on),
    Column("status", _("Verified now"), lambda one, names: status_of(one), is_status=True),
    Column(
        "said",
        _("Last update handed in"),
        lambda one, names: timezone.localdate(one.said_at) if one.said_at else None,
    ),
    Column("given", _("Given"), lambda one, names: timezone.localdate(one.assigned_at)),
    Column(
        "mechanism",
        _("Mechanism"),
        lambda one, names: str(one.recommendation.document.mechanism) if one.recommendation else "",
    ),
    Column(
        "decide",
        _("Contest to be decided by"),
        lambda one, names: decided_by(one.contested_at) if one.contested_at else None,
    ),
    Column("note", _("Note to the institution"), lambda one, names: one.note),
)
ALWAYS: tuple[Column, ...] = (
    Column("record", _("Record"), lambda one, names: str(one.public_id)),
    Column(
        "reference",
        _("Reference"),
        lambda one, names: one.recommendation.reference if one.recommendation else one.cluster.code,
    ),
    Column("subject", _("About"), lambda one, names: subject_of(one)),
)
"""What every download begins with: on the page it is the first column."""
