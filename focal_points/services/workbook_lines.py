"""What stands here of an institution's assignments, line by line, as its workbook shows it.

One line is one recommendation or part of an assignment; the first of an assignment also carries what its
update says as a whole. As many queries for a thousand assignments as for one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Prefetch, Q
from django.utils import timezone

from focal_points.models import Assignment, Evidence, ImplementationStatus, StatusUpdate
from focal_points.services import targets
from focal_points.services.targets import Target
from focal_points.sheets import values, words
from focal_points.sheets.columns import FIELDS, OF_TARGET
from focal_points.sheets.stamps import RowStamp, digest
from nmrf.base.models import User

CLOSED = "-"  # before the key of an update that is over


@dataclass
class Here:
    """One assignment as it stands: its targets, its open update as this person sees it, or its last one."""

    assignment: Assignment
    targets: list[Target]
    update: StatusUpdate | None = None
    last: StatusUpdate | None = None
    is_hidden: bool = False
    starts_on: date = date.min
    verified: Mapping[str, ImplementationStatus] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Which update a workbook made now is made from."""
        if self.update:
            return self.update.public_id.hex
        return CLOSED + self.last.public_id.hex if self.last else ""

    def now(self, mark: str) -> StatusUpdate | None:
        """What a workbook with this mark is compared with: the open update, or one that ended since."""
        if self.update or self.last is None:
            return self.update
        return None if mark == CLOSED + self.last.public_id.hex else self.last

    def stamp(self, target: Target, is_first: bool) -> RowStamp:
        """What is written beside the line."""
        said = self.said(target, is_first, self.update)
        return RowStamp(
            self.assignment.institution_id,
            self.assignment.public_id,
            target.key,
            is_first,
            self.mark,
            self.update.version if self.update else 0,
            {name: sign for name, value in said.items() if (sign := digest(value))},
        )

    def said(self, target: Target, is_first: bool, update: StatusUpdate | None) -> dict[str, str]:
        """Field → value in its one form, of this line; where there is no update, as a new one begins."""
        found = dict.fromkeys((name for name in FIELDS if is_first or name in OF_TARGET), "")
        if update is None:
            if is_first:
                found |= {"is_public": words.PUBLIC, "period_from": self.starts_on.isoformat()}
                found |= self._still_to_do()
            return found
        proposal = next((one for one in update.proposals.all() if _key(one) == target.key), None)
        if proposal:
            found |= {name: _form(getattr(proposal, name)) for name in OF_TARGET}
        if is_first:
            found |= _whole(update)
        return found

    def _still_to_do(self) -> dict[str, str]:
        """The next step as it was last verified: a new update begins with it (`starting.draft`)."""
        last = self.last
        if last is None or last.state != StatusUpdate.State.VERIFIED or not last.next_step_on:
            return {}
        if last.next_step_on < timezone.localdate():
            return {}
        return {"next_step": _form(last.next_step), "next_step_on": last.next_step_on.isoformat()}


def _key(row: Any) -> str:
    return targets.key_of(row.recommendation_id, row.part_id)


def _whole(update: StatusUpdate) -> dict[str, str]:
    plain = (
        "narrative", "period_from", "period_to", "obstacles_said", "needs_said", "next_step", "next_step_on",
    )  # fmt: skip
    return {name: _form(getattr(update, name)) for name in plain} | {
        "obstacles": values.joined(one.kind for one in update.obstacles.all()),
        "needs": values.joined(one.kind for one in update.needs.all()),
        "links": values.joined(one.link for one in update.links),  # type: ignore[attr-defined]
        "is_public": words.PUBLIC if update.is_public else words.INTERNAL,
    }


def _form(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else values.lines(str(value))


def here(assignments: Iterable[Assignment], *, by: User) -> list[Here]:
    """Each assignment as it stands for this person, in the order given."""
    rows = list(assignments)
    keys = [row.pk for row in rows]
    own = targets.of_many(rows)
    seen = _updates(StatusUpdate.objects.visible_to(by).filter(assignment__in=keys))
    opened = {one.assignment_id: one for one in seen if one.state in StatusUpdate.OPEN}
    over: dict[int, StatusUpdate] = {}
    for one in seen:
        if one.state not in StatusUpdate.OPEN:
            over.setdefault(one.assignment_id, one)
    every = StatusUpdate.objects.filter(assignment__in=keys, state__in=StatusUpdate.OPEN)
    hidden = set(every.values_list("assignment_id", flat=True)) - opened.keys()
    starts = _starts(rows)
    verified = targets.verified(target for found in own.values() for target in found)
    return [
        Here(
            row,
            own[row.pk],
            opened.get(row.pk),
            over.get(row.pk),
            row.pk in hidden,
            starts[row.pk],
            verified,
        )
        for row in rows
    ]


def _updates(found: Any) -> list[StatusUpdate]:
    """Newest first; what was withdrawn, and notes that nothing was new, say nothing here."""
    silent = (StatusUpdate.State.WITHDRAWN, StatusUpdate.State.NOTED)
    rows = found.exclude(state__in=silent)
    # The open one and the last that is over: what is older is not asked for.
    over = rows.exclude(state__in=StatusUpdate.OPEN).order_by("assignment_id", "-started_at", "-pk")
    last = over.distinct("assignment_id").values("pk")
    links = Evidence.objects.filter(removed_at=None).exclude(link="")
    return list(
        rows.filter(Q(state__in=StatusUpdate.OPEN) | Q(pk__in=last))
        .select_related("author")
        .prefetch_related("proposals", "obstacles", "needs", Prefetch("evidence", links, to_attr="links"))
        .order_by("-started_at", "-pk")
    )


def _starts(rows: Collection[Assignment]) -> dict[int, date]:
    """When the next period of each begins; as `status_updates.next_period_starts` has it."""
    today = timezone.localdate()
    told = dict(
        StatusUpdate.objects.filter(assignment__in=[row.pk for row in rows])
        .exclude(state=StatusUpdate.State.WITHDRAWN)
        .order_by()
        .values_list("assignment_id")
        .annotate(last=Max("period_to"))
    )
    found = {}
    for row in rows:
        last = told.get(row.pk)
        first = last + timedelta(days=1) if last else timezone.localdate(row.assigned_at)
        found[row.pk] = min(first, today)
    return found
