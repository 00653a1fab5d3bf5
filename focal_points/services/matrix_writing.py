"""The State's own table, written: institutions, assignments, statuses with the day since when they hold."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from focal_points.models import (
    Assignment,
    ImplementationStatus,
    Institution,
    InstitutionName,
    ProposedStatus,
    SheetRun,
    Status,
    StatusUpdate,
    UpdateStep,
)
from focal_points.services.matrix_planning import REVIEW_AFTER, Plan
from nmrf.base.models import User
from recommendations.uhri.vocab import fold

BATCH = 500
_MINISTRY = re.compile(r"minist|وزار|министерств|部", re.I)


def institutions(plans: Sequence[Plan], language: str) -> dict[str, int]:
    """Make those that are new; folded name → key."""
    made: dict[str, int] = {}
    for given in (one for plan in plans for one in plan.assign if one.key is None):
        if fold(given.name) not in made:
            kind = Institution.Kind.MINISTRY if _MINISTRY.search(given.name) else Institution.Kind.OTHER
            one = Institution.objects.create(code=_free_code(given.name), kind=kind)
            InstitutionName.objects.create(institution=one, language=language, name=given.name[:300])
            made[fold(given.name)] = one.pk
    return made


def _free_code(name: str) -> str:
    stem = slugify(name)[:32].strip("-") or "institution"
    code, number = stem, 1
    while Institution.objects.filter(code=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return code


def assignments(plans: Sequence[Plan], made: dict[str, int], by: User | None) -> list[Assignment]:
    """Every institution that a row names and that does not answer for it yet."""
    now = timezone.now()
    rows = [
        Assignment(
            institution_id=one.key or made[fold(one.name)],
            recommendation_id=plan.row.recommendation_id,
            part_id=plan.row.payload.get("part"),
            role=one.role,
            due_on=plan.due_on,
            assigned_by=by,
            assigned_at=now,
        )
        for plan in plans
        for one in plan.assign
    ]
    return Assignment.objects.bulk_create(rows, batch_size=BATCH)


def statuses(run: SheetRun, plans: Sequence[Plan], by: User | None) -> list[ImplementationStatus]:
    """As they stand in the table: on its own basis, with where it stood, and what was done as the reason."""
    now = timezone.now()
    rows = [_status(run, plan, target, by, now) for plan in plans for target in plan.targets]
    # In the order of their days: whoever compares one with the one before it finds that there.
    return ImplementationStatus.objects.bulk_create(
        sorted(rows, key=lambda row: row.effective_on), batch_size=BATCH
    )


def _status(run: SheetRun, plan: Plan, target: int | None, by: User | None, now: Any) -> ImplementationStatus:
    at = plan.row.at
    source = at if at.startswith(run.source) else f"{run.source}: {at}"
    continuing = plan.status == Status.IMPLEMENTED_CONTINUING
    return ImplementationStatus(
        recommendation_id=plan.row.recommendation_id or 0,
        part_id=target,
        status=plan.status,
        effective_on=plan.on or timezone.localdate(now),
        recorded_at=now,
        next_review_on=timezone.localdate(now) + timedelta(days=REVIEW_AFTER) if continuing else None,
        reason=plan.action or _("The State's own table gives no more words."),
        basis=ImplementationStatus.Basis.OWN_TABLE,
        source=source[:300],
        verified_by=by,
        approved_by=run.by if by and run.by_id != by.pk else None,
    )


def proposals(run: SheetRun, plans: Sequence[Plan], by: User) -> tuple[int, list[dict[str, str]]]:
    """As what the lead institutions say: updates that wait for another person to verify them.

    Only the newest row of an assignment becomes one; where an update is open, or nobody leads, it is left.
    """
    left: list[dict[str, str]] = []
    leads = _leads(plans)
    newest: dict[int, Plan] = {}
    for plan in sorted(plans, key=lambda one: one.on or timezone.localdate()):
        place = (plan.row.recommendation_id, plan.row.payload.get("part"))
        lead = leads.get(place) or leads.get((plan.row.recommendation_id, None))
        if lead is None:
            left.append({"what": plan.row.title, "why": _("Nobody leads on it: its status was left.")})
        else:
            newest[lead] = plan
    taken = StatusUpdate.objects.filter(assignment__in=newest, state__in=StatusUpdate.OPEN)
    for key in taken.values_list("assignment_id", flat=True):
        left.append({"what": newest.pop(key).row.title, "why": _("An update on this is open: it was left.")})
    for key, plan in list(newest.items()):
        if _is_told(key, plan):
            del newest[key]
    _write_updates(run, newest, by)
    return len(newest), left


def _leads(plans: Sequence[Plan]) -> dict[tuple[Any, Any], int]:
    keys = {plan.row.recommendation_id for plan in plans}
    rows = Assignment.objects.current().leading().filter(recommendation__in=keys)
    return {(owner, part): key for owner, part, key in rows.values_list("recommendation_id", "part_id", "pk")}


def _is_told(assignment: int, plan: Plan) -> bool:
    """Whether the same was taken in before, whatever became of it."""
    told = StatusUpdate.objects.filter(assignment=assignment, period_to=plan.on, narrative=_words(plan))
    return told.exclude(state=StatusUpdate.State.WITHDRAWN).exists()


def _words(plan: Plan) -> str:
    return plan.action or _("The State's own table gives no more words.")


def _write_updates(run: SheetRun, newest: dict[int, Plan], by: User) -> None:
    now = timezone.now()
    updates = StatusUpdate.objects.bulk_create(
        StatusUpdate(
            assignment_id=key,
            state=StatusUpdate.State.SUBMITTED,
            author=by,
            submitted_by=by,
            submitted_at=now,
            language=by.language,
            period_from=plan.on,
            period_to=plan.on,
            narrative=_words(plan),
        )
        for key, plan in newest.items()
    )
    said = [
        (update, plan, target)
        for update, plan in zip(updates, newest.values(), strict=True)
        for target in plan.targets
        if plan.status != Status.NOT_ASSESSED
    ]
    ProposedStatus.objects.bulk_create(
        ProposedStatus(
            update=update,
            recommendation_id=plan.row.recommendation_id or 0,
            part_id=target,
            status=plan.status,
            effective_on=plan.on,
        )
        for update, plan, target in said
    )
    UpdateStep.objects.bulk_create(
        UpdateStep(
            update=update,
            action=UpdateStep.Action.SUBMITTED,
            by=by,
            at=now,
            comment=_("From the State's own table: %(source)s, %(at)s")
            % {"source": run.source, "at": plan.row.at},
        )
        for update, plan in zip(updates, newest.values(), strict=True)
    )
