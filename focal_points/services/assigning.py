"""Giving recommendations to institutions: one by one, or a whole selection as one operation with undo."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from focal_points.models import Assignment, Institution, StatusUpdate, UpdateStep
from focal_points.permissions import Can
from focal_points.services import search_table, telling
from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow, StaleEdit
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations.models import Cluster, Part, Recommendation
from recommendations.services.touching import recommendations_of

Role = Assignment.Role
KIND = "assignment.assign_many"


@transaction.atomic
def assign(
    *,
    institution: Institution,
    role: str,
    by: User,
    recommendation: Recommendation | None = None,
    part: Part | None = None,
    cluster: Cluster | None = None,
    due_on: date | None = None,
    note: str = "",
    at: datetime | None = None,
    door: str = "",
) -> Assignment:
    """Make an institution answer for a recommendation, one part of it, or a cluster.

    The same again is harmless and answers with what stands. Raises NotNow when another institution
    leads already, or when this one has the other role.
    """
    require(by, Can.ASSIGN)
    _check_subject(institution, recommendation, part, cluster)
    _lock(recommendation, cluster)
    standing = Assignment.objects.current().filter(recommendation=recommendation, part=part, cluster=cluster)
    own = standing.filter(institution=institution).first()
    if own and own.role == role:
        return own
    if own:
        raise NotNow(
            _("%(institution)s is %(role)s already. Withdraw that first.")
            % {"institution": institution, "role": own.get_role_display()},
            code="other_role",
        )
    lead = standing.leading().select_related("institution").first() if role == Role.LEAD else None
    if lead:
        raise NotNow(
            _("%(institution)s leads already. Withdraw that first.") % {"institution": lead.institution},
            code="has_lead",
        )
    try:
        with (
            transaction.atomic(),
            history.recorded(by=by, action="assignment.assign", door=door, at=_iso(at)),
        ):
            made = Assignment.objects.create(
                institution=institution,
                role=role,
                recommendation=recommendation,
                part=part,
                cluster=cluster,
                due_on=due_on,
                note=note.strip(),
                assigned_by=by,
                assigned_at=at or timezone.now(),
            )
            _refresh([made])
    except IntegrityError:
        raise NotNow(_("Somebody assigned it a moment ago. Look again."), code="has_lead") from None
    transaction.on_commit(partial(telling.assigned, made))
    return made


@transaction.atomic
def assign_many(
    *,
    recommendations: Iterable[Recommendation],
    by: User,
    lead: Institution | None = None,
    supporting: Sequence[Institution] = (),
    due_on: date | None = None,
    note: str = "",
    at: datetime | None = None,
    door: str = "",
    within: Operation | None = None,
) -> Operation:
    """Assign a whole selection in one act; what has a lead keeps it, and is listed in `operation.skipped`.

    `within`: an operation that this is a part of, and undone with.
    """
    require(by, Can.ASSIGN)
    if lead is None and not supporting:
        raise Invalid(_("Choose an institution."), fields={"lead": _("Choose who leads, or who supports.")})
    for institution in [lead, *supporting]:
        _check_institution(institution)
    keys = {recommendation.pk for recommendation in recommendations}
    chosen = list(
        Recommendation.objects.filter(pk__in=keys)
        .select_related("document")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    rows, skipped = _rows_for(chosen, lead, [i for i in supporting if i != lead])
    for row in rows:
        row.due_on, row.note, row.assigned_by = due_on, note.strip(), by
        row.assigned_at = at or timezone.now()
    operation = within or operations.begin(kind=KIND, label=_label(rows, lead, supporting), by=by)
    with history.recorded(
        by=by, action="assignment.assign_many", door=door, operation=operation.pk, at=_iso(at)
    ):
        Assignment.objects.bulk_create(rows, batch_size=500)
        _refresh(rows)
    operations.note(operation, size=len(rows), skipped=skipped)
    transaction.on_commit(partial(telling.assigned_many, rows, operation))
    return operation


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Take a whole act back. Assignments touched since, or with an update on them, stay and are listed."""
    require(by, Can.UNDO_ASSIGNMENTS, operation)
    touched = operations.touched_by(operation)
    institutions = {one.last.institution_id for one in touched if one.model is Assignment}
    undone = operations.undo(operation=operation, by=by, door=door)
    search_table.refresh(recommendations_of(touched))
    transaction.on_commit(partial(telling.taken_back, institutions, undone))
    return undone


@transaction.atomic
def withdraw(*, assignment: Assignment, because: str, by: User, door: str = "") -> Assignment:
    """The institution no longer answers for it. What it wrote and has not handed in is closed with it.

    Raises NotNow while an update waits for the secretariat: that is decided first.
    """
    require(by, Can.ASSIGN, assignment)
    because = because.strip()
    if not because:
        raise Invalid(_("Say why."), fields={"because": _("Say why it is withdrawn.")})
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.state == Assignment.State.WITHDRAWN:
        return locked
    if locked.updates.filter(state__in=[StatusUpdate.State.SUBMITTED, StatusUpdate.State.SECOND]).exists():
        raise NotNow(_("An update of it waits to be verified. Decide on that first."), code="update_waits")
    with history.recorded(by=by, action="assignment.withdraw", because=because, door=door):
        _close_drafts(locked, because, by)
        Assignment.objects.filter(pk=locked.pk).update(
            state=Assignment.State.WITHDRAWN, version=F("version") + 1
        )
        _refresh([locked])
    locked.refresh_from_db()
    transaction.on_commit(partial(telling.withdrawn, locked))
    return locked


@transaction.atomic
def coordinate(
    *, cluster: Cluster, institution: Institution, by: User, due_on: date | None = None, door: str = ""
) -> Assignment:
    """Have this institution coordinate the cluster; whoever did so before is released."""
    require(by, Can.ASSIGN)
    _lock(None, cluster)
    before = Assignment.objects.current().leading().filter(cluster=cluster).first()
    if before and before.institution_id != institution.pk:
        reason = _("%(institution)s coordinates from now on.") % {"institution": institution}
        withdraw(assignment=before, because=reason, by=by, door=door)
    return assign(institution=institution, role=Role.LEAD, cluster=cluster, due_on=due_on, by=by, door=door)


@transaction.atomic
def move_due(
    *, assignment: Assignment, due_on: date | None, version: int, by: User, door: str = ""
) -> Assignment:
    """Give more time, or less. Raises StaleEdit when somebody changed the assignment since `version`."""
    require(by, Can.ASSIGN, assignment)
    with history.recorded(by=by, action="assignment.move_due", door=door):
        claimed = (
            Assignment.objects.current()
            .filter(pk=assignment.pk, version=version)
            .update(due_on=due_on, version=F("version") + 1)
        )
    assignment.refresh_from_db()
    if not claimed and assignment.due_on != due_on:
        raise StaleEdit(assignment)
    return assignment


def _check_subject(
    institution: Institution,
    recommendation: Recommendation | None,
    part: Part | None,
    cluster: Cluster | None,
) -> None:
    _check_institution(institution)
    if (recommendation is None) == (cluster is None):
        raise Invalid(_("Assign a recommendation or a cluster."))
    if part and (cluster or part.recommendation_id != recommendation.pk or part.removed_at):  # type: ignore[union-attr]
        raise Invalid(_("This part is not one of the recommendation's."), fields={"part": _("Choose again.")})
    if recommendation and (why := _why_not(recommendation)):
        raise NotNow(why, code="not_assignable")
    if cluster and cluster.archived_at:
        raise NotNow(_("This cluster is archived."), code="archived")


def _check_institution(institution: Institution | None) -> None:
    if institution and institution.closed_on:
        raise Invalid(
            _("%(institution)s is closed.") % {"institution": institution},
            fields={"institution": _("Choose another institution.")},
        )


def _why_not(recommendation: Recommendation) -> str:
    """Why nothing can be assigned of it; empty when it can."""
    if not recommendation.is_home:
        return _("Not addressed to this State.")
    if recommendation.withdrawn_on or recommendation.replaced_by_id:
        return _("No longer in force.")
    return ""


def _lock(recommendation: Recommendation | None, cluster: Cluster | None) -> None:
    """Two people assigning the same thing wait for each other."""
    if recommendation:
        Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if cluster:
        Cluster.objects.select_for_update().get(pk=cluster.pk)


def _rows_for(
    chosen: Sequence[Recommendation], lead: Institution | None, supporting: Sequence[Institution]
) -> tuple[list[Assignment], list[dict[str, str]]]:
    """What is to be made, and what is left with the reason. One query however many there are."""
    leads: dict[int, Assignment] = {}
    taken: dict[int, set[int]] = defaultdict(set)
    standing = (
        Assignment.objects.current()
        .filter(recommendation__in=[r.pk for r in chosen], part=None)
        .select_related("institution")
        .prefetch_related("institution__names")
    )
    for row in standing:
        taken[row.recommendation_id].add(row.institution_id)  # type: ignore[index]
        if row.is_lead:
            leads[row.recommendation_id] = row  # type: ignore[index]
    rows, skipped = [], []
    for recommendation in chosen:
        why = _why_not(recommendation)
        if not why and lead:
            if recommendation.pk in leads:
                why = _("%(institution)s leads already.") % {
                    "institution": leads[recommendation.pk].institution
                }
            elif lead.pk in taken[recommendation.pk]:
                why = _("%(institution)s supports already.") % {"institution": lead}
            else:
                rows.append(Assignment(institution=lead, recommendation=recommendation, role=Role.LEAD))
        if why:
            skipped.append({"what": str(recommendation), "why": why})
        if not _why_not(recommendation):
            rows += [
                Assignment(institution=institution, recommendation=recommendation, role=Role.SUPPORTING)
                for institution in supporting
                if institution.pk not in taken[recommendation.pk]
            ]
    return rows, skipped


def _label(rows: Sequence[Assignment], lead: Institution | None, supporting: Sequence[Institution]) -> str:
    count = len({row.recommendation_id for row in rows})
    names = _(", ").join(str(institution) for institution in ([lead] if lead else []) + list(supporting))
    text = ngettext(
        "Assigned %(count)s recommendation to %(institutions)s",
        "Assigned %(count)s recommendations to %(institutions)s",
        count,
    )
    return (text % {"count": count, "institutions": names})[:300]


def _close_drafts(assignment: Assignment, because: str, by: User) -> None:
    """Drafts stay readable to their institution, but nothing more comes of them."""
    drafts = list(assignment.updates.filter(state__in=["draft", "returned", "validation"]))
    StatusUpdate.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        state=StatusUpdate.State.WITHDRAWN, withdrawn_because=because, version=F("version") + 1
    )
    UpdateStep.objects.bulk_create(
        UpdateStep(update=draft, action="withdrawn", by=by, comment=because) for draft in drafts
    )


def _refresh(rows: Iterable[Assignment]) -> None:
    """Bring the search table in step; a cluster's assignment touches the recommendations in it."""
    rows = list(rows)
    keys = {row.recommendation_id for row in rows if row.recommendation_id}
    for row in rows:
        if row.cluster_id:
            keys |= set(row.cluster.memberships.values_list("recommendation_id", flat=True))  # type: ignore[union-attr]
    search_table.refresh(keys)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
