"""The secretariat's queues: what waits, how much of it, since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points import vacancies, waiting_answers, waiting_recommendations, waiting_uhri
from focal_points.models import Assignment, Contest, Institution, StatusUpdate
from focal_points.models.urgency import FINISHED


@dataclass(frozen=True)
class Queue:
    """One queue. `waiting` answers rows with a column `since`, a date, oldest first."""

    name: str
    title: Any
    about: Any
    waiting: Callable[[], QuerySet[Any]]
    nothing: Any
    is_alarm: bool = False


@dataclass(frozen=True)
class Size:
    """How many wait, and since when the oldest does."""

    queue: Queue
    count: int
    oldest: date | None

    @property
    def days(self) -> int | None:
        """How long the oldest has waited."""
        return (timezone.localdate() - self.oldest).days if self.oldest else None

    @property
    def months(self) -> int:
        """The same in whole months, for what has waited long."""
        return (self.days or 0) // 30


def sizes() -> list[Size]:
    """All queues with their counts: one query each, however much waits."""
    found = []
    for queue in QUEUES.values():
        seen = queue.waiting().order_by().aggregate(count=Count("pk", distinct=True), oldest=Min("since"))
        oldest = seen["oldest"]
        found.append(Size(queue, seen["count"], oldest.date() if isinstance(oldest, datetime) else oldest))
    return found


def _updates(state: str) -> Callable[[], QuerySet[StatusUpdate]]:
    def waiting() -> QuerySet[StatusUpdate]:
        rows = (
            StatusUpdate.objects.filter(state=state)
            .for_list()
            .prefetch_related(
                "assignment__recommendation__texts", "assignment__cluster__texts", "proposals__verification"
            )
        )
        return rows.annotate(since=TruncDate("submitted_at")).order_by("submitted_at", "pk")

    return waiting


def _contested() -> QuerySet[Contest]:
    return (
        Contest.objects.filter(is_upheld=None)
        .select_related(
            "assignment__institution",
            "assignment__recommendation__document__mechanism",
            "assignment__part",
            "assignment__cluster",
            "proposed",
            "by",
        )
        .prefetch_related(
            "assignment__institution__names", "proposed__names", "assignment__recommendation__texts"
        )
        .annotate(since=TruncDate("at"))
        .order_by("at", "pk")
    )


def _overdue() -> QuerySet[Assignment]:
    done = Q(recommendation__search_row__status__in=FINISHED)
    rows = Assignment.objects.late_on(timezone.localdate()).leading().exclude(done).for_list()
    return rows.annotate(since=F("due_on")).order_by("due_on", "pk")


def _silent() -> QuerySet[Institution]:
    edge = timezone.now() - timedelta(days=settings.STALE_AFTER_DAYS)
    return (
        Institution.objects.current()
        .filter(Exists(Assignment.objects.current().filter(institution=OuterRef("pk"))))
        .annotate(
            last_said=Max("assignments__updates__submitted_at"),
            first_asked=Min("assignments__assigned_at"),
        )
        .annotate(since=TruncDate(Coalesce("last_said", "first_asked")))
        .filter(since__lt=edge.date())
        .prefetch_related("names")
        .order_by("since", "pk")
    )


QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue(
            "new",
            _("New"),
            _("From the last import, and nobody has put them into a cluster or given them to anybody yet."),
            waiting_recommendations.new,
            _("Everything of the last import has found its place."),
        ),
        Queue(
            "unassigned",
            _("Unassigned"),
            _("No institution leads."),
            waiting_recommendations.unassigned,
            _("Every recommendation has an institution that leads."),
        ),
        Queue(
            "verify",
            _("To verify"),
            _("Handed in by institutions, oldest first."),
            _updates(StatusUpdate.State.SUBMITTED),
            _("Nothing waits to be verified."),
        ),
        Queue(
            "second",
            _("Second person"),
            _("Decided as no longer applicable: somebody else has to agree."),
            _updates(StatusUpdate.State.SECOND),
            _("Nothing waits for a second person."),
        ),
        Queue(
            "contested",
            _("Contested"),
            _("Institutions say that these are not theirs."),
            _contested,
            _("Nobody contests an assignment."),
        ),
        Queue(
            "answers",
            _("Answers to check"),
            _("Institutions answered information requests; the oldest first."),
            waiting_answers.to_check,
            _("No answer waits to be checked."),
        ),
        Queue(
            "requests",
            _("Requests late"),
            _("Institutions that were asked for information, and whose day has passed."),
            waiting_answers.late,
            _("No institution is late with answers."),
            is_alarm=True,
        ),
        Queue(
            "overdue",
            _("Overdue"),
            _("The day given to whoever leads has passed, and it is not verified as done."),
            _overdue,
            _("Nothing is overdue."),
            is_alarm=True,
        ),
        Queue(
            "vacant",
            _("Nobody speaks"),
            _("Institutions without a focal point, or soon without one, and work that lies with nobody."),
            vacancies.waiting,
            _("Every institution has a focal point, and nothing lies with somebody who has left."),
            is_alarm=True,
        ),
        Queue(
            "silent",
            _("Silent"),
            _("Institutions with work that handed nothing in for a year."),
            _silent,
            _("Every institution was heard of within a year."),
        ),
        Queue(
            "followup",
            _("Follow-up clock"),
            _("A committee asked to be told early, or a court set a day; the soonest first."),
            waiting_recommendations.followup,
            _("No follow-up report is due, and no order has its day."),
        ),
        Queue(
            "positions",
            _("Positions"),
            _("Recommendations of the Universal Periodic Review on which no position is stated yet."),
            waiting_recommendations.positions,
            _("The State has a position on every recommendation of its review."),
        ),
        Queue(
            "division",
            _("Divisions"),
            _(
                "Their text was changed after they were divided. "
                "The parts keep their wording: look if it fits."
            ),
            waiting_recommendations.out_of_step,
            _("Every division fits its text."),
        ),
        Queue(
            "uhri",
            _("Waiting of UHRI"),
            _("What the scheduled import found and did not write by itself."),
            waiting_uhri.imports,
            _("Nothing of UHRI waits to be written."),
        ),
        Queue(
            "conflicts",
            _("Conflicts with UHRI"),
            _("UHRI changed what was changed here too."),
            waiting_uhri.conflicts,
            _("No conflict is open."),
        ),
        Queue(
            "replaces",
            _("Proposed replacements"),
            _("Reissued documents, and entries that are found in UHRI now."),
            waiting_uhri.replacements,
            _("Nothing is proposed."),
        ),
        Queue(
            "look",
            _("Please look"),
            _("Taken in from the source, but something about them is odd."),
            waiting_recommendations.please_look,
            _("No record needs a look."),
        ),
    )
}
