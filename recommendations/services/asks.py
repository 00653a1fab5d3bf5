"""Recurring requests decided: confirmed, parted, refused, joined by hand; each an operation with undo."""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmrf.base import history
from nmrf.base.errors import Invalid, NotNow
from nmrf.base.models import Operation, User
from nmrf.base.permissions import require
from nmrf.base.services import operations
from recommendations import registry
from recommendations.models import Ask, AskMember, Recommendation
from recommendations.permissions import Can
from recommendations.services import ask_groups, ask_material
from recommendations.services.ask_acts import Act
from recommendations.services.selections import chosen
from recommendations.services.touching import recommendations_of

CONFIRM, REFUSE, DIVIDE, JOIN = "ask.confirm", "ask.refuse", "ask.divide", "ask.join"
KINDS = (CONFIRM, REFUSE, DIVIDE, JOIN)
MOST_AT_ONCE = 300
Rows = Iterable[Recommendation]


@transaction.atomic
def confirm(*, recommendations: Rows, without: Rows = (), by: User, door: str = "") -> Operation:
    """These ask the same; those in `without` were proposed with them and do not, which is remembered."""
    require(by, Can.DECIDE_ASKS)
    kept = _home(recommendations)
    apart = {row.pk for row in _home(without, fewest=0)} - {row.pk for row in kept}
    apart -= set(AskMember.objects.filter(recommendation__in=apart).values_list("recommendation", flat=True))
    if len(kept) < 2:
        raise Invalid(_("A recurring request has two members at least."), fields={"keep": _("Keep two.")})
    label = _confirmed(len(kept))
    with Act(CONFIRM, label, by=by, door=door) as act:
        act.bring_together(kept)
        act.refuse_between([row.pk for row in kept], apart)
    return act.done(size=len(kept))


@transaction.atomic
def confirm_above(*, score: float, by: User, door: str = "") -> Operation:
    """Confirm every waiting group in which each member is at least so alike to another."""
    require(by, Can.DECIDE_ASKS)
    keys = set(ask_material.home().values_list("pk", flat=True))
    groups = [group for group in ask_groups.waiting(keys) if group.weakest >= score]
    rows = Recommendation.objects.select_for_update(of=("self",)).in_bulk(
        {key for group in groups for key in group.members}
    )
    label = ngettext(
        "Confirmed %(count)s recurring request of likeness %(score)s or more",
        "Confirmed %(count)s recurring requests of likeness %(score)s or more",
        len(groups),
    ) % {"count": len(groups), "score": f"{round(score * 100)} %"}
    with Act(CONFIRM, label, by=by, door=door) as act:
        for group in groups:
            act.bring_together([rows[key] for key in sorted(group.members)])
    return act.done(size=len(groups))


@transaction.atomic
def refuse(*, recommendations: Rows, by: User, door: str = "") -> Operation:
    """These do not ask the same; they are not proposed together again. What is confirmed of them stays."""
    require(by, Can.DECIDE_ASKS)
    rows = _home(recommendations)
    asks = dict(AskMember.objects.filter(recommendation__in=rows).values_list("recommendation", "ask"))
    between = [
        (low, high)
        for low, high in combinations(sorted(row.pk for row in rows), 2)
        if asks.get(low, low * -1) != asks.get(high, high * -1)
    ]
    label = ngettext(
        "Said of %(count)s recommendation that it asks something of its own",
        "Said of %(count)s recommendations that they do not ask the same",
        len(rows),
    ) % {"count": len(rows)}
    with Act(REFUSE, label, by=by, door=door) as act:
        act.refuse(between)
    return act.done(size=len(between))


@transaction.atomic
def divide(*, ask: Ask, out: Rows, as_one: bool = False, by: User, door: str = "") -> Operation:
    """Take members out of a request, each for itself or (`as_one`) as a request of their own."""
    require(by, Can.DECIDE_ASKS, ask)
    locked = Ask.objects.select_for_update().get(pk=ask.pk)
    leaving = set(
        locked.members.filter(recommendation__in=list(out)).values_list("recommendation", flat=True)
    )
    if not leaving:
        raise Invalid(_("Choose who asks something else."), fields={"out": _("Choose one at least.")})
    if as_one and len(leaving) < 2:
        raise Invalid(_("A request of its own has two members at least."), fields={"out": _("Choose two.")})
    label = _("Took %(count)s out of “%(ask)s”") % {"count": len(leaving), "ask": locked}
    with Act(DIVIDE, label, by=by, door=door) as act:
        act.part(locked, leaving, as_one=as_one)
    return act.done(size=len(leaving))


@transaction.atomic
def join(*, recommendations: Rows, by: User, door: str = "") -> Operation:
    """Bring together by hand what was not found, whole requests too; the oldest takes them in."""
    require(by, Can.DECIDE_ASKS)
    rows = _home(recommendations)
    asks = set(AskMember.objects.filter(recommendation__in=rows).values_list("ask", flat=True))
    rows = chosen([*rows, *Recommendation.objects.filter(ask_member__ask__in=asks)])
    if len(rows) < 2:
        raise Invalid(_("A recurring request has two members at least."), fields={"keep": _("Choose two.")})
    with Act(JOIN, _confirmed(len(rows)), by=by, door=door) as act:
        act.bring_together(rows)
    return act.done(size=len(rows))


@transaction.atomic
def name(*, ask: Ask, title: str, by: User, door: str = "") -> None:
    """Give a request a short title; an empty one takes it away."""
    require(by, Can.DECIDE_ASKS, ask)
    with history.recorded(by=by, action="ask.name", door=door):
        Ask.objects.filter(pk=ask.pk).exclude(title=title.strip()).update(title=title.strip())


@transaction.atomic
def undo(*, operation: Operation, by: User, door: str = "") -> Operation:
    """Undo a decision; what somebody decided since stays and is listed."""
    require(by, Can.DECIDE_ASKS)
    touched = recommendations_of(operations.touched_by(operation))
    undone = operations.undo(operation=operation, by=by, door=door)
    registry.changed(touched)
    return undone


def _home(recommendations: Rows, fewest: int = 1) -> list[Recommendation]:
    rows = chosen(recommendations)
    if len(rows) < fewest:
        raise Invalid(_("Choose recommendations."), fields={"keep": _("Choose two.")})
    if len(rows) > MOST_AT_ONCE:
        raise NotNow(_("That are more than %(most)s at once.") % {"most": MOST_AT_ONCE}, code="too_many")
    if strange := next((row for row in rows if not row.is_home), None):
        raise NotNow(_("%(what)s is not addressed to this State.") % {"what": strange}, code="not_home")
    return rows


def _confirmed(count: int) -> str:
    return ngettext(
        "Brought %(count)s recommendation together as a request",
        "Brought %(count)s recommendations together as one request",
        count,
    ) % {"count": count}
