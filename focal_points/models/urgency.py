"""What waits for an institution, in the order in which it is urgent: each assignment stands in one group."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from focal_points.models.assignment import Assignment
from focal_points.models.status import NOTHING_LEFT, ImplementationStatus, Status
from focal_points.models.status_update import StatusUpdate

SOON = timedelta(days=14)
FINISHED = (Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING, Status.NO_LONGER_APPLICABLE)


class Urgency(models.IntegerChoices):
    """The groups of "my work", most urgent first."""

    OVERDUE = 1, _("Overdue")
    RETURNED = 2, _("Sent back to you")
    SOON = 3, _("Due within 14 days")
    NEW = 4, _("New: accept or contest")
    SILENT = 5, _("Not updated for a year")
    AWAY = 6, _("With the validator or the secretariat")
    REST = 7, _("Nothing pressing")

    @property
    def waits(self) -> bool:
        """Whether the institution has something to do."""
        return self < Urgency.AWAY


def with_progress(rows: QuerySet[Assignment]) -> Any:
    """Adds `status_now`, `verified_on`, `updated_on` (last verified update), and the open update, if any."""
    updates = StatusUpdate.objects.filter(assignment=OuterRef("pk"))
    is_open = updates.filter(state__in=StatusUpdate.OPEN)
    verified = updates.filter(state=StatusUpdate.State.VERIFIED).order_by("-decided_at")
    of_part = (
        ImplementationStatus.objects.standing()
        .filter(part=OuterRef("part"))
        .order_by("-effective_on", "-recorded_at", "-pk")
    )
    is_verified = Q(basis=ImplementationStatus.Basis.VERIFIED)
    known_of_part = of_part.annotate(day=Case(When(is_verified, then=TruncDate("recorded_at"))))
    return rows.annotate(
        status_now=Coalesce(
            Case(
                When(part__isnull=False, then=Subquery(of_part.values("status")[:1])),
                default=F("recommendation__search_row__status"),
            ),
            Value(Status.NOT_ASSESSED),
            output_field=models.CharField(),
        ),
        verified_on=Case(
            When(part__isnull=False, then=Subquery(known_of_part.values("day")[:1])),
            default=F("recommendation__search_row__verified_on"),
        ),
        updated_on=Subquery(verified.annotate(day=TruncDate("decided_at")).values("day")[:1]),
        open_state=Subquery(is_open.values("state")[:1]),
        open_update=Subquery(is_open.values("public_id")[:1]),
        open_comment=Subquery(is_open.values("comment")[:1]),
        open_edited_at=Subquery(is_open.values("edited_at")[:1]),
    )


def by_urgency(rows: QuerySet[Assignment], today: date) -> Any:
    """Adds `urgency`, and puts the most urgent first; in a group, what is due first.

    Silence is asked about only of whoever leads, and not where nothing is left to be done; a duty that
    continues is asked about.
    """
    long_ago = today - timedelta(days=settings.STALE_AFTER_DAYS)
    away = Q(open_state__in=StatusUpdate.AWAY) | Q(state=Assignment.State.CONTESTED)
    finished = Q(status_now__in=FINISHED)
    over = Q(status_now__in=NOTHING_LEFT)
    heard_on = Coalesce("updated_on", TruncDate("assigned_at"))
    answered = Q(reminded_until__isnull=False, reminded_until__gt=long_ago)
    return (
        with_progress(rows)
        .annotate(heard_on=heard_on)
        .annotate(
            urgency=Case(
                When(away, then=Value(Urgency.AWAY)),
                When(Q(due_on__lt=today) & ~finished, then=Value(Urgency.OVERDUE)),
                When(open_state=StatusUpdate.State.RETURNED, then=Value(Urgency.RETURNED)),
                When(Q(due_on__lte=today + SOON) & ~finished, then=Value(Urgency.SOON)),
                When(state=Assignment.State.ASSIGNED, then=Value(Urgency.NEW)),
                When(
                    Q(heard_on__lte=long_ago, role=Assignment.Role.LEAD) & ~answered & ~over,
                    then=Value(Urgency.SILENT),
                ),
                default=Value(Urgency.REST),
                output_field=IntegerField(),
            )
        )
        .order_by("urgency", F("due_on").asc(nulls_last=True), "-assigned_at", "pk")
    )
