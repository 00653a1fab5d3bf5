"""What is missing in what the house knows of recommendations: counted, and listed where it can be mended."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focal_points.filters import stale
from focal_points.models import (
    Assignment,
    Evidence,
    ImplementationStatus,
    SearchRow,
    Status,
    StatusUpdate,
)
from recommendations.models import Mechanism, RecommendationText

SHOWN = (Status.PARTIALLY_IMPLEMENTED, Status.IMPLEMENTED, Status.IMPLEMENTED_CONTINUING)


@dataclass(frozen=True)
class Check:
    """One thing that can be missing; `query` is the search by which the working list shows the same.

    `raises` is what the secretariat does about it, `own` what an institution does about its own.
    """

    name: str
    title: Any
    raises: Any
    missing: Callable[[], Any]
    query: str = ""
    own: Any = ""

    def to_do(self, is_house: bool) -> Any:
        """What this reader can do about it."""
        return self.raises if is_house or not self.own else self.own


def _without_due_date() -> Any:
    leads = Assignment.objects.current().leading().filter(recommendation=OuterRef("pk"))
    return Exists(leads.filter(due_on=None))


def _without_evidence() -> Any:
    shown = Evidence.objects.filter(
        update__state=StatusUpdate.State.VERIFIED,
        update__proposals__recommendation=OuterRef("pk"),
        removed_at=None,
    )
    return Q(status__in=SHOWN) & ~Q(Exists(shown))


def _review_passed() -> Any:
    standing = ImplementationStatus.objects.standing().filter(recommendation=OuterRef("pk"))
    ahead = standing.filter(next_review_on__gte=timezone.localdate())
    return Q(status=Status.IMPLEMENTED_CONTINUING) & ~Q(Exists(ahead))


def _never_told() -> Any:
    told = StatusUpdate.objects.filter(
        state=StatusUpdate.State.VERIFIED, proposals__recommendation=OuterRef("pk")
    )
    return Q(lead__isnull=False) & ~Q(Exists(told))


def _without_text() -> Any:
    return ~Q(Exists(RecommendationText.objects.filter(recommendation=OuterRef("pk"))))


def _without_plain_words() -> Any:
    texts = RecommendationText.objects.filter(recommendation=OuterRef("pk"))
    return ~Q(Exists(texts.filter(origin=RecommendationText.Origin.PLAIN)))


def _without_position() -> Any:
    upr = Mechanism.objects.filter(kind=Mechanism.Kind.UPR).values("pk")
    return Q(upr_position="", mechanism__in=upr)


OF_WORK = (
    Check(
        "status",
        _("verified status"),
        _("Verify a first status"),
        lambda: Q(status="not_assessed"),
        own=_("Log an update"),
    ),
    Check(
        "age",
        _("status of the last year"),
        _("Ask for an update"),
        stale,
        "stale=1&sort=silent",
        _("Log an update"),
    ),
    Check(
        "update",
        _("verified update where somebody leads"),
        _("Ask for a first update"),
        _never_told,
        own=_("Log an update"),
    ),
    Check(
        "evidence",
        _("evidence for what is in place"),
        _("Ask for evidence"),
        _without_evidence,
        own=_("Show evidence"),
    ),
    Check(
        "due",
        _("due date for whoever leads"),
        _("Give it a due date"),
        _without_due_date,
        own=_("Ask the secretariat for a date"),
    ),
    Check(
        "review",
        _("review of a continuing duty on time"),
        _("Review it"),
        _review_passed,
        own=_("Log an update"),
    ),
)
OF_REGISTER = (
    Check("lead", _("institution that leads"), _("Assign it"), lambda: Q(lead=None), "unassigned=1"),
    Check("theme", _("theme"), _("Tag it"), lambda: Q(themes=[])),
    Check("cluster", _("cluster"), _("Put it into a cluster"), lambda: Q(clusters=[])),
    Check("title", _("short title"), _("Give it a short title"), lambda: Q(recommendation__title="")),
    Check("plain", _("plain wording"), _("Write it in plain words"), _without_plain_words),
    Check("position", _("position of the State"), _("State the position"), _without_position),
    Check("text", _("text"), _("Find its text at the source"), _without_text),
)
CHECKS = {check.name: check for check in (*OF_WORK, *OF_REGISTER)}


@dataclass(frozen=True)
class Found:
    """How many lack it."""

    check: Check
    missing: int
    whole: int

    @property
    def complete(self) -> int:
        """How many have it."""
        return self.whole - self.missing


def rows(own: Collection[int] | None) -> QuerySet[SearchRow]:
    """What is looked at: the State's current recommendations; of some institutions alone where given."""
    found = SearchRow.objects.filter(is_home=True, is_ask=True, is_current=True)
    return found if own is None else found.filter(institutions__overlap=list(own) or [0])


def checks_for(own: Collection[int] | None) -> tuple[Check, ...]:
    """An institution is shown what it can mend."""
    return (*OF_REGISTER, *OF_WORK) if own is None else OF_WORK


def count(own: Collection[int] | None) -> list[Found]:
    """Every check, what is missing most first; one query."""
    checks = checks_for(own)
    counts = {f"lacks_{check.name}": Count("pk", filter=check.missing()) for check in checks}
    seen = rows(own).aggregate(whole=Count("pk"), **counts)
    found = [Found(check, seen[f"lacks_{check.name}"], seen["whole"]) for check in checks]
    return sorted(found, key=lambda one: -one.missing)


def lacking(check: Check, own: Collection[int] | None) -> QuerySet[SearchRow]:
    """The recommendations that lack it, in the order of documents."""
    return (
        rows(own)
        .filter(check.missing())
        .select_related("recommendation__document__mechanism")
        .prefetch_related("recommendation__texts", "recommendation__document__mechanism__names")
        .order_by("mechanism", "document", "place", "pk")
    )
