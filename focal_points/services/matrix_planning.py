"""What would come of the rows of the State's own table, beside what stands here. Nothing is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from focal_points.models import Assignment, ImplementationStatus, Institution, SheetRow, Status
from focal_points.services.matrix_mapping import NEW, NOTHING, TableSaid
from focal_points.services.matrix_names import Names
from recommendations.models import Part
from recommendations.uhri.vocab import fold

Role = Assignment.Role
STAND, PROPOSED, NONE = "stand", "proposed", "none"
REVIEW_AFTER = 365  # days; a continuing duty is looked at again within two years


@dataclass
class Given:
    """One institution for a recommendation: by its key, or by the name it will be made with."""

    name: str
    key: int | None
    role: str


@dataclass
class Plan:
    """What one row adds: institutions, and a status for the recommendation or each of its parts."""

    row: SheetRow
    assign: list[Given] = field(default_factory=list)
    targets: list[int | None] = field(default_factory=list)
    status: str = ""
    on: date | None = None
    due_on: date | None = None
    action: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def adds(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.assign or self.targets)

    @property
    def shown(self) -> dict[str, Any]:
        """As the preview shows it."""
        return {
            "assign": [[one.name, one.role, one.key is None] for one in self.assign],
            "status": self.status if self.targets else "",
            "parts": len([one for one in self.targets if one]),
            "on": self.on.isoformat() if self.on else "",
            "notes": self.notes,
        }


class Planner:
    """One look at what stands here of the recommendations that rows are about."""

    def __init__(self, rows: Sequence[SheetRow], mapping: TableSaid, names: Names, source: str) -> None:
        self.mapping, self.names, self.source = mapping, names, source
        keys = {row.recommendation_id for row in rows if row.recommendation_id}
        self.standing: dict[tuple[int, int | None], dict[int | str, str]] = defaultdict(dict)
        self.leads: dict[tuple[int, int | None], int | str] = {}
        self.new_names: dict[str, str] = {}  # of institutions that are to be made, by their folded names
        for one in Assignment.objects.current().filter(recommendation__in=keys):
            place = (one.recommendation_id or 0, one.part_id)
            self.standing[place][one.institution_id] = one.role
            if one.is_lead:
                self.leads[place] = one.institution_id
        self.parts: dict[int, list[int]] = defaultdict(list)
        for owner, part in (
            Part.objects.standing().filter(recommendation__in=keys).values_list("recommendation_id", "pk")
        ):
            self.parts[owner].append(part)
        statuses = ImplementationStatus.objects.filter(recommendation__in=keys)
        self.known: dict[tuple[tuple[int, int | None], date], str] = {
            ((owner, part), on): status
            for owner, part, on, status in statuses.order_by("retracted_at").values_list(
                "recommendation_id", "part_id", "effective_on", "status"
            )
        }

    def plan(self, row: SheetRow) -> Plan:
        """What the row adds. Rows before it count as written."""
        said, owner = row.payload["said"], row.recommendation_id or 0
        part = row.payload.get("part")
        found = Plan(row, status=said["status"], action=said["action"])
        found.on = date.fromisoformat(said["on"]) if said["on"] else None
        found.due_on = date.fromisoformat(said["due_on"]) if said["due_on"] else None
        for name in said["unknown"]:
            found.notes.append(_("“%(name)s” is no institution here: it is left out.") % {"name": name})
        self._institutions(found, (owner, part), said)
        self._status(found, owner, part)
        return found

    def _institutions(self, found: Plan, place: tuple[int, int | None], said: dict[str, Any]) -> None:
        given = [(said["lead"], Role.LEAD)] if said["lead"] else []
        given += [(name, Role.SUPPORTING) for name in said["supporting"]]
        for name, role in given:
            key = self.key_of(name)
            if key is None:
                continue
            here, lead = self.standing[place].get(key), self.leads.get(place)
            if here is not None:
                if here != role and role == Role.LEAD:
                    found.notes.append(_("%(name)s supports already; it stays so.") % {"name": name})
                continue
            if role == Role.LEAD and lead is not None:
                other = self.names.labels.get(lead, "") if isinstance(lead, int) else self.new_names[lead]
                note = _("The table names %(name)s; %(other)s leads already, and that stays.")
                note %= {"name": name, "other": other}
                found.notes.append(note)
                continue
            if isinstance(key, str):
                self.new_names.setdefault(key, name)
            self.standing[place][key] = role
            if role == Role.LEAD:
                self.leads[place] = key
            found.assign.append(Given(name, key if isinstance(key, int) else None, role))

    def key_of(self, name: str) -> int | str | None:
        """The institution's key; its folded name where it is to be made; None where it is left out."""
        said = self.mapping.institutions.get(fold(name))
        if said == NOTHING:
            return None
        known = self.names.of(name) if said in (None, NEW) else self.names.by_code.get(fold(said or ""))
        return known or (fold(name) if said == NEW else None)

    def _status(self, found: Plan, owner: int, part: int | None) -> None:
        """The whole's status is that of each part, where the recommendation was divided since."""
        if found.on is None or not (found.status or found.action):
            return
        status = found.status or Status.NOT_ASSESSED
        targets: list[int | None] = [part] if part else list(self.parts[owner]) or [None]
        for target in targets:
            known = self.known.setdefault(((owner, target), found.on), "")
            if known == status:
                continue
            if known:
                found.notes.append(
                    _("Of this day another status is known here: %(status)s. It stays.")
                    % {"status": Status(known).label}
                )
                continue
            self.known[(owner, target), found.on] = status
            found.targets.append(target)
        found.status = status


def institutions_by_key() -> dict[int, Institution]:
    """Every institution that is not closed, with names."""
    return {one.pk: one for one in Institution.objects.current().for_list()}
