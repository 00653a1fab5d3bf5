"""Institutions that nobody speaks for, or soon nobody will: an alarm on the desk and on their page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from focal_points.models import Assignment, Institution, StatusUpdate, Term
from focal_points.services import leaving
from nmrf.base.templatetags.house import day

DAYS_AHEAD = 30


@dataclass(frozen=True)
class Reason:
    """Why it is an alarm; `is_late` where it is so today and not only soon."""

    name: str
    text: Any
    is_late: bool = True


def waiting() -> Any:
    """All of them, what has lasted longest first; `since`: from which day, even one to come."""
    return (
        with_alarms(Institution.objects.current())
        .filter(
            Q(has_focal_point=False)
            | Q(will_have_focal_point=False)
            | Q(unsigned=True)
            | Q(pk__in={one.institution for one in leaving.behind()})
        )
        .order_by("since", "pk")
    )


def with_alarms(rows: QuerySet[Institution]) -> Any:
    """With the columns that `reasons` reads."""
    today = timezone.localdate()
    later = today + timedelta(days=DAYS_AHEAD)
    term = Term.objects.filter(institution=OuterRef("pk"), person__is_active=True)
    focal = term.filter(role=Term.Role.FOCAL_POINT)
    last = focal.order_by().values("institution").annotate(last=Max("ends_on")).values("last")
    past = (
        Term.objects.filter(institution=OuterRef("pk"), role=Term.Role.FOCAL_POINT, ends_on__lt=today)
        .order_by()
        .values("institution")
        .annotate(last=Max("ends_on"))
        .values("last")
    )
    work = Assignment.objects.current().filter(institution=OuterRef("pk")).order_by()
    unsigned = StatusUpdate.objects.filter(
        assignment__institution=OuterRef("pk"), state=StatusUpdate.State.VALIDATION
    )
    return rows.prefetch_related("names").annotate(
        has_focal_point=Exists(focal.on(today)),
        will_have_focal_point=Exists(focal.on(later)),
        has_writer=Exists(term.on(today).writing()),
        unsigned=Exists(unsigned) & ~Exists(_signers(today)),
        open_work=Coalesce(work.values("institution").annotate(n=Count("pk")).values("n")[:1], Value(0)),
        last_day=last,
        since=Case(
            When(has_focal_point=True, then=Coalesce(last, Value(today))),
            default=Coalesce(
                past,
                TruncDate(Subquery(work.order_by("assigned_at").values("assigned_at")[:1])),
                Value(today),
            ),
        ),
    )


def _signers(today: Any) -> QuerySet[Term]:
    """Validators of it, or of the body right above."""
    return Term.objects.held(today).filter(
        Q(institution=OuterRef("pk")) | Q(institution=OuterRef("parent")), role=Term.Role.VALIDATOR
    )


def reasons(institution: Any, behind: int | None = None) -> list[Reason]:
    """In words, the worst first; `behind`: how much lies with people who have left, where it was counted."""
    found = []
    if not institution.has_focal_point:
        if institution.open_work and not institution.has_writer:
            text = ngettext_lazy(
                "no focal point, and %(n)s assignment lies with nobody",
                "no focal point, and %(n)s assignments lie with nobody",
                "n",
            ) % {"n": institution.open_work}
            found.append(Reason("nobody", text))
        else:
            found.append(Reason("no-focal-point", _("no focal point")))
    elif not institution.will_have_focal_point:
        text = _("the last focal point's term ends on %(day)s") % {"day": day(institution.last_day)}
        found.append(Reason("ends", text, is_late=False))
    if institution.unsigned:
        found.append(Reason("no-validator", _("updates wait for a signature, and nobody can sign")))
    if behind or not found:
        found.append(Reason("behind", _("open work lies with somebody who has left")))
    return found


__all__ = ["DAYS_AHEAD", "Reason", "reasons", "waiting", "with_alarms"]
